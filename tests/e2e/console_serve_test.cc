// `runseal serve` as an administrator, a browser, a monitoring system and systemd meet it.
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <csignal>
#include <thread>

#include "base/fd.h"
#include "e2e/program.h"
#include "support/ports.h"

namespace runseal::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

struct Served : Program {
  std::uint16_t port = test::free_port();
  base::Path errors = folder / "serve.log";
  std::optional<base::Child> service;

  void start(std::vector<std::string> more = {}, const std::map<std::string, std::string>& environment = {}) {
    std::vector<std::string> words{"serve", "--listen", "127.0.0.1:" + std::to_string(port)};
    words.insert(words.end(), more.begin(), more.end());
    std::filesystem::remove(errors);
    auto child = base::Child::start(command(words, environment), errors);
    ASSERT_TRUE(child) << child.error().describe();
    service.emplace(*std::move(child));
    ASSERT_TRUE(comes_true([&] { return said().contains("\"listening\""); })) << said();
  }
  std::string said() { return std::filesystem::exists(errors) ? test::read_file(errors) : std::string(); }
  template <class Condition>
  static bool comes_true(Condition condition, std::chrono::seconds limit = 60s) {
    const auto last = std::chrono::steady_clock::now() + limit;
    while (!condition() && std::chrono::steady_clock::now() < last) std::this_thread::sleep_for(20ms);
    return condition();
  }
  // The log's JSON lines of one event.
  std::vector<Json> told(const std::string& event) {
    std::vector<Json> found;
    const auto all = said();
    for (const auto line : base::lines(all))
      if (const auto json = base::parse_json(line); json && json->value("event", "") == event) found.push_back(*json);
    return found;
  }
  std::string link() {
    EXPECT_TRUE(comes_true([&] { return said().contains("#link="); })) << said();
    const auto all = said();
    const auto at = all.find("#link=") + 6;
    return all.substr(at, all.find_first_of("\n\"", at) - at);
  }
  std::string at(const std::string& path) const { return "https://127.0.0.1:" + std::to_string(port) + path; }
  base::Command curl_command(std::vector<std::string> words) const {
    words.insert(words.begin(), {"-sk", "--max-time", "60"});
    base::Command command;
    command.program = "curl";
    command.arguments = std::move(words);
    return command;
  }
  std::string curl(std::vector<std::string> words) {
    const auto done = base::run(curl_command(std::move(words)));
    EXPECT_TRUE(done);
    return done ? done->out : std::string();
  }
  // Signs in by a link; then `cookies` is a session's.
  Json sign_in(const std::string& secret) {
    const auto answer = curl({"-c", cookies(), "-d", Json{{"link", secret}}.dump(), "-H",
                              "Content-Type: application/json", at("/api/v1/session")});
    return base::parse_json(answer).value_or(Json());
  }
  std::string cookies() const { return (folder / "cookies").string(); }
};

TEST_F(Served, TheFirstPersonComesInByALinkThatServesOnce) {
  start({"--link"});
  const auto secret = link();
  const auto me = sign_in(secret);
  EXPECT_EQ(me.value("account", ""), "administrator") << me;
  EXPECT_THAT(curl({"-b", cookies(), at("/api/v1/me")}), HasSubstr("\"administrator\""));
  EXPECT_THAT(curl({"-i", "-d", Json{{"link", secret}}.dump(), at("/api/v1/session")}), HasSubstr("HTTP/1.1 401"));
}

TEST_F(Served, WithoutATerminalALinkIsNotWrittenIntoTheLog) {
  start();
  EXPECT_TRUE(comes_true([&] { return !told("nobody can sign in").empty(); })) << said();
  EXPECT_THAT(said(), Not(HasSubstr("#link=")));
}

TEST_F(Served, ItsLogIsJsonWithoutSecretsAndQueries) {
  start({"--link"});
  const auto secret = link();
  std::filesystem::remove(errors);  // the link went to standard output, which this test keeps in the same file
  service.reset();
  start();
  sign_in(secret);
  curl({at("/api/v1/notices?search=name-of-a-patient"), "-H", "Authorization: Bearer rs_topsecret"});
  ASSERT_TRUE(comes_true([&] { return told("request").size() >= 2; })) << said();
  const auto requests = told("request");
  EXPECT_EQ(requests[1].value("path", ""), "/api/v1/notices");
  EXPECT_EQ(requests[1].value("status", 0), 401);
  EXPECT_EQ(requests[1].value("peer", ""), "127.0.0.1");
  for (const auto* never : {"name-of-a-patient", "topsecret", secret.c_str()})
    EXPECT_THAT(said(), Not(HasSubstr(never)));
  const auto all = said();
  for (const auto line : base::lines(all)) EXPECT_TRUE(base::parse_json(line)) << line;
}

TEST_F(Served, ShowsTheSameCertificateAfterARestart) {
  start();
  const auto first = told("listening").at(0).value("fingerprint", "");
  EXPECT_EQ(told("certificate made").size(), 1U);
  service.reset();
  start();
  EXPECT_EQ(told("listening").at(0).value("fingerprint", ""), first);
  EXPECT_TRUE(told("certificate made").empty());
  base::Command openssl;
  openssl.program = "openssl";
  openssl.arguments = {"s_client", "-connect", "127.0.0.1:" + std::to_string(port)};
  const auto shown = base::run(openssl);
  base::Command read;
  read.program = "openssl";
  read.arguments = {"x509", "-noout", "-fingerprint", "-sha256"};
  read.input = shown->out;
  EXPECT_THAT(base::run(read)->out, HasSubstr(first));
}

