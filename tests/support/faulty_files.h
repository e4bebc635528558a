// A disk that fails at a chosen operation and that can lose its power: what was not made durable is then gone, or not,
// as the dice fall. It works on a real folder, so that the same folder can be opened with real_files() afterwards.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include "base/files.h"

namespace runseal::test {

enum class Fault {
  no_space,      // ENOSPC; a file that was being made is left half written
  input_output,  // EIO, nothing done
  after,         // done, yet reported as failed (an fsync that fails after the rename)
};

class FaultyFiles final : public base::Files {
 public:
  explicit FaultyFiles(base::Files& real = base::real_files()) : real_(real) {}

  // Operation number n (from 0) that changes or syncs something fails, and all later ones too when `for_good`.
  void fail_at(std::uint64_t n, Fault fault, bool for_good = false);
  [[nodiscard]] std::uint64_t operations() const { return count_; }
  [[nodiscard]] bool struck() const { return struck_; }
  void count_from_zero() { count_ = 0; }
  void heal() { at_.reset(); }

  enum class Luck { nothing_unsynced_stays, all_stays, dice };
  void lose_power(Luck luck, std::uint32_t seed = 0);

  Result<Bytes> read(const base::Path& path, std::size_t max_bytes) override;
  Result<> create(const base::Path& path, ByteView content, unsigned mode) override;
  Result<> rename(const base::Path& from, const base::Path& to) override;
  Result<> sync_directory(const base::Path& path) override;
  Result<> remove(const base::Path& path) override;
  Result<> make_directories(const base::Path& path, unsigned mode) override;
  Result<std::vector<std::string>> list(const base::Path& path) override;
  Result<bool> exists(const base::Path& path) override;

 private:
  using Content = std::optional<Bytes>;  // nothing: no such file
  [[nodiscard]] std::optional<Fault> strike();
  [[nodiscard]] Content now(const base::Path& path);
  void remember(const base::Path& path);  // before it changes
  void remember_after(const base::Path& path);

  base::Files& real_;
  std::uint64_t count_ = 0;
  std::optional<std::uint64_t> at_;
  Fault fault_ = Fault::input_output;
  bool for_good_ = false;
  bool struck_ = false;
  std::map<base::Path, std::vector<Content>> unsynced_;  // first what is durable, then every state since
};

}  // namespace runseal::test
