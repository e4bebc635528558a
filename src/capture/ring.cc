#include "capture/ring.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "base/time.h"

namespace runseal::capture {
namespace {

constexpr std::uint64_t segments = 8;  // about so many files, the one that is written to included
constexpr std::string_view front = "ring-";
constexpr std::string_view back = ".pcapng";
constexpr std::size_t number_digits = 6;
constexpr std::size_t name_length = front.size() + number_digits + 1 + 16 + back.size();

std::string name_of(std::uint64_t number, Moment at) {
  const auto ms = std::chrono::milliseconds(std::max<std::int64_t>(at.time_ns, 0) / 1'000'000);
  auto time = base::format_instant(Instant(ms)).substr(0, 19);  // 2026-11-26T15:00:00
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  return fmt::format("{}{:06}-{}Z{}", front, number, time, back);
}

// The number in a name that a ring gave.
std::optional<std::uint64_t> number_in(const std::string& name) {
  if (name.size() != name_length || !name.starts_with(front) || !name.ends_with(back)) return {};
  const auto digits = name.substr(front.size(), number_digits);
  if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return {};
  return std::stoull(digits);
}

class Keeping final : public PacketSource {
 public:
  Keeping(std::unique_ptr<PacketSource> source, Ring ring) : source_(std::move(source)), ring_(std::move(ring)) {}

  Result<bool> next(Packet& packet) override {
    auto found = source_->next(packet);
    if (!found || !*found) return found;
    if (auto kept = ring_.keep(packet); !kept) {
      auto& error = kept.error();
      error.what = "packets could not be kept in the ring any more (" + error.what + ")";
      return fail(std::move(error));
    }
    return found;
  }
  [[nodiscard]] SourceStatus status() const override { return source_->status(); }

 private:
  std::unique_ptr<PacketSource> source_;
  Ring ring_;
};

}  // namespace

Result<> Ring::check_size(std::uint64_t most_bytes) {
  if (most_bytes >= least_bytes) return {};
  return fail(ErrorCode::usage, fmt::format("a ring of {} bytes is too small", most_bytes), {},
              fmt::format("give it at least {} MB", (least_bytes + 999'999) / 1'000'000));
}

Result<Ring> Ring::open(const base::Path& folder, std::uint64_t most_bytes) {
  RUNSEAL_CHECK(check_size(most_bytes));
  Ring ring(folder, most_bytes);
  ring.directory_.reset(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!ring.directory_) return fail(base::system_error("opening", folder, errno));
  RUNSEAL_CHECK(ring.find_earlier());
  return ring;
}

Result<> Ring::find_earlier() {
  RUNSEAL_TRY(const auto names, base::real_files().list(folder_));  // sorted: the oldest first
  for (const auto& name : names) {
    const auto number = number_in(name);
    struct stat info{};
    if (!number || ::fstatat(directory_.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!S_ISREG(info.st_mode)) continue;
    segments_.push_back({name, static_cast<std::uint64_t>(info.st_size)});
    bytes_ += segments_.back().bytes;
    number_ = std::max(number_, *number);
  }
  while (bytes_ > most_bytes_) RUNSEAL_CHECK(remove_oldest());
  return {};
}

Result<> Ring::keep(const Packet& packet) {
  const auto most = most_bytes_ / segments;
  block_.clear();
  writer_.packet(block_, packet, packet.bytes.size());
  if (!file_ || segments_.back().bytes + block_.size() > most) {
    RUNSEAL_CHECK(begin_segment(packet.at));
    block_.clear();
    writer_.begin(block_);
    writer_.packet(block_, packet, packet.bytes.size());
  }
  return append();
}

Result<> Ring::begin_segment(Moment at) {
  while (!segments_.empty() && bytes_ + most_bytes_ / segments > most_bytes_) RUNSEAL_CHECK(remove_oldest());
  number_ = (number_ + 1) % 1'000'000;
  auto name = name_of(number_, at);
  file_.reset(::openat(directory_.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file_) return fail(base::system_error("making", folder_ / name, errno));
  segments_.push_back({std::move(name), 0});
  return {};
}

Result<> Ring::remove_oldest() {
  const auto& oldest = segments_.front();
  if (::unlinkat(directory_.get(), oldest.name.c_str(), 0) != 0 && errno != ENOENT) {
    return fail(base::system_error("removing", folder_ / oldest.name, errno));
  }
  bytes_ -= oldest.bytes;
  segments_.pop_front();
  return {};
}

Result<> Ring::append() {
  auto& segment = segments_.back();
  for (std::size_t done = 0; done < block_.size();) {
    const auto wrote = ::write(file_.get(), block_.data() + done, block_.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      const int why = errno;
      (void)!::ftruncate(file_.get(), static_cast<off_t>(segment.bytes));  // no half packet stays
      return fail(base::system_error("writing", folder_ / segment.name, why));
    }
    done += static_cast<std::size_t>(wrote);
  }
  segment.bytes += block_.size();
  bytes_ += block_.size();
  return {};
}

std::unique_ptr<PacketSource> keeping(std::unique_ptr<PacketSource> source, Ring ring) {
  return std::make_unique<Keeping>(std::move(source), std::move(ring));
}

}  // namespace runseal::capture
