// Session::data(): the pieces that arrive on one connection, hashed in lanes and written where they belong.
#include <cerrno>
#include <unordered_map>

#include "base/sha256_many.h"
#include "base/text.h"
#include "transfer/engine/session.h"

namespace runseal::transfer {

namespace {

struct OpenFile {
  Arrival* arrival;
  LandingFile file;
  base::Sha256Stream hash{};
};

// What an earlier session left, from the disk: a byte that changed since then shows in the file's hash.
Result<> hash_what_is_there(OpenFile& open) {
  Bytes block(open.file.size() == 0 ? 0 : 256U << 10U);
  for (std::uint64_t at = 0; at < open.file.size();) {
    RUNSEAL_TRY(const auto got, open.file.read(block, at));
    if (got == 0)
      return fail(base::system_error("cannot read back", base::printable(open.arrival->entry.path, 200), EIO));
    open.hash.add({block.data(), got});
    at += got;
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
    std::uint64_t length = 0;
    for (const auto& piece : pieces) {
      RUNSEAL_TRY(auto* const open, file_of(piece));
      parts.push_back({&open->hash, payload.first(piece.length)});
      payload = payload.subspan(piece.length);
      length += piece.length;
      taken.emplace_back(&piece, open);
    }
    base::sha256_add(parts);
    session_.live_->numbers.bytes_done.fetch_add(length, std::memory_order_relaxed);
    for (std::size_t i = 0; i < taken.size(); ++i) RUNSEAL_CHECK(taken[i].second->file.write(parts[i].bytes));
    return finish_files(taken);
  }

 private:
  Result<OpenFile*> file_of(const Piece& piece) {
    auto found = open_.find(piece.entry);
    if (found == open_.end()) {
      if (open_.size() >= max_pieces) return fail(ErrorCode::limit, "the sender has too many files open");
      RUNSEAL_TRY(auto* const arrival, session_.arrival(piece.entry));
      RUNSEAL_TRY(auto file, session_.landing_->open_file(folders_, arrival->entry, writer_));
      OpenFile open{arrival, std::move(file)};
      RUNSEAL_CHECK(hash_what_is_there(open));
      found = open_.emplace(piece.entry, std::move(open)).first;
    }
    auto& open = found->second;
    const auto size = open.arrival->entry.size;
    const auto at = open.file.size();
    if (piece.offset != at || piece.length > size - at || (piece.last && at + piece.length != size))
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
      RUNSEAL_CHECK(open.file.throw_away());
      return session_.wrong(*open.arrival, piece.entry);
    }
    RUNSEAL_CHECK(session_.landing_->close_file(std::move(open.file), open.arrival->entry));
    open.arrival->entry.sha256 = digest;
    session_.verified(*open.arrival, piece.entry);
    return {};
  }

  Session& session_;
  Folders folders_;
  BlockWriter writer_;  // outlives the files
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
