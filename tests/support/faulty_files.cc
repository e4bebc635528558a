#include "support/faulty_files.h"

#include <cerrno>
#include <fstream>

namespace runseal::test {
namespace {

constexpr std::size_t any_size = std::size_t{1} << 30;

std::unexpected<Error> failure(Fault fault, const base::Path& path) {
  return fail(base::system_error("injected fault", path, fault == Fault::no_space ? ENOSPC : EIO));
}

}  // namespace

void FaultyFiles::fail_at(std::uint64_t n, Fault fault, bool for_good) {
  count_ = 0;
  struck_ = false;
  at_ = n;
  fault_ = fault;
  for_good_ = for_good;
}

std::optional<Fault> FaultyFiles::strike() {
  const auto n = count_++;
  if (!at_ || n < *at_ || (n > *at_ && !for_good_)) return std::nullopt;
  struck_ = true;
  return fault_;
}

FaultyFiles::Content FaultyFiles::now(const base::Path& path) {
  auto content = real_.read(path, any_size);
  return content ? Content(*std::move(content)) : std::nullopt;
}

void FaultyFiles::remember(const base::Path& path) {
  if (!unsynced_.contains(path)) unsynced_[path].push_back(now(path));
}

void FaultyFiles::remember_after(const base::Path& path) { unsynced_[path].push_back(now(path)); }

void FaultyFiles::lose_power(Luck luck, std::uint32_t seed) {
  std::mt19937 dice(seed);
  for (const auto& [path, states] : unsynced_) {
    const std::size_t last = states.size() - 1;
    const std::size_t which = luck == Luck::all_stays ? last : luck == Luck::dice ? dice() % states.size() : 0;
    if (!states[which]) {
      (void)real_.remove(path);
      continue;
    }
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(states[which]->data()),
               static_cast<std::streamsize>(states[which]->size()));
  }
  unsynced_.clear();
}

Result<Bytes> FaultyFiles::read(const base::Path& path, std::size_t max_bytes) { return real_.read(path, max_bytes); }

Result<> FaultyFiles::create(const base::Path& path, ByteView content, unsigned mode) {
  const auto fault = strike();
  if (fault == Fault::input_output) return failure(*fault, path);
  remember(path);
  const auto made = real_.create(path, fault == Fault::no_space ? content.first(content.size() / 2) : content, mode);
  if (made && fault) unsynced_[path].push_back(Bytes{});  // its fsync failed: the name may stay without the content
  remember_after(path);
  if (fault) return failure(*fault, path);
  return made;
}

Result<> FaultyFiles::rename(const base::Path& from, const base::Path& to) {
  const auto fault = strike();
  if (fault && fault != Fault::after) return failure(*fault, to);
  remember(from);
  remember(to);
  const auto done = real_.rename(from, to);
  remember_after(from);
  remember_after(to);
  if (fault) return failure(*fault, to);
  return done;
}

Result<> FaultyFiles::sync_directory(const base::Path& path) {
  const auto fault = strike();
  if (fault) return failure(*fault, path);
  std::erase_if(unsynced_, [&](const auto& entry) { return entry.first.parent_path() == path; });
  return real_.sync_directory(path);
}

Result<> FaultyFiles::remove(const base::Path& path) {
  const auto fault = strike();
  if (fault && fault != Fault::after) return failure(*fault, path);
  remember(path);
  const auto done = real_.remove(path);
  remember_after(path);
  if (fault) return failure(*fault, path);
  return done;
}

Result<> FaultyFiles::make_directories(const base::Path& path, unsigned mode) {
  const auto fault = strike();
  if (fault && fault != Fault::after) return failure(*fault, path);
  const auto done = real_.make_directories(path, mode);
  if (fault) return failure(*fault, path);
  return done;
}

Result<std::vector<std::string>> FaultyFiles::list(const base::Path& path) { return real_.list(path); }

Result<bool> FaultyFiles::exists(const base::Path& path) { return real_.exists(path); }

}  // namespace runseal::test
