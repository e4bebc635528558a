#include "transfer/engine/stream.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "base/files.h"
#include "base/sha256_kernel.h"
#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

constexpr std::chrono::milliseconds pulse{1'000};
constexpr std::size_t lanes = base::max_sha256_lanes;  // large files read at once: as many as the hashing interleaves

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * 1'000'000'000 + time.tv_nsec; }

void look(const struct stat& state, Entry& entry) {
  entry.size = static_cast<std::uint64_t>(state.st_size);
  entry.mtime_ns = nanoseconds(state.st_mtim);
  entry.ctime_ns = nanoseconds(state.st_ctim);
  entry.inode = state.st_ino;
  entry.executable = (state.st_mode & S_IXUSR) != 0;
}

// The receiver then writes whole pages too.
std::size_t whole_pages(std::size_t bytes) {
  constexpr std::size_t page = 4096;
  return bytes >= page ? bytes / page * page : std::max<std::size_t>(bytes, 1);
}

Error unreadable(const Entry& entry, int reason) {
  auto error = base::system_error("cannot read", shown_path(entry.path), reason);
  if (error.code == ErrorCode::io) error.code = ErrorCode::corrupt;  // the source's disk, not the connection
  error.next = "the run was not sent; what has arrived stays hidden at the receiver and can be resumed";
  return error;
}

}  // namespace

