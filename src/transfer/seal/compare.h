// What a scan alone tells about a run and its seal: what is missing, extra, of another kind or too short, and which
// files must still be read. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "transfer/seal/seal.h"

namespace runseal::transfer {

// Some paths and everything below them; none: everything. Looking up is logarithmic in their number.
class Chosen {
 public:
  explicit Chosen(std::span<const std::string> only);
  [[nodiscard]] bool everything() const { return only_.empty(); }
  [[nodiscard]] bool has(std::string_view path) const;
  [[nodiscard]] const std::vector<std::string>& paths() const { return only_; }

 private:
  std::vector<std::string> only_;  // sorted
};

// A path or one of the folders above it.
[[nodiscard]] bool is_or_is_below(std::string_view path, const std::vector<std::string>& sorted);

struct ToHash {
  const Entry* sealed = nullptr;
  const Entry* now = nullptr;
};

struct Comparison {
  std::uint64_t files = 0;  // sealed files that are to be checked
  std::vector<ToHash> to_hash;
  std::vector<model::FileVerdict> verdicts;
};

// Linear in both. The pointers are into `seal` and `now`.
[[nodiscard]] Comparison compare(const CheckedSeal& seal, const Tree& now, const Chosen& chosen);

}  // namespace runseal::transfer
