// rsync daemons and iSCSI portals that are broken, hostile or something else: the probe ends in time and says why.
#include <gtest/gtest.h>

#include "audit/probes/iscsi.h"
#include "audit/probes/rsync.h"
#include "audit/rules/judge.h"
#include "fault/hostile.h"
#include "unit/proto/recorded_plain.h"

namespace runseal::audit {
namespace {

namespace recorded = test::recorded;
using model::Protection;
using std::chrono::milliseconds;
using test::Client;
using test::LoopbackServer;

struct Kind {
  const char* scheme;
  std::unique_ptr<Probe> (*probe)();
  Bytes first;  // that a good server sends, to our first question or before it
  const char* name;
};

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

std::vector<Kind> kinds() {
  const auto whole = std::string(recorded::rsync_greeting) + std::string(recorded::rsync_refused);
  return {{"rsync", rsync_probe, bytes(whole), "rsync"},
          {"iscsi", iscsi_probe, base::from_hex(recorded::iscsi_open).value(), "iSCSI"}};
}

model::Observation observe_one(const Kind& kind, const LoopbackServer& server,
                               milliseconds time_limit = test::time_to_answer) {
  return test::observe_times(kind.probe(), test::question_to(kind.scheme, server), 1, time_limit).front();
}

void expect_nothing_protected(const model::Observation& observation) {
  SCOPED_TRACE(Json(observation).dump(1));
  test::expect_an_end(observation);
  const auto assessment = judge(observation, {});
  for (const auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity})
    EXPECT_TRUE(axis->grade == Protection::unknown || axis->grade == Protection::absent) << axis->reason;
  for (const auto& exchange : observation.exchanges) EXPECT_LE(exchange.answer_hex.size(), 2048U);
}

void expect_unknown(const model::Observation& observation, const std::string& reason) {
  expect_nothing_protected(observation);
  EXPECT_FALSE(observation.complete);
  EXPECT_NE(observation.failure.find(reason), std::string::npos) << observation.failure;
}

TEST(PlainHostile, OtherProtocolsAndGarbage) {
  for (const auto& kind : kinds())
    for (const auto& greeting : {bytes("SSH-2.0-OpenSSH_9.2p1\r\n"), bytes("HTTP/1.1 400 Bad Request\r\n\r\n"),
                                 Bytes{0x15, 3, 3, 0, 2, 2, 70}, Bytes(5000, 0x5a)}) {
      const LoopbackServer server([&](Client& client) {
        client.send(greeting);
        client.hold();
      });
      expect_unknown(observe_one(kind, server), std::string("not ") + kind.name);
      EXPECT_EQ(server.connections(), 1);
    }
}

TEST(PlainHostile, AnAnswerCutAtEveryByteAndThenClosed) {
  for (const auto& kind : kinds()) {
    const LoopbackServer server([&](Client& client) {
      client.send(ByteView(kind.first).first(static_cast<std::size_t>(client.number()) % kind.first.size()));
      client.finish();
      client.receive();
    });
    for (std::size_t i = 0; i < kind.first.size(); ++i) {
      const auto observation = observe_one(kind, server);
      expect_nothing_protected(observation);
      EXPECT_TRUE(observation.complete || !observation.failure.empty());
    }
  }
}

TEST(PlainHostile, ResetClosedSilentAndEndless) {
  for (const auto& kind : kinds()) {
    const LoopbackServer reset([](Client& client) { client.reset(); });
    expect_unknown(observe_one(kind, reset), "reset the connection");
    const LoopbackServer closed([](Client&) {});
    expect_unknown(observe_one(kind, closed), "the connection");
    const LoopbackServer silent([](Client& client) { client.hold(); });
    expect_unknown(observe_one(kind, silent, test::time_for_the_silent), "did not answer within");
    EXPECT_EQ(silent.connections(), 1);
    const LoopbackServer trickle([&](Client& client) {
      for (const auto byte : kind.first) {
        if (!client.send(Bytes{byte})) return;
        client.pause(milliseconds(400));
      }
    });
    expect_unknown(observe_one(kind, trickle, test::time_for_the_silent), "did not answer within");
    const LoopbackServer flood([&](Client& client) {
      while (client.send(bytes("@RSYNCD: 31.0\nWelcome to the laboratory\n"))) {
      }
    });
    expect_nothing_protected(observe_one(kind, flood));
  }
}

TEST(PlainHostile, TheSameAnswerToEveryQuestion) {
  for (const auto& kind : kinds()) {
    const LoopbackServer server([&](Client& client) {
      client.send(kind.first);
      while (!client.receive().empty()) client.send(kind.first);
    });
    expect_nothing_protected(observe_one(kind, server));
  }
}

TEST(PlainHostile, HugeLengths) {
  auto huge = base::from_hex(recorded::iscsi_open).value();
  huge[5] = huge[6] = 0xff;
  const LoopbackServer server([&](Client& client) {
    client.receive();
    client.send(huge);
    client.hold();
  });
  expect_unknown(observe_one(kinds()[1], server), "lies about its lengths");
  const LoopbackServer line([&](Client& client) {
    client.send(bytes("@RSYNCD: " + std::string(1U << 20U, '3')));
    client.hold();
  });
  expect_unknown(observe_one(kinds()[0], line), "lies about its lengths");
}

}  // namespace
}  // namespace runseal::audit
