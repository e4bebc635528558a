// A ring of capture files: the newest packets, never more than so many bytes in all.
#pragma once

#include <deque>
#include <string>

#include "base/fd.h"
#include "base/files.h"
#include "capture/pcapng_writer.h"

namespace runseal::capture {

// Files named ring-000001-20261126T150000Z.pcapng, the oldest removed first; those of an earlier ring in the same
// folder count, others are left alone. Each packet is handed to the system at once: what is killed leaves whole files.
class Ring {
 public:
  static constexpr std::uint64_t least_bytes = 16U << 20U;

  [[nodiscard]] static Result<> check_size(std::uint64_t most_bytes);  // errors: usage (too few)
  // Errors: usage (too few bytes), not_found, denied, io.
  [[nodiscard]] static Result<Ring> open(const base::Path& folder, std::uint64_t most_bytes);
  [[nodiscard]] Result<> keep(const Packet& packet);

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }  // of all its files
  [[nodiscard]] std::size_t files() const { return segments_.size(); }

 private:
  struct Segment {
    std::string name;
    std::uint64_t bytes = 0;
  };
  Ring(base::Path folder, std::uint64_t most_bytes) : folder_(std::move(folder)), most_bytes_(most_bytes) {}

  Result<> find_earlier();
  Result<> begin_segment(Moment at);
  Result<> remove_oldest();
  Result<> append();  // block_

  base::Path folder_;
  std::uint64_t most_bytes_;
  std::uint64_t bytes_ = 0;
  std::uint64_t number_ = 0;  // of the newest
  std::deque<Segment> segments_;
  base::Fd directory_;
  base::Fd file_;
  PcapngWriter writer_;
  Bytes block_;
};

// The packets of `source`, each kept in the ring as it passes. Errors of next(): those of the ring, too.
[[nodiscard]] std::unique_ptr<PacketSource> keeping(std::unique_ptr<PacketSource> source, Ring ring);

}  // namespace runseal::capture
