// Requests to one bucket of an S3 server, signed (s3_sign.h) and sent by libcurl over one kept connection. One thread
// at a time, cut() from any.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "transfer/sinks/s3_address.h"

namespace runseal::transfer {

struct S3Request {
  const char* method = "GET";
  std::string key{};                                         // as it is, not encoded; empty: the bucket
  std::vector<std::pair<std::string, std::string>> query{};  // sorted by name, values not encoded
  std::map<std::string, std::string> headers{};              // by lower-case name
  ByteView body{};
  std::size_t longest_answer = 1U << 20U;
  bool part = false;   // the answer is a part of an object, in lent memory
  bool repeat = true;  // asking twice does no harm, when an answer was lost
};

struct S3Answer {
  long status = 0;
  Bytes body;
  std::string etag;
  std::uint64_t length = 0;  // as the server says it
  struct Range {
    std::uint64_t from = 0;
    std::uint64_t of = 0;  // the size of the whole object
  };
  std::optional<Range> range;

  [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
};

struct S3Error;
// What it means that the server says no, with this status and in these words. `where`: fit to be shown.
[[nodiscard]] Error s3_refusal(const S3Error& said, long status, const std::string& doing, const std::string& where);

class S3Client {
 public:
  explicit S3Client(const S3Options& options);
  ~S3Client();
  S3Client(const S3Client&) = delete;
  S3Client& operator=(const S3Client&) = delete;

  // Any status is an answer; what the server cannot do just now is asked again a little later, three times in all. A
  // server that keeps silent is not: that takes long each time.
  // Errors: unavailable, timeout, denied (its certificate), usage (the CA file), limit, io, cancelled (cut).
  [[nodiscard]] Result<S3Answer> ask(const S3Request& request);
  // The same, and a refusal is an error. `doing`: "cannot write it".
  [[nodiscard]] Result<S3Answer> done(const S3Request& request, const std::string& doing);
  // Errors of the server: denied, not_found, exists (something has the name), invalid (the name), limit (the quota),
  // usage (another region), unavailable, io.
  [[nodiscard]] Error refusal(const S3Answer& answer, const std::string& doing, std::string_view key) const;

  [[nodiscard]] const S3Options& options() const { return options_; }
  [[nodiscard]] bool answers() const { return answers_; }  // it did the last time
  void cut() { cut_ = true; }

  // Memory for one part, used again and again: to give it back to the system each time would leave holes in its place.
  [[nodiscard]] Bytes lend() { return std::exchange(spare_, {}); }
  void give_back(Bytes memory) {
    memory.clear();
    if (memory.capacity() > spare_.capacity()) spare_ = std::move(memory);
  }

 private:
  struct Transfer;
  [[nodiscard]] Result<S3Answer> ask_once(const S3Request& request);

  S3Options options_;
  void* curl_;  // CURL*
  Bytes spare_;
  bool answers_ = true;
  std::atomic<bool> cut_ = false;
};

}  // namespace runseal::transfer
