// SSH servers that are broken, hostile or something else: the probe ends in time, says why, and never speaks for them.
#include <gtest/gtest.h>

#include "audit/probes/ssh.h"
#include "audit/rules/judge.h"
#include "base/random.h"
#include "fault/hostile.h"
#include "proto/ssh.h"
#include "unit/proto/recorded_ssh.h"

namespace runseal::audit {
namespace {

namespace recorded = test::recorded;
using model::Protection;
using std::chrono::milliseconds;
using test::Client;
using test::LoopbackServer;

std::vector<model::Observation> observe_times(const LoopbackServer& server, std::size_t times,
                                              milliseconds time_limit = test::time_to_answer) {
  return test::observe_times(ssh_probe(), test::question_to("sftp", server), times, time_limit);
}

model::Observation observe_one(const LoopbackServer& server, milliseconds time_limit = test::time_to_answer) {
  return observe_times(server, 1, time_limit).front();
}

void expect_nothing_protected(const model::Observation& observation) {
  SCOPED_TRACE(Json(observation).dump(1));
  test::expect_an_end(observation);
  const auto assessment = judge(observation, {});
  for (const auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity})
    EXPECT_NE(axis->grade, Protection::protected_) << axis->reason;
  for (const auto& exchange : observation.exchanges) EXPECT_LE(exchange.answer_hex.size(), 2048U);
}

void expect_unknown(const model::Observation& observation, std::string_view reason) {
  expect_nothing_protected(observation);
  EXPECT_FALSE(observation.complete);
  EXPECT_NE(observation.failure.find(reason), std::string::npos) << observation.failure;
}

// A greeting is one thing, a key exchange that came about another.
void expect_offer_without_proof(const model::Observation& observation, std::string_view reason) {
  expect_nothing_protected(observation);
  EXPECT_TRUE(observation.complete);
  ASSERT_TRUE(observation.facts.contains("ssh.host-keys-missing")) << Json(observation).dump(1);
  EXPECT_NE(observation.facts.at("ssh.host-keys-missing").value.dump().find(reason), std::string::npos)
      << observation.facts.at("ssh.host-keys-missing").value;
}

TEST(SshHostile, GarbageAndOtherProtocols) {
  const auto http = base::as_bytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  const auto ftp = base::as_bytes("220 (vsFTPd 3.0.3)\r\n");
  const Bytes tls{0x15, 3, 3, 0, 2, 2, 70};
  const Bytes garbage(20'000, 0x5a);
  for (const ByteView greeting : {ByteView(tls), http, ftp, ByteView(garbage)}) {
    const LoopbackServer server([&](Client& client) {
      client.send(greeting);
      client.hold();
    });
    expect_unknown(observe_one(server), "not SSH");
    EXPECT_EQ(server.connections(), 1);  // something else is left in peace
  }
}

TEST(SshHostile, AGreetingCutAtEveryByteAndThenClosed) {
  const auto greeting = recorded::ssh_greeting();
  const LoopbackServer server([&](Client& client) {
    client.send(ByteView(greeting).first(static_cast<std::size_t>(client.number()) % greeting.size()));
    client.receive();
  });
  for (std::size_t i = 0; i < greeting.size(); ++i) {
    const auto observation = observe_one(server);
    expect_unknown(observation, "");
    EXPECT_FALSE(observation.failure.empty());
  }
}

TEST(SshHostile, AGreetingCutAtEveryByteAndThenSilence) {
  const auto greeting = recorded::ssh_greeting();
  const LoopbackServer server([&](Client& client) {
    client.send(ByteView(greeting).first(static_cast<std::size_t>(client.number()) % greeting.size()));
    client.hold();
  });
  for (const auto& observation : observe_times(server, greeting.size(), milliseconds(1500)))
    expect_unknown(observation, "did not answer within");
}

TEST(SshHostile, AnEndlessTrickleAndAnEndlessFlood) {
  const auto greeting = recorded::ssh_greeting();
  const LoopbackServer trickle([&](Client& client) {
    for (const auto byte : greeting) {
      if (!client.send(Bytes{byte})) return;
      client.pause(milliseconds(500));
    }
  });
  expect_unknown(observe_one(trickle, test::time_for_the_silent), "did not answer within");
  const LoopbackServer flood([&](Client& client) {
    while (client.send(base::as_bytes("Welcome to the laboratory. Please wait.\r\n"))) {
    }
  });
  expect_unknown(observe_one(flood), "not SSH");
}

TEST(SshHostile, HugeLengthsAndNonsenseForAnOffer) {
  for (const Bytes& packet : {Bytes{0xff, 0xff, 0xff, 0xff, 0, 0}, Bytes{0, 0, 0x88, 0xbc, 0, 0}, Bytes{0, 0, 0, 1, 0},
                              proto::ssh_packet(base::random_bytes(100)), Bytes(64, 0)}) {
    const LoopbackServer server([&](Client& client) {
      client.send(base::as_bytes(recorded::ssh_identification));
      client.send(packet);
      client.receive();
    });
    const auto observation = observe_one(server);
    expect_unknown(observation, "");
    EXPECT_TRUE(observation.failure.starts_with("lies about its lengths") ||
                observation.failure.starts_with("answered wrongly"))
        << observation.failure;
  }
}

TEST(SshHostile, AGoodGreetingAndThenGarbageSilenceOrAnEnd) {
  const auto greeting = recorded::ssh_greeting();
  const auto server_that = [&](auto after) {
    return [&greeting, after](Client& client) {
      client.send(greeting);
      for (std::size_t heard = 0; heard < 100;) {  // its identification, and the beginning of its key exchange
        const auto more = client.receive();
        if (more.empty()) return;
        heard += more.size();
      }
      after(client);
    };
  };
  const LoopbackServer garbage(server_that([](Client& client) { client.send(Bytes(500, 0x11)); }));
  expect_offer_without_proof(observe_one(garbage), "lies about its lengths");
  const LoopbackServer silence(server_that([](Client& client) { client.hold(); }));
  expect_offer_without_proof(observe_one(silence, milliseconds(3000)), "did not answer within");
  const LoopbackServer end(server_that([](Client& client) { client.reset(); }));
  expect_offer_without_proof(observe_one(end), "the connection");
}

TEST(SshHostile, AKeyExchangeOfLies) {
  const auto greeting = recorded::ssh_greeting();
  const auto blob = base::from_base64("AAAAC3NzaC1lZDI1NTE5AAAAIHsmFEokHhSkwmgI+SkHNbd+Cmi67prIId+AL4+UGbBR").value();
  const auto signature = base::from_base64("AAAAC3NzaC1lZDI1NTE5AAAAQA==").value();
  base::Writer whole;
  whole.bytes(signature).zeros(64);
  for (const bool zeros : {true, false}) {
    base::Writer reply;
    reply.u8(31);
    proto::put_ssh_string(reply, blob);
    proto::put_ssh_string(reply, zeros ? Bytes(32) : base::random_bytes(32));
    proto::put_ssh_string(reply, whole.data());
    const LoopbackServer server([&](Client& client) {
      client.send(greeting);
      client.receive();
      client.send(proto::ssh_packet(reply.data()));
      client.hold();
    });
    const auto observation = observe_one(server);
    expect_nothing_protected(observation);
    EXPECT_EQ(observation.facts.contains("ssh.host-keys-missing"), zeros);  // no secret comes of zeros
    if (!zeros) {
      EXPECT_EQ(observation.facts.at("ssh.host-keys").value[0].at("proved"), Json(false));
    }
    EXPECT_FALSE(observation.facts.contains("ssh.login-methods"));
  }
}

TEST(SshHostile, AFloodOfMessagesThatMeanNothing) {
  const auto greeting = recorded::ssh_greeting();
  const LoopbackServer server([&](Client& client) {
    client.send(greeting);
    client.receive();
    const auto ignore = proto::ssh_packet(Bytes{2, 0, 0, 0, 0});
    while (client.send(ignore)) {
    }
  });
  expect_offer_without_proof(observe_one(server), "says much and answers nothing");
}

TEST(SshHostile, ResetClosedAndSilent) {
  const LoopbackServer reset([](Client& client) { client.reset(); });
  expect_unknown(observe_one(reset), "reset the connection");
  const LoopbackServer closed([](Client& client) { client.receive(); });
  expect_unknown(observe_one(closed), "closed the connection");
  const LoopbackServer silent([](Client& client) { client.hold(); });
  expect_unknown(observe_one(silent, test::time_for_the_silent), "did not answer within");
  EXPECT_EQ(silent.connections(), 1);  // silence costs the time limit once
}

}  // namespace
}  // namespace runseal::audit
