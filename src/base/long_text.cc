#include "base/long_text.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

#include "base/temporary_file.h"

namespace runseal::base {
namespace {

constexpr std::size_t kept_in_memory = 256U << 10U;
constexpr std::size_t piece_bytes = 64U << 10U;

}  // namespace

struct LongText::Content {
  std::string memory;  // all of it, until there is a file
  Fd file;
  std::uint64_t size = 0;
  std::atomic<bool> lost = false;

  Result<> write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto put = ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(size));
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return fail(temporary_file_trouble("cannot write a temporary file", temporary_folder()));
      size += static_cast<std::uint64_t>(put);
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
  }
};

LongText::LongText(std::string text) {
  if (text.empty()) return;
  content_ = std::make_shared<Content>();
  content_->size = text.size();
  content_->memory = std::move(text);
}

Result<> LongText::append(std::string_view more) {
  if (!content_) content_ = std::make_shared<Content>();
  auto& content = *content_;
  if (!content.file && content.memory.size() + more.size() <= kept_in_memory) {
    content.memory += more;
    content.size = content.memory.size();
    return {};
  }
  if (!content.file) {
    RUNSEAL_TRY(content.file, nameless_file(temporary_folder()));
    content.size = 0;
    RUNSEAL_CHECK(content.write(content.memory));
    content.memory = std::string();
  }
  return content.write(more);
}

std::uint64_t LongText::size() const { return content_ ? content_->size : 0; }

Result<std::string_view> LongText::read(std::uint64_t at, std::size_t room, std::string& block) const {
  if (at >= size()) return std::string_view();
  if (!content_->file) return std::string_view(content_->memory).substr(at, room);
  block.resize(static_cast<std::size_t>(std::min<std::uint64_t>(room, size() - at)));
  for (;;) {
    const auto got = ::pread(content_->file.get(), block.data(), block.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(temporary_file_trouble("cannot read a temporary file", temporary_folder()));
    if (got == 0) return fail(ErrorCode::io, "a temporary file became shorter", temporary_folder().string());
    RUNSEAL_CHECK(nothing_lost(content_->file, content_->lost));
    return std::string_view(block).substr(0, static_cast<std::size_t>(got));
  }
}

NextPiece LongText::pieces() const {
  return [text = *this, at = std::uint64_t{0}, block = std::string()]() mutable -> Result<ByteView> {
    RUNSEAL_TRY(const auto piece, text.read(at, piece_bytes, block));
    at += piece.size();
    return as_bytes(piece);
  };
}

Result<Digest> LongText::sha256() const {
  Sha256 hash;
  for (const auto next = pieces();;) {
    RUNSEAL_TRY(const auto piece, next());
    if (piece.empty()) return hash.finish();
    hash.add(piece);
  }
}

Result<std::string> LongText::whole() const {
  std::string out;
  out.reserve(size());
  for (const auto next = pieces();;) {
    RUNSEAL_TRY(const auto piece, next());
    if (piece.empty()) return out;
    out.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  }
}

}  // namespace runseal::base
