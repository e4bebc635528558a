// What every probe must hold to, whatever the far end does: it ends within its time, says why it knows nothing, and
// never takes anything that is not the protocol for protection. A new probe is in here by being in all_probes().
#include <gtest/gtest.h>

#include <random>

#include "audit/all_probes.h"
#include "audit/audit.h"
#include "audit/rules/judge.h"
#include "fault/loopback_server.h"
#include "support/ports.h"

namespace runseal::audit {
namespace {

using model::Protection;
using test::Client;

constexpr auto time_limit = std::chrono::milliseconds(1500);
// far more than the limit: a slow machine is no failure, a probe that hangs is
constexpr auto too_long = std::chrono::seconds(20);

struct Behaviour {
  const char* name;
  std::function<void(Client&)> act;
};

Bytes text(std::string_view words) { return {words.begin(), words.end()}; }

Bytes noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

void say_and_hold(Client& client, const Bytes& words) {
  if (client.send(words)) client.hold();
}

const std::vector<Behaviour>& behaviours() {
  static const std::vector<Behaviour> all{
      {"silence", [](Client& client) { client.hold(); }},
      {"hangs_up_at_once", [](Client&) {}},
      {"resets_at_once", [](Client& client) { client.reset(); }},
      {"hangs_up_when_asked", [](Client& client) { client.receive(); }},
      {"resets_when_asked",
       [](Client& client) {
         client.receive();
         client.reset();
       }},
      {"noise", [](Client& client) { say_and_hold(client, noise(4096, unsigned(client.number()))); }},
      {"noise_then_end", [](Client& client) { client.send(noise(4096, unsigned(client.number()) + 77)); }},
      {"noise_without_end",
       [](Client& client) {
         const auto block = noise(1U << 16U, 5);
         while (client.send(block)) {
         }
       }},
      {"zeros_without_end",
       [](Client& client) {
         const Bytes block(1U << 16U, 0);
         while (client.send(block)) {
         }
       }},
      {"huge_lengths", [](Client& client) { say_and_hold(client, Bytes(64, 0xff)); }},
      {"one_line_without_end",
       [](Client& client) {
         const Bytes block(1U << 16U, 'a');
         while (client.send(block)) {
         }
       }},
      {"trickle",
       [](Client& client) {
         while (client.send(text("2"))) client.pause(std::chrono::milliseconds(20));
       }},
      {"lines_without_end",
       [](Client& client) {
         while (client.send(text("220-runs\r\n"))) client.pause(std::chrono::milliseconds(1));
       }},
      {"echo",
       [](Client& client) {
         for (auto block = client.receive(); !block.empty(); block = client.receive())
           if (!client.send(block)) return;
       }},
      {"is_a_web_server_with_an_error",
       [](Client& client) {
         client.receive();
         say_and_hold(client, text("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
       }},
      {"is_a_mail_server", [](Client& client) { say_and_hold(client, text("220 mail.invalid ESMTP\r\n")); }},
      {"is_telnet", [](Client& client) { say_and_hold(client, {0xff, 0xfd, 0x18, 0xff, 0xfd, 0x20, 0xff, 0xfb, 3}); }},
  };
  return all;
}

struct Told {
  model::Observation observation;
  model::Assessment assessment;
};

// All at once, so that what each of them holds up costs its time only once.
std::vector<Told> measure(const std::vector<std::string>& urls, LookUp look_up = system_look_up) {
  Options options;
  options.time_limit = time_limit;
  options.per_host = options.parallel = 64;
  options.look_up = std::move(look_up);
  std::vector<Question> questions;
  for (const auto& url : urls) questions.push_back({*base::parse_endpoint(url), std::nullopt});
  const auto began = std::chrono::steady_clock::now();
  auto observations = observe(all_probes(), questions, options);
  EXPECT_LT(std::chrono::steady_clock::now() - began, too_long);
  std::vector<Told> told;
  for (auto& observation : observations) {
    auto assessment = judge(observation, {});
    told.push_back({std::move(observation), std::move(assessment)});
  }
  return told;
}

void expect_no_protection(const Told& told, const std::string& server) {
  for (const auto* axis :
       {&told.assessment.integrity, &told.assessment.confidentiality, &told.assessment.peer_authenticity}) {
    EXPECT_NE(axis->grade, Protection::protected_) << server << ": " << axis->reason;
    EXPECT_FALSE(axis->reason.empty()) << server;
  }
  EXPECT_TRUE(told.observation.complete || !told.observation.failure.empty()) << server;
  EXPECT_LE(Json(told.observation).dump().size(), 256U << 10U) << server;
}

std::vector<std::string> network_schemes() {
  std::vector<std::string> schemes;
  for (const auto& probe : all_probes()) {
    const auto info = probe->describe();
    if (info.port != 0) schemes.insert(schemes.end(), info.schemes.begin(), info.schemes.end());
  }
  return schemes;
}

class Conformance : public testing::TestWithParam<std::string> {
 protected:
  std::string url(const std::string& host, unsigned port) {
    return GetParam() + "://" + host + ":" + std::to_string(port) + "/runs";
  }
};

TEST_P(Conformance, NoBehaviourOfTheFarEndIsTakenForProtection) {
  std::list<test::LoopbackServer> servers;
  std::vector<std::string> urls;
  for (const auto& behaviour : behaviours())
    urls.push_back(url("127.0.0.1", servers.emplace_back(behaviour.act).port()));
  const auto told = measure(urls);
  for (std::size_t i = 0; i < told.size(); ++i) expect_no_protection(told[i], behaviours()[i].name);
}

TEST_P(Conformance, APortThatRefusesIsUnknownWithTheReason) {
  const auto at = url("127.0.0.1", test::free_port());
  const auto told = measure({at}).at(0);
  EXPECT_FALSE(told.observation.complete);
  EXPECT_NE(told.observation.failure.find("refused"), std::string::npos) << told.observation.failure;
  EXPECT_EQ(told.assessment.integrity.grade, Protection::unknown);
}

TEST_P(Conformance, ANameThatDoesNotResolveIsUnknownWithTheReason) {
  const auto nowhere = [](const std::string&) { return std::vector<boost::asio::ip::address>{}; };
  const auto told = measure({url("storage.invalid", 2222)}, nowhere).at(0);
  EXPECT_FALSE(told.observation.complete);
  EXPECT_FALSE(told.observation.failure.empty());
  EXPECT_EQ(told.assessment.integrity.grade, Protection::unknown);
}

TEST_P(Conformance, AnIPv6AddressIsAskedThere) {
  const auto told = measure({url("[::1]", test::free_port())}).at(0);
  EXPECT_FALSE(told.observation.complete);
  EXPECT_NE(told.observation.failure.find("refused"), std::string::npos) << told.observation.failure;
}

TEST_P(Conformance, SaysWhatItSendsAndHasRules) {
  for (const auto& probe : all_probes()) {
    const auto info = probe->describe();
    if (std::ranges::find(info.schemes, GetParam()) == info.schemes.end()) continue;
    EXPECT_GT(info.sends.size(), 40U) << info.name;
    const auto ids = finding_ids();
    EXPECT_TRUE(std::ranges::find(ids, info.name + ".unmeasured") != ids.end()) << info.name << " has no rule set";
  }
}

INSTANTIATE_TEST_SUITE_P(Every, Conformance, testing::ValuesIn(network_schemes()),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace runseal::audit
