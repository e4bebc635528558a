#include "transfer/sinks/s3_files.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "transfer/seal/manifest.h"
#include "transfer/sinks/s3_xml.h"

namespace runseal::transfer {
namespace {

constexpr std::size_t longest_key = 1024;      // of S3: bytes of UTF-8
constexpr std::uint64_t most_parts = 10'000;   // of S3
constexpr std::size_t least_part = 5U << 20U;  // of S3

// What other programs know too: rclone sets time and mode by these.
std::map<std::string, std::string> metadata(const Entry& file) {
  std::map<std::string, std::string> headers;
  if (file.mtime_ns >= 0)
    headers["x-amz-meta-mtime"] = fmt::format("{}.{:09}", file.mtime_ns / 1'000'000'000, file.mtime_ns % 1'000'000'000);
  if (file.executable) headers["x-amz-meta-mode"] = "100755";
  return headers;
}

// An object made of parts: begun, given its parts in their order, completed or given up.
class Multipart {
 public:
  Multipart(S3Client& client, std::string key) : client_(client), key_(std::move(key)) {}
  ~Multipart() {
    // without an answer the next attempt gives it up: another minute of silence would help nobody
    if (!id_.empty() && client_.answers())
      (void)client_.ask({.method = "DELETE", .key = key_, .query = {{"uploadId", id_}}});
  }
  Multipart(const Multipart&) = delete;
  Multipart& operator=(const Multipart&) = delete;

  [[nodiscard]] bool begun() const { return !id_.empty(); }

  Result<> begin(const Entry& file) {
    RUNSEAL_TRY(const auto answer,
                client_.done({.method = "POST", .key = key_, .query = {{"uploads", ""}}, .headers = metadata(file)},
                             "cannot begin it"));
    RUNSEAL_TRY(id_, parse_s3_upload_id(answer.body));
    return {};
  }

  Result<> add(ByteView part) {
    auto request = next();
    request.body = part;
    RUNSEAL_TRY(auto answer, client_.done(request, "cannot take a part of it"));
    if (answer.etag.empty()) return fail(ErrorCode::invalid, "the S3 server names no ETag", shown_path(key_));
    etags_.push_back(std::move(answer.etag));
    return {};
  }

  Result<> add_copy(std::map<std::string, std::string> headers) {
    auto request = next();
    request.headers = std::move(headers);
    RUNSEAL_TRY(const auto answer, client_.done(request, "cannot copy a part of it"));
    if (const auto said = parse_s3_error(answer.body); !said.code.empty())
      return fail(client_.refusal(answer, "cannot copy a part of it", key_));
    RUNSEAL_TRY(auto etag, parse_s3_copied(answer.body));
    etags_.push_back(std::move(etag));
    return {};
  }

  // `size`: of all parts. When the answer is lost, the object is looked at.
  Result<> complete(std::uint64_t size) {
    const auto list = s3_complete_xml(etags_);
    const auto answer = client_.ask(
        {.method = "POST", .key = key_, .query = {{"uploadId", id_}}, .body = base::as_bytes(list), .repeat = false});
    const bool lost = answer ? answer->status >= 500 || answer->status == 404 : answer.error().code == ErrorCode::io;
    if (!answer && !lost) return fail(answer.error());
    // "200 OK" may be the beginning of an answer that ends with an error
    if (answer && answer->ok() && parse_s3_error(answer->body).code.empty()) {
      id_.clear();
      return {};
    }
    if (lost) {
      const auto there = client_.ask({.method = "HEAD", .key = key_});
      if (there && there->ok() && there->length == size) {
        id_.clear();
        return {};
      }
    }
    if (!answer) return fail(answer.error());
    return fail(client_.refusal(*answer, "cannot put its parts together", key_));
  }

 private:
  [[nodiscard]] S3Request next() const {
    return {
        .method = "PUT", .key = key_, .query = {{"partNumber", std::to_string(etags_.size() + 1)}, {"uploadId", id_}}};
  }

  S3Client& client_;
  std::string key_;
  std::string id_;
  std::vector<std::string> etags_;
};

class S3Upload : public Upload {
 public:
  S3Upload(S3Client& client, std::string key, const Entry& file)
      : client_(client),
        key_(std::move(key)),
        file_(file),
        parts_(client, key_),
        part_bytes_(s3_part_bytes(file.size, client.options().part)),
        part_(client.lend()) {
    part_.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(file.size, part_bytes_)));
  }
  ~S3Upload() override { client_.give_back(std::move(part_)); }
  S3Upload(const S3Upload&) = delete;
  S3Upload& operator=(const S3Upload&) = delete;

  Result<> write(ByteView block) override {
    while (!block.empty()) {
      if (part_.size() == part_bytes_) RUNSEAL_CHECK(send_part());
      const auto piece = block.first(std::min(block.size(), part_bytes_ - part_.size()));
      part_.insert(part_.end(), piece.begin(), piece.end());
      block = block.subspan(piece.size());
    }
    return {};
  }

  Result<> finish() override {
    if (!parts_.begun()) {
      RUNSEAL_CHECK(
          client_.done({.method = "PUT", .key = key_, .headers = metadata(file_), .body = part_}, "cannot write it"));
      return {};
    }
    RUNSEAL_CHECK(send_part());
    return parts_.complete(sent_);
  }

 private:
  Result<> send_part() {
    if (!parts_.begun()) RUNSEAL_CHECK(parts_.begin(file_));
    RUNSEAL_CHECK(parts_.add(part_));
    sent_ += part_.size();
    part_.clear();
    return {};
  }

