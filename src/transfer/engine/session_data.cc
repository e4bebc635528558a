// Session::data(): the pieces that arrive on one connection, hashed in lanes and written where they belong.
#include <sys/stat.h>

#include <cerrno>
#include <unordered_map>

#include "base/sha256_many.h"
#include "base/text.h"
#include "transfer/engine/session.h"

namespace runseal::transfer {

namespace {

struct OpenFile {
  Arrival* arrival = nullptr;
  LandingFile file;
  base::Sha256Stream hash;
  std::uint64_t at = 0;
};

Result<> write_at(const OpenFile& open, ByteView bytes) {
  auto at = open.at;
  while (!bytes.empty()) {
    const auto put = ::pwrite(open.file.fd.get(), bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      const int reason = errno;
      auto error = base::system_error("cannot write", base::printable(open.arrival->entry.path, 200), reason);
      if (reason == ENOSPC || reason == EDQUOT) error.code = ErrorCode::limit;
      return fail(std::move(error));
    }
    at += static_cast<std::uint64_t>(put);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

// What an earlier session left, from the disk: a byte that changed since then shows in the file's hash.
Result<> hash_what_is_there(OpenFile& open) {
  Bytes block(256U << 10U);
  while (open.at < open.file.size) {
    const auto got = ::pread(open.file.fd.get(), block.data(), block.size(), static_cast<off_t>(open.at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0)
      return fail(base::system_error("cannot read back", base::printable(open.arrival->entry.path, 200),
                                     got < 0 ? errno : EIO));
    open.hash.add({block.data(), static_cast<std::size_t>(got)});
    open.at += static_cast<std::uint64_t>(got);
  }
  return {};
}

}  // namespace

class Arriving {
 public:
  explicit Arriving(Session& session) : session_(session), folders_(session.landing_->tree()) {}

  Result<> take(ByteView body) {
    ByteView payload;
    RUNSEAL_TRY(const auto pieces, decode_pieces(body, payload));
    std::vector<base::Sha256Part> parts;
    std::vector<std::pair<const Piece*, OpenFile*>> taken;
    for (const auto& piece : pieces) {
      RUNSEAL_TRY(auto* const open, file_of(piece));
      parts.push_back({&open->hash, payload.first(piece.length)});
      payload = payload.subspan(piece.length);
      taken.emplace_back(&piece, open);
    }
    base::sha256_add(parts);
    for (std::size_t i = 0; i < taken.size(); ++i) {
      RUNSEAL_CHECK(write_at(*taken[i].second, parts[i].bytes));
      taken[i].second->at += parts[i].bytes.size();
    }
    return finish_files(taken);
  }

 private:
  Result<OpenFile*> file_of(const Piece& piece) {
    auto found = open_.find(piece.entry);
    if (found == open_.end()) {
      if (open_.size() >= max_pieces) return fail(ErrorCode::limit, "the sender has too many files open");
      OpenFile open;
      RUNSEAL_TRY(open.arrival, session_.arrival(piece.entry));
      RUNSEAL_TRY(open.file, session_.landing_->open_file(folders_, open.arrival->entry));
      RUNSEAL_CHECK(hash_what_is_there(open));
      found = open_.emplace(piece.entry, std::move(open)).first;
    }
    auto& open = found->second;
    const auto size = open.arrival->entry.size;
    if (piece.offset != open.at || piece.length > size - open.at || (piece.last && open.at + piece.length != size))
      return fail(ErrorCode::invalid, "the sender sent bytes that do not belong where they would go",
                  base::printable(open.arrival->entry.path, 200));
    return &open;
  }

  Result<> finish_files(const std::vector<std::pair<const Piece*, OpenFile*>>& taken) {
    std::vector<base::Sha256Stream*> streams;
    std::vector<const Piece*> ended;
    for (const auto& [piece, open] : taken) {
      if (!piece->last) continue;
      streams.push_back(&open->hash);
      ended.push_back(piece);
    }
    std::vector<base::Digest> digests(streams.size());
    base::sha256_finish(streams, digests);
    for (std::size_t i = 0; i < ended.size(); ++i) {
      auto node = open_.extract(ended[i]->entry);
      RUNSEAL_CHECK(finish_file(std::move(node.mapped()), *ended[i], digests[i]));
    }
    return {};
  }

  Result<> finish_file(OpenFile open, const Piece& piece, const base::Digest& digest) {
    if (digest != piece.sha256) {
      if (::ftruncate(open.file.fd.get(), 0) != 0)
        return fail(base::system_error("cannot cut", base::printable(open.arrival->entry.path, 200), errno));
      return session_.wrong(*open.arrival, piece.entry);
    }
    RUNSEAL_CHECK(session_.landing_->close_file(std::move(open.file), open.arrival->entry));
    open.arrival->entry.sha256 = digest;
    session_.verified(*open.arrival, piece.entry);
    return {};
  }

  Session& session_;
  Folders folders_;
  std::unordered_map<std::uint32_t, OpenFile> open_;
};

Result<> Session::data(Channel& channel) {
  if (!landing_) return fail(ErrorCode::invalid, "the run is there already: no bytes are taken");
  const Joined joined(*this, channel);
  Arriving arriving(*this);
  for (;;) {
    const auto frame = channel.receive();
    if (!frame) return fail(connection_lost(frame.error()));
    if (frame->type == FrameType::alive) continue;
    if (frame->type != FrameType::group)
      return fail(ErrorCode::invalid, "the sender sent a frame that does not belong here");
    RUNSEAL_CHECK(arriving.take(frame->body));
  }
}

}  // namespace runseal::transfer
