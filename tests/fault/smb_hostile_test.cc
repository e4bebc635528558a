// Servers that are broken, hostile or something else: the probe ends in time, says why, and never speaks for them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "audit/probes/smb.h"
#include "base/random.h"
#include "fault/hostile.h"
#include "proto/smb_frame.h"
#include "unit/proto/recorded_smb.h"

namespace runseal::audit {
namespace {

namespace recorded = test::recorded;
using std::chrono::milliseconds;
using test::Client;
using test::LoopbackServer;

std::vector<model::Observation> observe_times(const LoopbackServer& server, std::size_t times,
                                              milliseconds time_limit = test::time_to_answer) {
  return test::observe_times(smb_probe(), test::question_to("smb", server), times, time_limit);
}

model::Observation observe_one(const LoopbackServer& server, milliseconds time_limit = test::time_to_answer) {
  return observe_times(server, 1, time_limit).front();
}

// Nothing that a rule could take for protection.
void expect_unknown(const model::Observation& observation, std::string_view reason) {
  SCOPED_TRACE(Json(observation).dump(1));
  EXPECT_FALSE(observation.complete);
  EXPECT_NE(observation.failure.find(reason), std::string::npos) << observation.failure;
  test::expect_an_end(observation);
  const auto fact = [&](const char* id) {
    const auto found = observation.facts.find(id);
    return found == observation.facts.end() ? Json() : found->second.value;
  };
  EXPECT_NE(fact("smb.signing-required"), Json(true));
  EXPECT_NE(fact("smb.smb1"), Json(false));
  EXPECT_NE(fact("smb.unencrypted-session"), Json("refused"));
  EXPECT_NE(fact("smb.guest-session"), Json("refused"));
  EXPECT_EQ(fact("smb.dialects"), Json());
  for (const auto& exchange : observation.exchanges) EXPECT_LE(exchange.answer_hex.size(), 2048U);
}

TEST(SmbHostile, Garbage) {
  const LoopbackServer server([](Client& client) {
    client.receive();
    client.send(Bytes(4096, 0x5a));
    client.hold();
  });
  expect_unknown(observe_one(server), "not SMB");
}

TEST(SmbHostile, GarbageBehindARightFrameHeader) {
  const LoopbackServer server([](Client& client) {
    client.receive();
    client.send(proto::smb_frame(base::random_bytes(200)));
    client.hold();
  });
  expect_unknown(observe_one(server), "not SMB");
}

TEST(SmbHostile, AnAnswerCutAtEveryByteAndThenClosed) {
  const auto answer = recorded::frame(recorded::negotiate_3_1_1);
  const LoopbackServer server([&](Client& client) {
    client.receive();
    // a probe that is closed on at once asks again, so what is cut does not depend on who asks
    client.send(ByteView(answer).first(static_cast<std::size_t>(client.number()) % answer.size()));
  });
  for (std::size_t i = 0; i < answer.size(); ++i) {
    const auto observation = observe_one(server);
    expect_unknown(observation, "");
    EXPECT_FALSE(observation.failure.empty());
  }
}

TEST(SmbHostile, AnAnswerCutAtEveryByteAndThenSilence) {
  const auto answer = recorded::frame(recorded::negotiate_3_1_1);
  const LoopbackServer server([&](Client& client) {
    client.receive();
    client.send(ByteView(answer).first(static_cast<std::size_t>(client.number()) % answer.size()));
    client.hold();
  });
  for (const auto& observation : observe_times(server, answer.size(), milliseconds(1500)))
    expect_unknown(observation, "did not answer within");
}

TEST(SmbHostile, AnEndlessTrickle) {
  const auto answer = recorded::frame(recorded::negotiate_3_1_1);
  const LoopbackServer server([&](Client& client) {
    for (const auto byte : answer) {
      if (!client.send(Bytes{byte})) return;
      client.pause(milliseconds(1000));
    }
  });
  expect_unknown(observe_one(server, test::time_for_the_silent), "did not answer within");
}

TEST(SmbHostile, HugeLengths) {
  for (const Bytes& header : {Bytes{0, 0xff, 0xff, 0xff}, Bytes{0, 0x01, 0x00, 0x01}}) {
    const LoopbackServer server([&](Client& client) {
      client.receive();
      auto answer = recorded::frame(recorded::negotiate_3_1_1);
      std::copy(header.begin(), header.end(), answer.begin());
      client.send(answer);
      client.send(Bytes(1U << 22U));
    });
    expect_unknown(observe_one(server), "lies about its lengths");
  }
}

TEST(SmbHostile, EveryLengthAndOffsetInsideAnAnswerSetToTheUtmost) {
  const auto good = recorded::frame(recorded::negotiate_3_1_1);
  for (const std::size_t at : {4 + 64 + 6, 4 + 64 + 56, 4 + 64 + 58, 4 + 64 + 60, 4 + 64 + 62}) {
    auto answer = good;
    answer[at] = answer[at + 1] = 0xff;
    const LoopbackServer server([&](Client& client) {
      client.receive();
      client.send(answer);
      client.hold();
    });
    const auto observation = observe_one(server);
    expect_unknown(observation, "");
    EXPECT_TRUE(observation.failure.starts_with("lies about its lengths") ||
                observation.failure.starts_with("answered wrongly"))
        << observation.failure;
  }
}

TEST(SmbHostile, AnSmb1AnswerToAnSmb2Question) {
  const LoopbackServer server([](Client& client) {
    client.receive();
    client.send(recorded::frame(recorded::smb1_taken));
    client.hold();
  });
  expect_unknown(observe_one(server), "in SMB 1 to a question in SMB 2");
}

TEST(SmbHostile, AnEcho) {
  const LoopbackServer server([](Client& client) {
    for (auto block = client.receive(); !block.empty(); block = client.receive()) client.send(block);
  });
  expect_unknown(observe_one(server), "an SMB 2 request came back");
}

TEST(SmbHostile, OtherProtocols) {
  const Bytes tls{0x16, 3, 3, 0, 0x7a, 2, 0, 0, 0x76, 3, 3};
  const auto http = base::as_bytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  const auto ssh = base::as_bytes("SSH-2.0-OpenSSH_9.2p1\r\n");
  for (const ByteView greeting : {ByteView(tls), http, ssh}) {
    const LoopbackServer server([&](Client& client) {
      client.send(greeting);
      client.receive();
      client.hold();
    });
    expect_unknown(observe_one(server), "not SMB");
    EXPECT_EQ(server.connections(), 1);  // something else is left in peace
  }
}

TEST(SmbHostile, ResetAfterAccept) {
  const LoopbackServer server([](Client& client) {
    client.receive();
    client.reset();
  });
  expect_unknown(observe_one(server), "reset the connection");
}

TEST(SmbHostile, ClosedAfterAccept) {
  const LoopbackServer server([](Client& client) { client.receive(); });
  expect_unknown(observe_one(server), "closed the connection");
}

TEST(SmbHostile, AcceptedAndSilent) {
  const LoopbackServer server([](Client& client) { client.hold(); });
  expect_unknown(observe_one(server, test::time_for_the_silent), "did not answer within");
  EXPECT_EQ(server.connections(), 1);  // silence costs the time limit once
}

TEST(SmbHostile, AFloodOfBytes) {
  const LoopbackServer server([](Client& client) {
    auto frame = recorded::frame(recorded::negotiate_3_1_1);
    while (client.send(frame) && client.send(Bytes(65536, 0xfe))) {
    }
  });
  expect_unknown(observe_one(server), "");
}

TEST(SmbHostile, PendingWithoutEnd) {
  const LoopbackServer server([](Client& client) {
    client.receive();
    auto answer = recorded::frame(recorded::negotiate_refused);
    const Bytes pending{0x03, 0x01, 0, 0};
    std::copy(pending.begin(), pending.end(), answer.begin() + 4 + 8);
    while (client.send(answer)) {
    }
  });
  expect_unknown(observe_one(server), "pending");
}

// A good beginning buys no trust: one dialect with signing required and encryption, and then nonsense.
TEST(SmbHostile, ACorrectFirstAnswerThenGarbage) {
  for (const bool close : {false, true}) {
    const LoopbackServer server([&](Client& client) {
      client.receive();
      if (client.number() == 0) {
        client.send(recorded::frame(recorded::negotiate_3_1_1_signed));
        client.receive();
      }
      client.send(base::as_bytes("nonsense, and more of it"));
      if (!close) client.hold();
    });
    const auto observation = observe_one(server);
    expect_unknown(observation, "not SMB");
    EXPECT_EQ(observation.facts.at("smb.encryption-capable").value, Json(true));  // what was shown is kept
  }
}

TEST(SmbHostile, ACorrectFirstAnswerThenSilence) {
  const LoopbackServer server([](Client& client) {
    client.receive();
    if (client.number() == 0) client.send(recorded::frame(recorded::negotiate_3_1_1_signed));
    client.hold();
  });
  expect_unknown(observe_one(server, test::time_for_the_silent), "did not answer within");
}

// Each question answered alike, whatever was asked: a dialect that was not offered is no acceptance.
TEST(SmbHostile, TheSameGoodAnswerToEveryQuestion) {
  const LoopbackServer server([](Client& client) {
    while (!client.receive().empty()) client.send(recorded::frame(recorded::negotiate_3_1_1_signed));
  });
  expect_unknown(observe_one(server), "was not offered");
}

TEST(SmbHostile, AStopEndsEverythingSoonAndSaysSo) {
  const LoopbackServer server([](Client& client) { client.hold(); });
  std::atomic<bool> stop = false;
  std::thread stopper([&] {
    std::this_thread::sleep_for(milliseconds(100));
    stop = true;
  });
  const auto observations =
      test::observe_times(smb_probe(), test::question_to("smb", server), 8, milliseconds(60'000), &stop);
  stopper.join();
  for (const auto& observation : observations) expect_unknown(observation, "cancelled");
}

TEST(SmbHostile, AHostThatNeverAnswersCostsItsTimeOnceNotForEachEndpoint) {
  const test::LoopbackServer server([](Client& client) { client.hold(); });
  std::vector<std::unique_ptr<Probe>> probes;
  probes.push_back(smb_probe());
  Options options;
  options.time_limit = std::chrono::seconds(2);
  options.per_host = 1;
  std::vector<Question> questions;
  for (const auto* share : {"a", "b", "c"})
    questions.push_back({*base::parse_endpoint(fmt::format("smb://127.0.0.1:{}/{}", server.port(), share)), {}});
  const auto told = observe(probes, questions, options);
  EXPECT_EQ(told[0].failure, "did not answer within 2 s");
  EXPECT_EQ(told[1].failure, "did not answer within 400 ms");
  EXPECT_EQ(told[2].failure, "did not answer within 400 ms");
}

}  // namespace
}  // namespace runseal::audit
