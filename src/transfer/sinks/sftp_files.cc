#include "transfer/sinks/sftp_files.h"

#include <algorithm>
#include <limits>

#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

using proto::SftpType;

constexpr std::size_t request_bytes = 32U << 10U;  // what every server takes
constexpr std::size_t most_on_their_way = 64;
constexpr std::uint32_t owner_may_execute = 0100;
constexpr std::uint32_t anybody_may_read = 0444;
constexpr std::uint32_t anybody_may_execute = 0111;

class SftpUpload : public Upload {
 public:
  SftpUpload(SftpClient& client, std::string path, const Entry& file, Bytes handle, std::uint64_t from)
      : client_(client), path_(std::move(path)), file_(file), handle_(std::move(handle)), at_(from) {}
  // Waits for what is on its way: written late, it would fall into what the next upload of this file writes.
  ~SftpUpload() override {
    bool alive = true;
    for (const auto id : on_their_way_) alive = alive && client_.answer(id).has_value();
    if (alive && !handle_.empty()) close_unasked();
  }
  SftpUpload(const SftpUpload&) = delete;
  SftpUpload& operator=(const SftpUpload&) = delete;

  Result<> write(ByteView block) override {
    while (!block.empty()) {
      const auto part = block.first(std::min(block.size(), request_bytes));
      const auto id = client_.next_id();
      RUNSEAL_CHECK(client_.ask(id, proto::sftp_write(id, handle_, at_, part)));
      on_their_way_.push_back(id);
      at_ += part.size();
      block = block.subspan(part.size());
      if (on_their_way_.size() >= most_on_their_way) RUNSEAL_CHECK(wait_for_one());
    }
    return {};
  }

  // All four questions at once: one round trip for a small file.
  Result<> finish() override {
    const auto time = client_.next_id();
    const auto seconds = sftp_time(file_.mtime_ns);
    proto::SftpAttributes attributes;
    attributes.mtime = seconds;
    if (seconds) RUNSEAL_CHECK(client_.ask(time, proto::sftp_set_handle(time, handle_, attributes)));
    const auto sync = client_.next_id();
    if (client_.can_sync()) RUNSEAL_CHECK(client_.ask(sync, proto::sftp_fsync(sync, handle_)));
    const auto look = client_.next_id();
    RUNSEAL_CHECK(client_.ask(look, proto::sftp_on_handle(SftpType::fstat, look, handle_)));
    const auto close = client_.next_id();
    RUNSEAL_CHECK(client_.ask(close, proto::sftp_on_handle(SftpType::close, close, handle_)));
    handle_.clear();
    while (!on_their_way_.empty()) RUNSEAL_CHECK(wait_for_one());
    // no reason to fail a run: the seal keeps the time
    if (seconds) RUNSEAL_CHECK(client_.answer(time));
    const auto durable = client_.can_sync() ? client_.done(sync, "cannot make it durable", path_) : Result<>{};
    RUNSEAL_TRY(const auto there, client_.answer(look));
    RUNSEAL_CHECK(client_.done(close, "cannot close it", path_));
    if (!durable) return begin_anew(durable);
    return check(there);
  }

 private:
  Result<> check(const SftpClient::Answer& answer) {
    if (answer.type != SftpType::attributes) return fail(client_.refusal(answer, "cannot look at it", path_));
    RUNSEAL_TRY(const auto there, proto::parse_sftp_attributes(answer.body));
    if (there.size && *there.size != at_)
      return fail(ErrorCode::corrupt, "the server says that the file has another size than was written to it",
                  shown_path(file_.path), "look at the server's disk, and whether something else writes there");
    if (!there.permissions || ((*there.permissions & owner_may_execute) != 0) == file_.executable) return {};
    // only when an older attempt made it with the other mode: the server's umask decided over the rest
    const auto mode = file_.executable ? *there.permissions | ((*there.permissions & anybody_may_read) >> 2U)
                                       : *there.permissions & ~anybody_may_execute;
    const auto set = client_.set_permissions(path_, mode);
    if (!set && (set.error().code == ErrorCode::io || set.error().code == ErrorCode::timeout)) return set;
    return {};  // the engine counts modes that were not kept
  }

  // The server's system tells of a lost write once: who went on from what seems to be there would take it for durable.
  Result<> begin_anew(const Result<>& because) {
    RUNSEAL_TRY(handle_, client_.open(path_, proto::SftpOpen::create_empty, 0644));
    close_unasked();
    handle_.clear();
    return because;
  }

  Result<> wait_for_one() {
    const auto id = on_their_way_.front();
    on_their_way_.pop_front();
    return client_.done(id, "cannot write to it", path_);
  }