void Throttle::wait_for(std::size_t bytes) {
  if (rate_ == 0) return;
  const auto now = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point mine;
  {
    const std::lock_guard lock(mutex_);
    mine = std::max(next_, now);
    next_ = mine + std::chrono::nanoseconds(bytes * 1'000'000'000 / rate_);
  }
  std::this_thread::sleep_until(mine);
}

std::size_t Throttle::group() const {
  constexpr std::uint64_t least = 4U << 10U;
  return rate_ == 0 ? max_payload : static_cast<std::size_t>(std::clamp<std::uint64_t>(rate_ / 4, least, max_payload));
}

Stream::Stream(int folder, Outbox& outbox, Channel* channel, Throttle& throttle, Progress& progress)
    : outbox_(outbox),
      channel_(channel),
      throttle_(throttle),
      progress_(progress),
      folders_(folder),
      payload_(max_payload) {}

Result<> Stream::run() {
  for (;;) {
    RUNSEAL_CHECK(fill());
    if (!outbox_.attempt_goes_on()) return {};
    RUNSEAL_CHECK(stay_alive());
    if (slots_.empty()) continue;
    RUNSEAL_TRY(const bool went_on, round());
    if (!went_on) return {};
  }
}

// As many files as fill a group: a few large ones, or many small ones.
Result<> Stream::fill() {
  std::uint64_t left = 0;
  const auto of_group = [](std::uint64_t bytes) { return std::min<std::uint64_t>(bytes, max_payload / lanes); };
  for (const auto& slot : slots_) left += of_group(slot.file->entry.size - slot.at);
  while (slots_.size() < lanes || (left < max_payload / lanes * lanes && slots_.size() < max_pieces)) {
    std::uint32_t index = 0;
    auto* const file = outbox_.take(slots_.empty() ? pulse : std::chrono::milliseconds(0), index);
    if (file == nullptr) return {};
    RUNSEAL_TRY(auto slot, open(*file, index));
    left += of_group(file->entry.size);
    slots_.push_back(std::move(slot));
  }
  return {};
}

Result<Stream::Slot> Stream::open(Outgoing& file, std::uint32_t index) {
  Slot slot;
  slot.file = &file;
  slot.index = index;
  RUNSEAL_TRY(const auto place, folders_.at(file.entry.path));
  slot.fd.reset(::openat(place.folder, place.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!slot.fd) return fail(unreadable(file.entry, errno));
  return slot;
}

Result<bool> Stream::read(Slot& slot, std::size_t share) {
  const auto& file = *slot.file;
  const auto size = file.entry.size;
  const auto known = file.confirmed ? size : file.have;
  slot.sends = slot.at >= known && !file.confirmed;
  slot.ends = false;
  slot.read = 0;
  if (share == 0 && slot.at < size) {  // the group is full
    slot.sends = false;
    return true;
  }
  const auto until = slot.sends ? size : known;
  slot.read = static_cast<std::size_t>(std::min<std::uint64_t>(share, until - slot.at));
  if (!slot.sends) scratch_.resize(max_payload);
  auto* const into = slot.sends ? payload_.data() + used_ : scratch_.data();
  for (std::size_t got = 0; got < slot.read;) {
    const auto n = ::pread(slot.fd.get(), into + got, slot.read - got, static_cast<off_t>(slot.at + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(unreadable(file.entry, errno));
    if (n == 0) return false;  // shorter than it was
    got += static_cast<std::size_t>(n);
  }
  if (slot.sends) {
    slot.piece = {slot.index, slot.at, static_cast<std::uint32_t>(slot.read), false, {}};
    used_ += slot.read;
  } else {
    slot.hash.add({scratch_.data(), slot.read});  // only after a cut: not worth a lane
  }
  slot.at += slot.read;
  slot.ends = slot.at == size && (slot.sends || file.confirmed);
  return true;
}

Result<bool> Stream::unchanged(const Slot& slot) {
  struct stat state{};
  if (::fstat(slot.fd.get(), &state) != 0) return fail(unreadable(slot.file->entry, errno));
  if (!S_ISREG(state.st_mode)) return fail(unreadable(slot.file->entry, EINVAL));
  RUNSEAL_TRY(const auto place, folders_.at(slot.file->entry.path));
  struct stat named{};
  if (::fstatat(place.folder, place.name.c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0)
    return fail(unreadable(slot.file->entry, errno));
  Entry now = slot.file->entry;
  look(named, now);
  const auto& was = slot.file->entry;
  if (named.st_ino == state.st_ino && now.size == was.size && now.mtime_ns == was.mtime_ns &&
      now.ctime_ns == was.ctime_ns && now.inode == was.inode)
    return true;
  if (!S_ISREG(named.st_mode)) return fail(unreadable(slot.file->entry, EINVAL));
  outbox_.changed(*slot.file, now);
  return false;
}

Result<> Stream::finish(Slot& slot, const base::Digest& digest) {
  auto& file = *slot.file;
  if (file.theirs && file.entry.sha256 != digest)
    return fail(ErrorCode::corrupt,
                "the source holds other bytes than when this file was first sent, at the same size and time",
                shown_path(file.entry.path), "look at the source's disk; send under another name when you trust it");
  file.entry.sha256 = digest;
  slot.piece.last = slot.sends;
  slot.piece.sha256 = slot.sends ? digest : base::Digest{};
  outbox_.done(file);
  return {};
}

// Equal shares for large files, so that hashing has its lanes full; small ones whole, as many as the group has room
// for.
Result<bool> Stream::round() {
  used_ = 0;
  const auto group = throttle_.group();
  const auto share = whole_pages(group / std::clamp<std::size_t>(slots_.size(), 1, lanes));
  std::vector<base::Sha256Part> parts;
  parts.reserve(slots_.size());
  for (auto& slot : slots_) {
    const auto before = used_;
    RUNSEAL_TRY(const bool whole, read(slot, std::min(share, group - used_)));
    if (!whole) {
      RUNSEAL_TRY(const bool same, unchanged(slot));
      if (same) return fail(unreadable(slot.file->entry, EIO));  // says one size and gives another
      return false;
    }
    if (slot.sends) parts.push_back({&slot.hash, ByteView(payload_).subspan(before, slot.read)});
  }
  base::sha256_add(parts);
  std::vector<Slot*> ended;
  std::vector<base::Sha256Stream*> streams;
  for (auto& slot : slots_) {
    progress_.bytes_done += slot.read;
    if (!slot.ends) continue;
    RUNSEAL_TRY(const bool same, unchanged(slot));
    if (!same) return false;
    ended.push_back(&slot);
    streams.push_back(&slot.hash);
  }
  std::vector<base::Digest> digests(streams.size());
  base::sha256_finish(streams, digests);
  for (std::size_t i = 0; i < ended.size(); ++i) RUNSEAL_CHECK(finish(*ended[i], digests[i]));
  RUNSEAL_CHECK(send());
  std::erase_if(slots_, [](const Slot& slot) { return slot.ends; });
  return true;
}

Result<> Stream::send() {
  std::vector<Piece> pieces;
  for (auto& slot : slots_) {
    if (!slot.sends) continue;
    pieces.push_back(slot.piece);
    const auto end = slot.piece.offset + slot.piece.length;
    if (slot.piece.offset < slot.file->sent_to)
      progress_.bytes_resent += std::min(end, slot.file->sent_to) - slot.piece.offset;
    slot.file->sent_to = std::max(slot.file->sent_to, end);
  }
  if (pieces.empty() || channel_ == nullptr) return {};
  throttle_.wait_for(used_);
  said_ = std::chrono::steady_clock::now();
  progress_.bytes_sent += used_;
  RUNSEAL_CHECK(channel_->send(FrameType::group, encode_pieces(pieces), ByteView(payload_).first(used_)));
  return channel_->flush();
}

// The receiver takes a connection on which nothing comes for one that broke.
Result<> Stream::stay_alive() {
  const auto now = std::chrono::steady_clock::now();
  if (channel_ == nullptr || now - said_ < pulse) return {};
  said_ = now;
  return channel_->say(FrameType::alive);
}

}  // namespace runseal::transfer
