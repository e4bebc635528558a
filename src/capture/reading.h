// Reads a capture, packet by packet, in one pass and bounded memory, and gives the report of what it shows.
// Not for several threads at once; several readings are independent of each other.
#pragma once

#include "capture/conversations.h"
#include "capture/exposures.h"
#include "capture/flow_table.h"
#include "capture/interference.h"

namespace runseal::capture {

// The parts of what a reading may hold. `bytes`: what the program may take in all; more than half of 64 MB are its own,
// its buffers, what comes double while the report is put together, and what recording it takes.
struct ReadingLimits {
  static constexpr std::size_t by_default = 64'000'000;
  static constexpr std::size_t own = 38'000'000;

  ReadingLimits() : ReadingLimits(by_default) {}
  explicit ReadingLimits(std::size_t bytes)
      : flows{.bytes = (bytes - own) / 16 * 7, .flows = std::max<std::size_t>(100'000, bytes / 640)},
        exposure_bytes((bytes - own) / 16 * 6),
        conversation_bytes((bytes - own) / 16 * 3) {}

  FlowTable::Limits flows;
  std::size_t exposure_bytes;
  std::size_t conversation_bytes;
};

class Reading final : public DatagramHandler, private Recorder {
 public:
  explicit Reading(const ReadingLimits& limits = {});

  void on_datagram(const Datagram& datagram) override;
  void on_arp(const Arp& arp) override;
  // Nothing more will come. Once.
  [[nodiscard]] Report finish();

  // About how many bytes its flows and conversations hold.
  [[nodiscard]] std::size_t footprint() const { return table_.footprint() + conversations_.footprint(); }

 private:
  void exposed(const FlowKey& flow, const Exposure& exposure) override;
  void saw(const Sign& sign) override;
  void identity(const FlowKey& flow, std::string_view kind, std::string_view fingerprint, Moment at) override;
  void expect(const Address& server, std::uint16_t port, Make make) override;

  void on_tcp(const Datagram& datagram);
  void on_message(const Datagram& datagram, const Segment& segment);
  FlowTable::Found flow_for(const FlowTable::Ends& ends, const Segment& segment, const Datagram& datagram);
  FlowTable::Found begin(const FlowTable::Ends& ends, Side from, bool from_start, Moment at);
  Make expected(const FlowKey& key, Moment at);
  void finish(Flow& flow, bool forgotten);
  void prove(std::uint64_t packet);
  void tell_limits();

  struct Expected {
    Make make;
    std::int64_t until_ns = 0;
  };

  Report report_;
  std::vector<std::shared_ptr<void>> shared_;  // one for each of all_dissectors()
  std::map<std::pair<Address, std::uint16_t>, Expected> expected_;
  std::size_t since_looked_over_ = 0;  // announcements
  bool more_proof_ = false;            // than was kept
  Conversations conversations_;
  Exposures exposures_;
  Interference interference_;
  FlowTable table_;
};

}  // namespace runseal::capture
