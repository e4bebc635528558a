// Each server of the lab recorded once, then played back with its answers cut at one byte after another: a connection
// that ends early must never make a verdict better than the whole one, and must never be waited for.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <mutex>

#include "audit/all_probes.h"
#include "audit/audit.h"
#include "audit/rules/judge.h"
#include "fault/loopback_server.h"
#include "lab/lab.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace {

using model::Protection;
using test::Client;
using test::LoopbackServer;

constexpr std::size_t most_cuts = 120;  // of one server

// What a server said on each of its connections, in the order they came.
using Recording = std::vector<Bytes>;

std::vector<model::Assessment> measure(const std::vector<std::string>& urls, std::chrono::milliseconds time_limit) {
  audit::Options options;
  options.time_limit = time_limit;
  options.per_host = options.parallel = most_cuts;
  std::vector<audit::Question> questions;
  for (const auto& url : urls) questions.push_back({*base::parse_endpoint(url), std::nullopt});
  std::vector<model::Assessment> assessments;
  for (const auto& observation : audit::observe(audit::all_probes(), questions, options))
    assessments.push_back(audit::judge(observation, {}));
  return assessments;
}

std::string at_port(const std::string& url, std::uint16_t port) {
  auto endpoint = *base::parse_endpoint(url);
  if (endpoint.host.starts_with("127.")) endpoint.host = "127.0.0.1";  // where the relays are
  endpoint.port = port;
  return endpoint.url();
}

base::Fd connect_to(std::uint16_t port) {
  base::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fd.reset();
  return fd;
}

class Recorder {
 public:
  explicit Recorder(std::uint16_t server) : server_(server), relay_([this](Client& client) { pass_on(client); }) {}
  [[nodiscard]] std::uint16_t port() const { return relay_.port(); }
  Recording take() {
    const std::lock_guard lock(mutex_);
    Recording list;
    for (auto& [number, bytes] : said_) list.push_back(std::move(bytes));
    return list;
  }

 private:
  void pass_on(Client& client) {
    const auto there = connect_to(server_);
    if (!there) return;
    std::thread back([&] {
      Bytes block(1U << 16U);
      while (true) {
        const auto got = ::recv(there.get(), block.data(), block.size(), 0);
        if (got <= 0) break;
        const ByteView bytes(block.data(), static_cast<std::size_t>(got));
        {
          const std::lock_guard lock(mutex_);
          auto& said = said_[client.number()];
          said.insert(said.end(), bytes.begin(), bytes.end());
        }
        client.send(bytes);
      }
      client.finish();
    });
    for (auto block = client.receive(); !block.empty(); block = client.receive())
      if (::send(there.get(), block.data(), block.size(), MSG_NOSIGNAL) < 0) break;
    ::shutdown(there.get(), SHUT_RDWR);
    back.join();
  }

  std::uint16_t server_;
  std::mutex mutex_;
  std::map<int, Bytes> said_;
  LoopbackServer relay_;
};

// Says what was recorded, connection for connection, and ends the one that `cut` falls into there.
std::function<void(Client&)> playing(const Recording& recording, std::size_t cut) {
  return [&recording, cut](Client& client) {
    std::size_t before = 0;
    const auto number = static_cast<std::size_t>(client.number());
    for (std::size_t i = 0; i < std::min(number, recording.size()); ++i) before += recording[i].size();
    if (number >= recording.size() || cut < before) return;
    const ByteView all(recording[number]);
    client.send(all.first(std::min(all.size(), cut - before)));
    if (cut - before >= all.size()) client.hold();
  };
}

std::vector<std::size_t> cuts_of(const Recording& recording) {
  std::size_t all = 0;
  for (const auto& bytes : recording) all += bytes.size();
  std::vector<std::size_t> cuts;
  for (std::size_t i = 0; i < std::min(all, most_cuts); ++i)
    cuts.push_back(i * std::max<std::size_t>(all / most_cuts, 1));
  return cuts;
}

// Two servers of each protocol; all of them where RUNSEAL_ALL_TESTS is set.
std::vector<Entry> chosen_entries() {
  auto entries = all_entries();
  if (std::getenv("RUNSEAL_ALL_TESTS") != nullptr) return entries;
  std::map<std::string, int> taken;
  std::erase_if(entries, [&](const auto& entry) { return ++taken[entry.name.substr(0, entry.name.find('_'))] > 2; });
  return entries;
}

class LabCut : public testing::TestWithParam<Entry> {};

TEST_P(LabCut, AnAnswerCutAtAnyByteNeverMakesTheVerdictBetter) {
  const test::TemporaryFolder folder;
  auto server = GetParam().start(folder / "server");
  if (!server && server.error().code == ErrorCode::denied) GTEST_SKIP() << server.error().describe();
  ASSERT_TRUE(server) << server.error().describe();
  const auto url = (*server)->url();
  const auto port = base::parse_endpoint(url)->port;
  if (port == 0) GTEST_SKIP() << "not asked over the network";
  Recorder recorder(port);
  const auto whole = grades_of(measure({at_port(url, recorder.port())}, std::chrono::seconds(20)).at(0));
  server->reset();
  const auto recording = recorder.take();
  ASSERT_FALSE(recording.empty());

  std::list<LoopbackServer> servers;
  std::vector<std::string> urls;
  const auto cuts = cuts_of(recording);
  for (const auto cut : cuts) urls.push_back(at_port(url, servers.emplace_back(playing(recording, cut)).port()));
  // all at once: what waits for more than was recorded costs this time once
  const auto told = measure(urls, std::chrono::seconds(3));
  for (std::size_t i = 0; i < told.size(); ++i) {
    const auto grades = grades_of(told[i]);
    const auto better = [](Protection now, Protection then) {
      return now == Protection::protected_ && then != Protection::protected_;
    };
    EXPECT_FALSE(better(grades.integrity, whole.integrity)) << "cut at " << cuts[i] << ": " << grades;
    EXPECT_FALSE(better(grades.confidentiality, whole.confidentiality)) << "cut at " << cuts[i] << ": " << grades;
    EXPECT_FALSE(better(grades.peer_authenticity, whole.peer_authenticity)) << "cut at " << cuts[i] << ": " << grades;
  }
}

INSTANTIATE_TEST_SUITE_P(Real, LabCut, testing::ValuesIn(chosen_entries()),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace runseal::lab
