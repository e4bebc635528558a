// Commands twice: against a data directory, and against a running service with a copy of it.
#pragma once

#include <regex>
#include <thread>

#include "base/time.h"
#include "e2e/program.h"
#include "support/ports.h"

namespace runseal::e2e {

struct RemoteCommands : Program {
  std::string url;
  std::string fingerprint;
  std::string token;          // of a technician who signs
  std::string administrator;  // another's
  std::optional<base::Child> service;

  void SetUp() override {
    ASSERT_EQ(runseal({"device", "add", "MiSeq 1", "--catalogue", "DX-410-1001", "--connection", "smb://127.0.0.1:1/a"})
                  .exit_code,
              0);
    ASSERT_EQ(runseal({"device", "add", "Storage", "--host", "nas01"}).exit_code, 0);
    ASSERT_EQ(runseal({"audit", "miseq-1"}).exit_code, 3);  // nobody answers there
    std::filesystem::create_directories(folder / "run1");
    file("run1/RunInfo.txt", "a run");
    ASSERT_EQ(runseal({"seal", (folder / "run1").string()}).exit_code, 0);
    prepare();
    const auto anna = link_of("anna", "Anna Bērziņa", {"technician", "quality"});
    const auto juris = link_of("juris", "Juris Ozols", {"administrator"});
    start();
    token = token_of(anna, {"own", "view", "maintain", "state", "measure", "transfer", "sign"});
    administrator = token_of(juris, {"own", "view", "inspect", "measure", "maintain", "administer"});
    // from here on two copies go their ways: one by itself, one under the service
    std::filesystem::copy(folder / "data", folder / "alone", std::filesystem::copy_options::recursive);
  }

  virtual void prepare() {}  // what else both copies shall have

  Json link_of(const std::string& name, const std::string& full_name, const std::vector<std::string>& roles) {
    std::vector<std::string> words{"account", "add", name, full_name};
    for (const auto& role : roles) words.insert(words.end(), {"--role", role});
    const auto made = runseal(words);
    EXPECT_EQ(made.exit_code, 0) << made.out << made.err;
    return json({"account", "link", name, "--why", "a test"});
  }

  void start() {
    const auto port = test::free_port();
    url = "https://127.0.0.1:" + std::to_string(port);
    auto child =
        base::Child::start(command({"serve", "--listen", "127.0.0.1:" + std::to_string(port)}), folder / "serve.log");
    ASSERT_TRUE(child) << child.error().describe();
    service.emplace(*std::move(child));
    const std::regex pattern("[0-9A-F]{2}(:[0-9A-F]{2}){31}");
    for (int i = 0; i < 300 && fingerprint.empty(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      const auto log = std::filesystem::exists(folder / "serve.log") ? test::read_file(folder / "serve.log") : "";
      std::smatch found;
      if (std::regex_search(log, found, pattern)) fingerprint = found.str();
    }
    ASSERT_NE(fingerprint, "") << test::read_file(folder / "serve.log");
  }

  base::Finished curl(std::vector<std::string> arguments) {
    base::Command out;
    out.program = "curl";
    out.arguments = {"-sS", "-k", "--noproxy", "*", "-b", folder / "jar", "-c", folder / "jar"};
    out.arguments.insert(out.arguments.end(), arguments.begin(), arguments.end());
    const auto finished = base::run(out);
    EXPECT_TRUE(finished && finished->ok()) << finished->err;
    return *finished;
  }

  std::string token_of(const Json& link, const std::vector<std::string>& permissions) {
    std::filesystem::remove(folder / "jar");
    auto secret = link.at("link").get<std::string>();
    secret = secret.substr(secret.find('=') + 1);
    const auto me = Json::parse(
        curl({"-H", "Content-Type: application/json", "-d", Json{{"link", secret}}.dump(), url + "/api/v1/session"})
            .out);
    const Json wanted{{"name", "command line"},
                      {"permissions", permissions},
                      {"expires", base::format_instant(base::system_clock().now() + std::chrono::hours(1))}};
    const auto made =
        Json::parse(curl({"-H", "Content-Type: application/json", "-H", "X-Runseal-Csrf: " + me.value("csrf", ""), "-d",
                          wanted.dump(), url + "/api/v1/me/tokens"})
                        .out);
    EXPECT_TRUE(made.contains("token")) << made.dump(2);
    return made.value("token", "");
  }

  base::Finished remote(std::vector<std::string> arguments, std::map<std::string, std::string> environment = {}) {
    arguments.insert(arguments.begin(), {"--server", url});
    environment.emplace("RUNSEAL_TOKEN", token);
    environment.emplace("RUNSEAL_SERVER_FINGERPRINT", fingerprint);
    return runseal(std::move(arguments), std::move(environment));
  }
  base::Finished alone(std::vector<std::string> arguments, std::map<std::string, std::string> environment = {}) {
    environment.emplace("RUNSEAL_DATA", (folder / "alone").string());
    return runseal(std::move(arguments), std::move(environment));
  }

  // Times, the ids and secrets that are made at random, and the root of a log that has them in it.
  static std::string without_chance(const std::string& text) {
    static const std::regex time("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z");
    static const std::regex chance("runseal-pair-1,[^']*|runseal-paired-1,[^']*|[0-9a-f]{16,64}|[A-Za-z0-9+/]{43}=");
    static const std::regex taken("\"duration_ms\": [0-9]+|[0-9]+ ms");
    const auto without_times = std::regex_replace(std::regex_replace(text, time, "TIME"), taken, "SO LONG");
    return std::regex_replace(without_times, chance, "RANDOM");
  }

  // What each does on disk it does in a place of its own, and both say it as if it were one.
  std::string in_one_place(const std::string& text) const {
    const auto data = base::replaced(text, (folder / "data/").string(), (folder / "alone/").string());
    return base::replaced(data, (folder / "there").string(), (folder / "here").string());
  }

  void same(const std::vector<std::string>& arguments, int exit_code = 0,
            const std::map<std::string, std::string>& environment = {}) {
    auto of_service = arguments;
    for (auto& word : of_service) word = base::replaced(word, (folder / "here").string(), (folder / "there").string());
    auto here = alone(arguments, environment);
    auto there = remote(of_service, environment);
    here.out = in_one_place(here.out);
    there.out = in_one_place(there.out);
    const auto what = base::join(arguments, " ");
    EXPECT_EQ(here.exit_code, exit_code) << what << "\n" << here.out << here.err;
    EXPECT_EQ(there.exit_code, exit_code) << what << "\n" << there.out << there.err;
    EXPECT_EQ(without_chance(here.out), without_chance(there.out)) << what;
    EXPECT_FALSE(here.out.empty()) << what << here.err;
  }
  void same_in_words_and_json(std::vector<std::string> arguments, int exit_code = 0,
                              const std::map<std::string, std::string>& environment = {}) {
    same(arguments, exit_code, environment);
    arguments.insert(arguments.begin(), "--json");
    same(arguments, exit_code, environment);
  }
};

}  // namespace runseal::e2e