  S3Client& client_;
  std::string key_;
  Entry file_;
  Multipart parts_;
  std::size_t part_bytes_;
  Bytes part_;
  std::uint64_t sent_ = 0;
};

class S3Download : public Download {
 public:
  S3Download(S3Client& client, std::string key) : client_(client), key_(std::move(key)) {}
  ~S3Download() override { client_.give_back(std::move(piece_)); }
  S3Download(const S3Download&) = delete;
  S3Download& operator=(const S3Download&) = delete;

  // The first part: what is not there is said when it is opened.
  Result<> open() { return next_piece(); }

  Result<std::size_t> read(std::span<std::uint8_t> into) override {
    if (given_ == piece_.size() && at_ < size_) RUNSEAL_CHECK(next_piece());
    const auto count = std::min(into.size(), piece_.size() - given_);
    std::copy_n(piece_.begin() + static_cast<std::ptrdiff_t>(given_), count, into.begin());
    given_ += count;
    return count;
  }

 private:
  Result<> next_piece() {
    const auto wanted = s3_part_bytes(0, client_.options().part);
    S3Request request{.key = key_, .headers = {{"range", fmt::format("bytes={}-{}", at_, at_ + wanted - 1)}}};
    request.part = true;
    request.longest_answer = std::max(wanted, request.longest_answer);
    if (!etag_.empty()) request.headers["if-match"] = etag_;
    client_.give_back(std::exchange(piece_, {}));
    given_ = 0;
    RUNSEAL_TRY(auto answer, client_.ask(request));
    constexpr long no_such_range = 416;
    constexpr long partial = 206;
    if (answer.status == no_such_range && at_ == 0) return {};  // an empty object
    if (!etag_.empty() && (answer.status == 412 || answer.status == 404))
      return fail(ErrorCode::conflict, "another object came to stand there while it was read", shown_path(key_));
    if (!answer.ok()) return fail(client_.refusal(answer, "cannot give it back", key_));
    const bool whole = answer.status != partial;  // a server that knows no ranges, or sees that this one is all
    const auto of = whole ? answer.body.size() : answer.range ? answer.range->of : 0;
    const auto from = whole ? 0 : answer.range ? answer.range->from : 1;
    if (from != at_ || (at_ != 0 && (whole || of != size_)) ||
        answer.body.size() != std::min<std::uint64_t>(of - std::min(at_, of), whole ? of : wanted))
      return fail(ErrorCode::invalid, "the S3 server gave another part than it was asked for", shown_path(key_));
    size_ = of;
    at_ += answer.body.size();
    etag_ = std::move(answer.etag);
    piece_ = std::move(answer.body);
    return {};
  }

  S3Client& client_;
  std::string key_;
  std::string etag_;
  Bytes piece_;
  std::size_t given_ = 0;
  std::uint64_t at_ = 0;    // what was fetched
  std::uint64_t size_ = 0;  // of the object
};

}  // namespace

std::size_t s3_part_bytes(std::uint64_t file_size, std::size_t most) {
  const auto needed = static_cast<std::size_t>((file_size + most_parts - 1) / most_parts);
  return std::clamp(needed, std::min(least_part, most), most);
}

Result<std::unique_ptr<Upload>> s3_upload(S3Client& client, const std::string& key, const Entry& file) {
  if (!base::is_utf8(key))
    return fail(ErrorCode::invalid, "S3 keeps names in UTF-8 only", shown_path(file.path),
                "rename it, or send the run to a runseal receiver");
  if (key.size() > longest_key)
    return fail(ErrorCode::limit, fmt::format("a name of more than {} bytes, prefix and run included", longest_key),
                shown_path(file.path), "choose a shorter prefix, or send the run to a runseal receiver");
  const auto most = most_parts * client.options().part;
  if (file.size > most)
    return fail(ErrorCode::limit, fmt::format("a file of more than {} GB", most / 1'000'000'000), shown_path(file.path),
                "send the run to a runseal receiver");
  return std::make_unique<S3Upload>(client, key, file);
}

Result<std::unique_ptr<Download>> s3_download(S3Client& client, const std::string& key) {
  auto download = std::make_unique<S3Download>(client, key);
  RUNSEAL_CHECK(download->open());
  return download;
}

Result<> s3_copy(S3Client& client, const std::string& from, const std::string& to, const Entry& file) {
  const auto source = "/" + client.options().bucket + "/" + s3_encoded(from, true);
  const auto at_once = client.options().copied_at_once;
  if (file.size <= at_once) {
    RUNSEAL_TRY(const auto answer, client.done({.method = "PUT", .key = to, .headers = {{"x-amz-copy-source", source}}},
                                               "cannot copy it"));
    if (!parse_s3_error(answer.body).code.empty()) return fail(client.refusal(answer, "cannot copy it", to));
    RUNSEAL_CHECK(parse_s3_copied(answer.body));
    return {};
  }
  Multipart parts(client, to);
  RUNSEAL_CHECK(parts.begin(file));
  for (std::uint64_t at = 0; at < file.size; at += at_once)
    RUNSEAL_CHECK(parts.add_copy(
        {{"x-amz-copy-source", source},
         {"x-amz-copy-source-range", fmt::format("bytes={}-{}", at, std::min(at + at_once, file.size) - 1)}}));
  return parts.complete(file.size);
}

}  // namespace runseal::transfer