// 192.0.2.1 is nobody's (RFC 5737).
TEST_F(Served, MakesNoCertificateForAnAddressThatItCannotListenOn) {
  start();
  service.reset();
  const auto certificate = folder / "data" / "keys" / "console.pem";
  const auto before = test::read_file(certificate);
  const auto refused = runseal({"serve", "--listen", "192.0.2.1:" + std::to_string(port)});
  EXPECT_THAT(refused.err, HasSubstr("cannot listen"));
  EXPECT_EQ(test::read_file(certificate), before);
}

TEST_F(Served, TellsMonitoringHowItIs) {
  start({"--link"});
  EXPECT_EQ(curl({at("/healthz")}), "{\"alive\":true}");
  EXPECT_EQ(curl({at("/readyz")}), "{\"ready\":true}");
  EXPECT_THAT(curl({"-i", at("/metrics")}), HasSubstr("HTTP/1.1 401"));
  sign_in(link());
  const auto metrics = curl({"-b", cookies(), at("/metrics")});
  EXPECT_THAT(metrics, AllOf(HasSubstr("# TYPE runseal_http_answer_seconds histogram"),
                             HasSubstr("runseal_http_answer_seconds_bucket{le=\"+Inf\"}"),
                             HasSubstr("runseal_http_answers_total{status=\"4xx\"} 1\n"),
                             HasSubstr("runseal_ready 1\n"), HasSubstr("process_resident_memory_bytes")));
  test::write_file(folder / "data/evidence/checkpoint", "forged");
  EXPECT_THAT(curl({"-i", at("/readyz")}), AllOf(HasSubstr("HTTP/1.1 503"), Not(HasSubstr("forged"))));
}

TEST_F(Served, TellsPagesWhatACommandBesideItRecords) {
  start({"--link"});
  sign_in(link());
  auto listening = base::Child::start(curl_command({"-N", "-b", cookies(), at("/api/v1/events")}), folder / "events");
  ASSERT_TRUE(listening);
  const auto heard = [&] { return test::read_file(folder / "events"); };
  ASSERT_TRUE(comes_true([&] { return heard().contains("event: hello"); }));
  ASSERT_EQ(runseal({"device", "add", "MiSeq", "--id", "m1"}).exit_code, 0);
  EXPECT_TRUE(comes_true([&] { return heard().contains("event: changed"); }, 10s)) << heard();
}

TEST_F(Served, SystemdHearsThatItIsReadyAliveAndStopping) {
  const auto socket_path = (folder / "notify").string();
  const base::Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_LT(socket_path.size(), sizeof address.sun_path);
  std::copy(socket_path.begin(), socket_path.end(), address.sun_path);
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  timeval limit{30, 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  const auto heard = [&] {
    char text[64] = {};
    const auto size = ::recv(socket.get(), text, sizeof text, 0);
    return std::string(text, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  };
  start({}, {{"NOTIFY_SOCKET", socket_path}, {"WATCHDOG_USEC", "600000"}});
  EXPECT_EQ(heard(), "READY=1");
  EXPECT_EQ(heard(), "WATCHDOG=1");
  EXPECT_EQ(heard(), "WATCHDOG=1");
  ::kill(service->pid(), SIGTERM);
  std::string last;
  for (int i = 0; i < 20 && last != "STOPPING=1"; ++i) last = heard();
  EXPECT_EQ(last, "STOPPING=1");
  EXPECT_TRUE(comes_true([&] { return !service->running(); }, 20s));
}

TEST_F(Served, APortThatIsTakenIsSaid) {
  start();
  const auto second = runseal({"serve", "--listen", "127.0.0.1:" + std::to_string(port)});
  EXPECT_EQ(second.exit_code, 3);
  EXPECT_THAT(second.err, AllOf(HasSubstr("cannot listen"), HasSubstr(std::to_string(port))));
}

TEST_F(Served, ThePageIsKeptByBrowsersAsLongAsItMayBe) {
  start();
  const auto plain = curl({"-i", at("/notices/x")});
  EXPECT_THAT(plain, AllOf(HasSubstr("HTTP/1.1 200"), HasSubstr("<!doctype html>"), Not(HasSubstr("Content-Encoding")),
                           HasSubstr("Cache-Control: no-cache")));
  const auto script = plain.find("/assets/");
  if (script == std::string::npos) GTEST_SKIP() << "built without the page";
  const auto path = plain.substr(script, plain.find('"', script) - script);
  const auto packed = curl({"-i", "--compressed", at(path)});
  EXPECT_THAT(packed, AllOf(HasSubstr("Content-Encoding: gzip"), HasSubstr("max-age=31536000, immutable")));
  const auto bare = curl({"-i", at(path)});
  EXPECT_EQ(packed.substr(packed.find("\r\n\r\n")), bare.substr(bare.find("\r\n\r\n"))) << "both are the same file";
  const auto tag = bare.find("ETag: ") + 6;
  EXPECT_THAT(curl({"-i", "-H", "If-None-Match: " + bare.substr(tag, bare.find('\r', tag) - tag), at(path)}),
              HasSubstr("HTTP/1.1 304"));
  EXPECT_THAT(curl({"-i", at("/assets/not-there.js")}), HasSubstr("HTTP/1.1 404"));
}

}  // namespace
}  // namespace runseal::e2e
