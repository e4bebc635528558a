// A server with routes of the test's own, on a real socket.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "base/hash.h"
#include "base/process.h"
#include "console/server.h"
#include "console/statistics.h"
#include "console_server/visitor.h"
#include "service/directory.h"
#include "service/doorkeeper.h"
#include "service/hub.h"
#include "service/jobs.h"
#include "support/temporary.h"

namespace runseal::console {

// Says its number every `pause`, `count` times.
class Ticks : public Stream {
 public:
  Ticks(int count, std::chrono::milliseconds pause) : left_(count), pause_(pause) {}
  ~Ticks() override {
    if (thread_.joinable()) thread_.join();
  }
  std::string next(std::function<void()> wake) override {
    if (ready_.exchange(false)) return "data: " + std::to_string(--left_) + "\n\n";
    if (left_ == 0) return {};
    if (thread_.joinable()) thread_.join();
    thread_ = std::thread([this, wake = std::move(wake)] {
      std::this_thread::sleep_for(pause_);
      ready_ = true;
      wake();
    });
    return {};
  }
  [[nodiscard]] bool ended() const override { return left_ == 0; }

 private:
  int left_;
  std::chrono::milliseconds pause_;
  std::atomic<bool> ready_ = false;
  std::thread thread_;
};

// Says nothing, for ever.
class Silence : public Stream {
  std::string next(std::function<void()>) override { return {}; }
  [[nodiscard]] bool ended() const override { return false; }
};

inline Result<Answer> slow(Console&, const Request&, const service::Caller&) {
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  return Answer::json({{"slow", true}});
}
inline Result<Answer> echo(Console&, const Request& request, const service::Caller&) {
  Answer answer;
  answer.type = "application/octet-stream";
  answer.body = request.body;
  answer.headers = {{"X-Told", request.asked("told")}, {"X-Param", request.param("name")}};
  return answer;
}
inline Result<Answer> who(Console&, const Request& request, const service::Caller& caller) {
  return Answer::json({{"account", caller.account}, {"peer", request.peer}});
}
inline Result<Answer> broken(Console&, const Request&, const service::Caller&) { throw std::runtime_error("hidden"); }
inline Result<Answer> ticks(Console&, const Request& request, const service::Caller&) {
  Answer answer;
  answer.type = "text/event-stream";
  const auto count = request.asked("count");
  answer.stream = std::make_shared<Ticks>(count.empty() ? 3 : std::stoi(count), std::chrono::milliseconds(5));
  return answer;
}
inline Result<Answer> silent(Console&, const Request&, const service::Caller&) {
  Answer answer;
  answer.type = "text/event-stream";
  answer.stream = std::make_shared<Silence>();
  return answer;
}

// Keeps a body in a file of its folder, which goes with it.
class KeptUpload : public Upload {
 public:
  explicit KeptUpload(base::Path file) : path(std::move(file)), out_(path, std::ios::binary) {}
  ~KeptUpload() override { std::filesystem::remove(path); }
  Result<> take(std::string_view piece) override {
    largest = std::max(largest, piece.size());
    bytes += piece.size();
    if (piece.contains("no more")) return fail(ErrorCode::limit, "no more of this");
    out_.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush();
    return {};
  }

  base::Path path;
  std::size_t bytes = 0;
  std::size_t largest = 0;

 private:
  std::ofstream out_;
};
inline base::Path upload_folder;
inline Result<std::unique_ptr<Upload>> begin_upload(Console&, const Request& request, const service::Caller&) {
  if (request.header("content-length").size() > 10) return fail(ErrorCode::limit, "too much");
  static std::atomic<int> number = 0;
  return std::make_unique<KeptUpload>(upload_folder / std::to_string(++number));
}
inline Result<Answer> whole_upload(Console&, const Request&, const service::Caller&, Upload& whole) {
  const auto& kept = dynamic_cast<KeptUpload&>(whole);
  return Answer::json({{"sha256", base::sha256_hex(base::as_bytes(test::read_file(kept.path)))},
                       {"bytes", kept.bytes},
                       {"largest", kept.largest}});
}
inline Result<Answer> no_upload(Console&, const Request&, const service::Caller&) {
  return fail(ErrorCode::invalid, "nothing came");
}

struct House : testing::Test {
  test::TemporaryFolder folder;
  service::Directory directory{folder / "data"};
  service::Hub hub;
  service::Jobs jobs{directory, hub, {}};
  service::Doorkeeper door{directory, &hub};
  Statistics statistics;
  Console console{directory, hub, jobs, door, &statistics};
  std::vector<Route> routes{
      {Method::get, "/api/v1/slow", anyone, slow},
      {Method::post, "/api/v1/slow", anyone, slow},
      {Method::post, "/api/v1/echo/{name}", anyone, echo},
      {Method::put, "/api/v1/large", service::Permission::view, echo, 4U << 20U},
      {Method::get, "/api/v1/who", service::Permission::view, who},
      {Method::post, "/api/v1/who", service::Permission::view, who},
      {Method::get, "/api/v1/settings", service::Permission::administer, who},
      {Method::get, "/api/v1/broken", anyone, broken},
      {Method::get, "/api/v1/ticks", anyone, ticks},
      {Method::get, "/api/v1/silent", anyone, silent},
      {Method::post, "/api/v1/upload", anyone, no_upload},
  };
  std::map<std::string, WebFile> page;
  ServerSettings settings;
  std::unique_ptr<Server> server;

  House() {
    EXPECT_TRUE(directory.prepare());
    settings.listen = {"127.0.0.1", 0};
    upload_folder = folder / "uploads";
    std::filesystem::create_directories(upload_folder);
    settings.uploads = {{Method::post, "/api/v1/upload", begin_upload, whole_upload}};
    auto made = base::kept_certificate(base::real_files(), folder / "console.pem", {{"127.0.0.1", "localhost"}, {}},
                                       base::system_clock().now());
    EXPECT_TRUE(made) << made.error().describe();
    settings.certificate = *std::move(made);
    test::write_file(folder / "ca.pem",
                     settings.certificate.chain.substr(settings.certificate.chain.find("-----BEGIN C")));
  }
  ~House() override { server.reset(); }

  void open() {
    server = std::make_unique<Server>(console, routes, page, settings);
    const auto started = server->start();
    ASSERT_TRUE(started) << started.error().describe();
  }

  [[nodiscard]] std::string at(const std::string& path) const {
    return "https://127.0.0.1:" + std::to_string(server->port()) + path;
  }
  // With curl, which checks the certificate. `-w` adds the status at the end.
  base::Finished curl(std::vector<std::string> words, const std::string& input = {}) {
    words.insert(words.begin(), {"-sS", "--path-as-is", "--max-time", "60", "--cacert", (folder / "ca.pem").string()});
    base::Command command;
    command.program = "curl";
    command.arguments = std::move(words);
    command.input = input;
    command.time = std::chrono::seconds(90);
    auto finished = base::run(command);
    EXPECT_TRUE(finished) << finished.error().describe();
    return *finished;
  }
  std::string status(std::vector<std::string> words) {
    words.insert(words.begin(), {"-o", "/dev/null", "-w", "%{http_code}"});
    return curl(std::move(words)).out;
  }
  // What comes back for these bytes, until the server closes.
  std::string raw(std::string_view request) {
    Visitor visitor(server->port());
    visitor.say(request);
    return visitor.hear();
  }
};

}  // namespace runseal::console
