// A running service asked over its API, for commands that work with it as they do with the data directory.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/files.h"
#include "base/json.h"

namespace runseal::app {

struct Server {
  std::string url;          // "https://host:7443"; empty: none, the data directory is used
  std::string fingerprint;  // SHA-256 of its certificate; empty: by an authority
  std::string authority;    // file with certificates (PEM); empty: those of the system
  std::string token_file;   // 0600; empty: RUNSEAL_TOKEN
};

class SentFile;

// One thread at a time. Errors of every call: those that the service answered, as if they had happened here;
// unavailable, timeout, io (the connection), denied (its certificate), invalid (an answer that is none).
class Remote {
 public:
  using Query = std::map<std::string, std::string>;

  // The certificate is looked at, and the token read, before anything is sent. Errors: usage (no https address, no
  // token, a fingerprint that is none), denied (another certificate, a token file that others may read).
  [[nodiscard]] static Result<std::unique_ptr<Remote>> open(const Server& server);
  Remote(const Remote&) = delete;
  Remote& operator=(const Remote&) = delete;
  ~Remote();

  // `path` below /api/v1, encoded: "/nodes/" + encoded(name).
  Result<Json> get(const std::string& path, const Query& query = {});
  Result<Json> post(const std::string& path, const Json& body, const Query& query = {});
  Result<Json> post_bytes(const std::string& path, ByteView content, const Query& query = {});
  // Read as it goes. `on_sent` gets how many bytes are on their way, a few times a second. Errors also: cancelled (this
  // command was interrupted before all were), conflict (the file became shorter), io, of the file.
  using OnSent = std::function<void(std::uint64_t bytes)>;
  Result<Json> post_file(const std::string& path, SentFile& file, const Query& query = {}, const OnSent& on_sent = {});
  Result<Json> put(const std::string& path, const Json& body);
  Result<Json> patch(const std::string& path, const Json& body);
  Result<Json> erase(const std::string& path, const Query& query = {});
  Result<std::string> download(const std::string& path, const Query& query = {});

  // All pages of a list: its items, in order.
  Result<Json> all_items(const std::string& path, Query query = {});
  // Submits a job and waits until it is done: the job, with its result. `on_progress` gets it as it stands, a few times
  // a second. Stops it when this command is interrupted. Errors also: that of the job.
  using OnProgress = std::function<void(const Json& job)>;
  Result<Json> run_job(const std::string& path, const Json& body, const OnProgress& on_progress = {});
  // The same of a job that was submitted.
  Result<Json> follow_job(Json job, const OnProgress& on_progress = {});

  [[nodiscard]] static std::string encoded(const std::string& part);

 private:
  struct State;
  struct Sending;
  explicit Remote(std::unique_ptr<State> state);
  Result<std::string> ask(const char* method, const std::string& path, const Query& query, const char* type,
                          std::string_view body, const Sending* sending = nullptr);
  Result<Json> ask_json(const char* method, const std::string& path, const Query& query, const Json& body);

  std::unique_ptr<State> state_;
};

}  // namespace runseal::app
