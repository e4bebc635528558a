// A node whose work is done by `runseal serve`, spoken to with curl.
#pragma once

#include "e2e/two_nodes.h"

namespace runseal::e2e {

class ServedNode {
 public:
  ServedNode(TwoNodes& nodes, base::Path folder, std::string name)
      : nodes_(nodes), folder_(std::move(folder)), name_(std::move(name)), port_(test::free_port()) {}

  // The words after `runseal serve`. Its administrator is made the first time.
  void start(std::function<base::Command(std::vector<std::string>)> command,
             const std::vector<std::string>& more = {}) {
    command_ = std::move(command);
    if (!fs::exists(passphrase())) make_administrator();
    std::vector<std::string> words{"--data", data().string(), "serve", "--listen",
                                   "127.0.0.1:" + std::to_string(port_)};
    words.insert(words.end(), more.begin(), more.end());
    fs::remove(log_file());
    service_.emplace(*base::Child::start(command_(words), log_file()));
    for (int i = 0; i < 800 && !answers(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ASSERT_TRUE(answers()) << test::read_file(log_file());
    sign_in();
  }
  void kill() {
    ::kill(service_->pid(), SIGKILL);
    service_.reset();
  }
  void stop() { service_.reset(); }  // SIGTERM first

  // The answer's JSON; with "status" beside it where it is no 2xx.
  Json api(const std::string& method, const std::string& path, const Json& body = nullptr) const {
    std::vector<std::string> words{"-X", method};
    if (!csrf_.empty()) words.insert(words.end(), {"-H", "X-Runseal-Csrf: " + csrf_});
    if (!body.is_null()) words.insert(words.end(), {"-H", "Content-Type: application/json", "-d", body.dump()});
    const auto text = curl(path, words);
    const auto cut = text.rfind('\n');
    auto answer = base::parse_json(text.substr(0, cut)).value_or(Json::object());
    if (text.substr(cut + 1, 1) != "2") answer["status"] = text.substr(cut + 1);
    return answer;
  }
  Json job_ended(const std::string& id) const {
    Json job;
    for (int i = 0; i < 1200; ++i) {
      job = api("GET", "/jobs/" + id);
      if (job.value("ended", "") != "") break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return job;
  }
  [[nodiscard]] base::Path data() const { return nodes_.folder / name_; }
  [[nodiscard]] base::Path passphrase() const { return folder_ / (name_ + ".passphrase"); }
  [[nodiscard]] base::Path log_file() const { return folder_ / (name_ + ".log"); }
  [[nodiscard]] std::string address() const { return "https://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::string cookies() const { return (folder_ / (name_ + ".cookies")).string(); }

 private:
  static constexpr const char* password = "a long enough password of the test";

  void make_administrator() {
    test::write_file(passphrase(), password);
    fs::permissions(passphrase(), fs::perms::owner_read | fs::perms::owner_write);
    auto command = command_({"--data", data().string(), "init", "--name", "anna", "--full-name", "Anna Bērziņa"});
    command.environment["RUNSEAL_PASSPHRASE_FILE"] = (passphrase()).string();
    const auto made = base::run(command);
    ASSERT_TRUE(made && made->ok()) << made->out << made->err;
  }
  bool answers() const { return curl("/session/ways", {}).contains("local"); }
  void sign_in() {
    csrf_.clear();
    const auto me = api("POST", "/session", {{"name", "anna"}, {"password", password}});
    ASSERT_TRUE(me.contains("csrf")) << me.dump();
    csrf_ = me["csrf"];
  }
  std::string curl(const std::string& path, const std::vector<std::string>& more) const {
    base::Command command;
    command.program = "curl";
    command.arguments = {"-sk",
                         "--max-time",
                         "30",
                         "-b",
                         cookies(),
                         "-c",
                         cookies(),
                         "-w",
                         "\n%{http_code}",
                         address() + "/api/v1" + path};
    command.arguments.insert(command.arguments.end(), more.begin(), more.end());
    const auto done = base::run(command);
    return done ? done->out : "";
  }

  TwoNodes& nodes_;
  base::Path folder_;
  std::string name_;
  std::uint16_t port_;
  std::function<base::Command(std::vector<std::string>)> command_;
  std::optional<base::Child> service_;
  std::string csrf_;
};

}  // namespace runseal::e2e
