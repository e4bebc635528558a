// LDAP servers that are broken, hostile or something else: the probe ends in time, says why, and never speaks for them.
#include <gtest/gtest.h>

#include "audit/probes/ldap.h"
#include "audit/rules/judge.h"
#include "fault/hostile.h"
#include "proto/ber.h"

namespace runseal::audit {
namespace {

using model::Protection;
using std::chrono::milliseconds;
using test::Client;
using test::LoopbackServer;

std::vector<model::Observation> observe_times(const LoopbackServer& server, std::size_t times,
                                              milliseconds time_limit = test::time_to_answer) {
  return test::observe_times(ldap_probe(), test::question_to("ldap", server, ""), times, time_limit);
}

model::Observation observe_one(const LoopbackServer& server, milliseconds time_limit = test::time_to_answer) {
  return observe_times(server, 1, time_limit).front();
}

void expect_no_protection(const model::Observation& observation) {
  SCOPED_TRACE(Json(observation).dump(1));
  test::expect_an_end(observation);
  const auto assessment = judge(observation, {});
  for (const auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity}) {
    EXPECT_NE(axis->grade, Protection::protected_);
    EXPECT_FALSE(axis->reason.empty());
  }
  for (const auto& exchange : observation.exchanges) EXPECT_LE(exchange.answer_hex.size(), 2048U);
}

void expect_unknown(const model::Observation& observation, std::string_view reason) {
  expect_no_protection(observation);
  EXPECT_FALSE(observation.complete);
  EXPECT_NE(observation.failure.find(reason), std::string::npos) << observation.failure;
}

constexpr std::uint8_t bind_end = 0x61, search_end = 0x65, extended_end = 0x78;

Bytes answer(int id, std::uint8_t operation, std::uint8_t code) {
  base::Writer content;
  content.bytes(proto::ber(proto::ber_enumerated, Bytes{code})).bytes(proto::ber(proto::ber_octets, {}));
  content.bytes(proto::ber(proto::ber_octets, {}));
  base::Writer parts;
  parts.bytes(proto::ber_integer(id)).bytes(proto::ber(operation, content.data()));
  return proto::ber(proto::ber_sequence, parts.data());
}

// The end of whatever was asked, with this result.
Bytes answer_to(const Bytes& request, std::uint8_t code) {
  base::Reader in(request);
  base::Reader message(proto::ber_take(in, proto::ber_sequence).value_or(ByteView()));
  const auto id = proto::ber_number(proto::ber_take(message, proto::ber_integer_tag).value_or(ByteView()));
  const auto operation = proto::ber_next(message);
  if (!id || !operation) return {};
  const auto end = operation->tag == 0x60 ? bind_end : operation->tag == 0x77 ? extended_end : search_end;
  return answer(*id, end, code);
}

// Answers each question properly, always with this result.
auto saying(std::uint8_t code) {
  return [code](Client& client) {
    for (auto block = client.receive(); !block.empty(); block = client.receive())
      if (!client.send(answer_to(block, code))) return;
  };
}

TEST(LdapHostile, TheSameResultForEveryQuestionIsNoProtection) {
  for (int code = 0; code < 90; ++code) {
    SCOPED_TRACE(code);
    const LoopbackServer server(saying(static_cast<std::uint8_t>(code)));
    const auto observation = observe_one(server);
    expect_no_protection(observation);
    EXPECT_GE(server.connections(), 3);  // so it was taken for LDAP
  }
}

TEST(LdapHostile, AnAnswerCutAtEveryByteAndThenClosed) {
  const auto whole = answer(1, search_end, 0);
  const LoopbackServer server([&](Client& client) {
    client.receive();
    client.send(ByteView(whole).first(static_cast<std::size_t>(client.number()) % whole.size()));
  });
  for (const auto& observation : observe_times(server, whole.size())) expect_unknown(observation, "");
}

TEST(LdapHostile, AnAnswerToSomethingElseIsNone) {
  for (const auto& wrong : {answer(7, search_end, 0), answer(1, bind_end, 0), answer(0, search_end, 0)}) {
    const LoopbackServer server([&](Client& client) {
      client.receive();
      client.send(wrong);
      client.hold();
    });
    expect_unknown(observe_one(server), "was not asked");
  }
}

TEST(LdapHostile, HugeAndImpossibleLengths) {
  for (const auto* header : {"3084ffffffff", "3084000fffff020101", "3080020101", "308201"}) {
    const LoopbackServer server([&](Client& client) {
      client.receive();
      client.send(*base::from_hex(header));
      client.send(Bytes(1U << 20U, 2));
      client.hold();
    });
    expect_unknown(observe_one(server), "");
  }
}

TEST(LdapHostile, EntriesWithoutEndAreNotWaitedFor) {
  const auto entry = *base::from_hex("3021020101641c041864633d6c61626f7261746f72792c64633d6578616d706c653000");
  const LoopbackServer server([&](Client& client) {
    client.receive();
    while (client.send(entry)) {
    }
  });
  expect_unknown(observe_one(server), "has no end");
}

TEST(LdapHostile, AnEchoAndOtherProtocols) {
  const LoopbackServer echo([](Client& client) {
    for (auto block = client.receive(); !block.empty(); block = client.receive()) client.send(block);
  });
  expect_unknown(observe_one(echo), "was not asked");
  for (const auto* greeting : {"SSH-2.0-OpenSSH_9.2p1\r\n", "220 ready\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n"}) {
    const LoopbackServer server([&](Client& client) {
      client.send(base::as_bytes(greeting));
      client.hold();
    });
    expect_unknown(observe_one(server), "not LDAP");
    EXPECT_EQ(server.connections(), 1);
  }
}

TEST(LdapHostile, SilenceAfterAGoodBeginningIsUnknown) {
  const LoopbackServer server([](Client& client) {
    const auto block = client.receive();
    if (client.number() == 0) client.send(answer_to(block, 13));
    client.hold();
  });
  expect_unknown(observe_one(server, test::time_for_the_silent), "did not answer within");
}

}  // namespace
}  // namespace runseal::audit
