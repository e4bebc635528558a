// What a scan alone tells about a run and its seal: what is missing, extra, of another kind or too short, and which
// files must still be read.
#pragma once

#include <set>
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
  [[nodiscard]] const std::set<std::string, std::less<>>& paths() const { return only_; }

 private:
  std::set<std::string, std::less<>> only_;
};

struct Comparison {
  std::uint64_t files = 0;              // sealed files that are to be checked
  std::vector<const Entry*> to_hash;    // of the seal: the files that are there and must be read
  std::set<const Entry*> mode_changed;  // late files among them whose executable bit is another
  std::vector<model::FileVerdict> verdicts;
};

// Walks the run; holds nothing of it but what is wrong. The pointers are into `seal`. Errors: those of walk().
[[nodiscard]] Result<Comparison> compare(const CheckedSeal& seal, int folder, const Classify& classify,
                                         const Chosen& chosen);

}  // namespace runseal::transfer