  void close_unasked() {
    const auto id = client_.next_id();
    if (client_.ask(id, proto::sftp_on_handle(SftpType::close, id, handle_))) client_.forget(id);
  }

  SftpClient& client_;
  std::string path_;
  Entry file_;
  Bytes handle_;
  std::uint64_t at_;
  std::deque<std::uint32_t> on_their_way_;
};

class SftpDownload : public Download {
 public:
  SftpDownload(SftpClient& client, std::string path, Bytes handle)
      : client_(client), path_(std::move(path)), handle_(std::move(handle)) {}
  ~SftpDownload() override {
    for (const auto& asked : on_their_way_) client_.forget(asked.id);
    const auto id = client_.next_id();
    if (client_.ask(id, proto::sftp_on_handle(SftpType::close, id, handle_))) client_.forget(id);
  }
  SftpDownload(const SftpDownload&) = delete;
  SftpDownload& operator=(const SftpDownload&) = delete;

  Result<std::size_t> read(std::span<std::uint8_t> into) override {
    if (given_ == piece_.size()) RUNSEAL_CHECK(next_piece());
    const auto count = std::min(into.size(), piece_.size() - given_);
    std::copy_n(piece_.begin() + static_cast<std::ptrdiff_t>(given_), count, into.begin());
    given_ += count;
    return count;
  }

 private:
  struct Asked {
    std::uint32_t id = 0;
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
  };

  Result<> ask(std::uint64_t offset, std::uint32_t length, bool first) {
    const Asked asked{client_.next_id(), offset, length};
    RUNSEAL_CHECK(client_.ask(asked.id, proto::sftp_read(asked.id, handle_, offset, length)));
    if (first)
      on_their_way_.push_front(asked);
    else
      on_their_way_.push_back(asked);
    return {};
  }

  // How many to have on their way grows with what was read: a small file costs two requests, not sixty-four.
  Result<> fill() {
    while (!ended_ && on_their_way_.size() < eager_) {
      RUNSEAL_CHECK(ask(next_, request_bytes, false));
      next_ += request_bytes;
    }
    eager_ = std::min(eager_ * 2, most_on_their_way);
    return {};
  }

  Result<> next_piece() {
    piece_.clear();
    given_ = 0;
    RUNSEAL_CHECK(fill());
    if (on_their_way_.empty()) return {};
    const auto asked = on_their_way_.front();
    on_their_way_.pop_front();
    RUNSEAL_TRY(const auto answer, client_.answer(asked.id));
    if (answer.type == SftpType::data) return take(asked, answer);
    const auto said = proto::parse_sftp_status(answer.body);
    if (answer.type != SftpType::status || !said || said->status != proto::SftpStatus::end_of_file)
      return fail(client_.refusal(answer, "cannot read it back", path_));
    ended_ = true;
    for (const auto& late : on_their_way_) client_.forget(late.id);
    on_their_way_.clear();
    return {};
  }

  Result<> take(const Asked& asked, const SftpClient::Answer& answer) {
    RUNSEAL_TRY(const auto data, proto::parse_sftp_data(answer.body));
    if (data.empty() || data.size() > asked.length)
      return fail(ErrorCode::invalid, "the SFTP server gave more or less than was asked", shown_path(path_));
    piece_.assign(data.begin(), data.end());
    const auto rest = asked.length - static_cast<std::uint32_t>(data.size());
    return rest > 0 ? ask(asked.offset + data.size(), rest, true) : Result<>{};
  }

  SftpClient& client_;
  std::string path_;
  Bytes handle_;
  Bytes piece_;
  std::size_t given_ = 0;
  std::uint64_t next_ = 0;
  std::size_t eager_ = 2;
  bool ended_ = false;
  std::deque<Asked> on_their_way_;
};

}  // namespace

Result<std::unique_ptr<Upload>> sftp_upload(SftpClient& client, const std::string& path, const Entry& file,
                                            std::uint64_t from) {
  const auto how = from == 0 ? proto::SftpOpen::create_empty : proto::SftpOpen::create;
  RUNSEAL_TRY(auto handle, client.open(path, how, file.executable ? 0755 : 0644));
  return std::make_unique<SftpUpload>(client, path, file, std::move(handle), from);
}

Result<std::unique_ptr<Download>> sftp_download(SftpClient& client, const std::string& path) {
  RUNSEAL_TRY(auto handle, client.open(path, proto::SftpOpen::read, 0));
  return std::make_unique<SftpDownload>(client, path, std::move(handle));
}

std::optional<std::uint32_t> sftp_time(std::int64_t mtime_ns) {
  const auto seconds = mtime_ns / 1'000'000'000;
  if (mtime_ns < 0 || seconds > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(seconds);
}

}  // namespace runseal::transfer
