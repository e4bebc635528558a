// Servers that are broken, hostile or something else where TLS is expected: the questions end in time, say why, and
// nothing is ever protected by what they said.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "audit/probes/tls_questions.h"
#include "audit/rules/tls_axes.h"
#include "base/random.h"
#include "fault/hostile.h"
#include "unit/proto/recorded_tls.h"

namespace runseal::audit {
namespace {

namespace recorded = test::recorded;
using std::chrono::milliseconds;
using test::Client;
using test::LoopbackServer;

struct Asked {
  model::Observation observation;
  TlsOutcome outcome;
};

Asked ask(const LoopbackServer& server, milliseconds time_limit = test::time_to_answer) {
  Asked asked;
  asked.observation.at = base::format_instant(base::system_clock().now());
  boost::asio::io_context context;
  const auto began = std::chrono::steady_clock::now();
  const Limits limits{began + time_limit, time_limit, nullptr};
  const Address address(boost::asio::ip::make_address("127.0.0.1"), server.port());
  const TlsTarget target("nas01.example", base::Trust::system());
  const auto open = tls_at_once(context.get_executor(), address, asked.observation);
  boost::asio::co_spawn(context, ask_tls(open, target, limits, asked.observation),
                        [&](const std::exception_ptr& error, const TlsOutcome& outcome) {
                          EXPECT_FALSE(error);
                          asked.outcome = outcome;
                        });
  context.run();
  EXPECT_LT(std::chrono::steady_clock::now() - began, test::far_beyond_the_limit);
  return asked;
}

void expect_nothing_protected(const Asked& asked) {
  SCOPED_TRACE(Json(asked.observation).dump(1));
  const auto facts = tls_facts(asked.observation);
  for (const auto& axis : {tls_integrity(facts), tls_confidentiality(facts), tls_peer_authenticity(facts)})
    EXPECT_NE(axis.grade, model::Protection::protected_) << axis.reason;
  for (const auto& exchange : asked.observation.exchanges) EXPECT_LE(exchange.answer_hex.size(), 2048U);
}

void expect_no_tls(const Asked& asked, std::string_view reason) {
  expect_nothing_protected(asked);
  EXPECT_FALSE(asked.outcome.spoken);
  EXPECT_NE(asked.outcome.failure.find(reason), std::string::npos) << asked.outcome.failure;
}

TEST(TlsHostile, OtherProtocolsAreLeftInPeace) {
  for (const std::string_view greeting :
       {"HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "220 ftp\r\n"}) {
    const LoopbackServer server([&](Client& client) {
      client.send(base::as_bytes(greeting));
      client.hold();
    });
    expect_no_tls(ask(server), "not TLS");
    EXPECT_EQ(server.connections(), 1);
  }
}

TEST(TlsHostile, Garbage) {
  const LoopbackServer server([](Client& client) {
    client.receive();
    client.send(Bytes(4096, 0x5a));
    client.hold();
  });
  expect_no_tls(ask(server), "not TLS");
}

TEST(TlsHostile, GarbageInsideAHandshakeRecord) {
  const LoopbackServer server([](Client& client) {
    client.receive();
    Bytes record{22, 3, 3, 0, 200};
    const auto noise = base::random_bytes(200);
    record.insert(record.end(), noise.begin(), noise.end());
    record[5] = 99;  // no ServerHello
    record[6] = record[7] = 0;
    record[8] = 100;  // and all of it is here
    client.send(record);
    client.hold();
  });
  expect_no_tls(ask(server), "answered wrongly");
}

TEST(TlsHostile, Silence) {
  const LoopbackServer server([](Client& client) { client.hold(); });
  expect_no_tls(ask(server, test::time_for_the_silent), "did not answer within");
}

TEST(TlsHostile, ClosedAtOnce) {
  const LoopbackServer server([](Client&) {});
  const auto asked = ask(server);
  expect_nothing_protected(asked);
  EXPECT_FALSE(asked.outcome.failure.empty());
}

TEST(TlsHostile, Reset) {
  const LoopbackServer server([](Client& client) {
    client.receive();
    client.reset();
  });
  const auto asked = ask(server);
  expect_nothing_protected(asked);
  EXPECT_NE(asked.outcome.failure.find("reset the connection"), std::string::npos) << asked.outcome.failure;
}

TEST(TlsHostile, AnAnswerCutAtEveryByteAndThenClosed) {
  const auto answer = recorded::tls(recorded::tls_1_2_ecdhe);
  for (std::size_t size = 0; size < answer.size(); size += 7) {
    const LoopbackServer server([&](Client& client) {
      client.receive();
      client.send(ByteView(answer).first(size));
    });
    const auto asked = ask(server);
    expect_nothing_protected(asked);
    EXPECT_FALSE(asked.outcome.failure.empty());
  }
}

TEST(TlsHostile, ATrickleOfAnAnswerEndsWithTheTime) {
  const auto answer = recorded::tls(recorded::tls_1_2_ecdhe);
  const LoopbackServer server([&](Client& client) {
    for (const auto byte : answer) {
      if (!client.send(Bytes{byte})) return;
      client.pause(milliseconds(200));
    }
  });
  expect_no_tls(ask(server, test::time_for_the_silent), "did not answer within");
}

TEST(TlsHostile, HugeLengths) {
  for (const Bytes& head : {Bytes{22, 3, 3, 0xff, 0xff}, Bytes{22, 3, 3, 0x40, 0, 2, 0xff, 0xff, 0xff}}) {
    const LoopbackServer server([&](Client& client) {
      client.receive();
      auto answer = head;
      answer.resize(1U << 21U, head.size() > 5 ? 22 : 0);
      client.send(answer);
      client.hold();
    });
    const auto asked = ask(server);
    expect_nothing_protected(asked);
    EXPECT_FALSE(asked.outcome.spoken);
  }
}

// The same recorded answer to whatever is asked: it agrees to TLS 1.2 for ever, and no handshake follows.
TEST(TlsHostile, AReplayedAnswerIsNoProtection) {
  const auto answer = recorded::tls(recorded::tls_1_2_ecdhe);
  const LoopbackServer server([&](Client& client) {
    client.receive();
    client.send(answer);
    client.hold();
  });
  const auto asked = ask(server, milliseconds(3000));
  expect_nothing_protected(asked);
}

TEST(TlsHostile, AnEcho) {
  const LoopbackServer server([](Client& client) {
    for (auto block = client.receive(); !block.empty(); block = client.receive()) client.send(block);
  });
  expect_no_tls(ask(server), "answered wrongly");
}

TEST(TlsHostile, WarningsWithoutEnd) {
  const LoopbackServer server([](Client& client) {
    client.receive();
    Bytes warnings;
    for (int i = 0; i < 20'000; ++i) {
      const Bytes warning{21, 3, 3, 0, 2, 1, 112};
      warnings.insert(warnings.end(), warning.begin(), warning.end());
    }
    client.send(warnings);
    client.hold();
  });
  expect_no_tls(ask(server), "has no end");
}

// Whoever is on the way can put words before the handshake; they must not count as said inside it.
TEST(TlsHostile, WordsInClearBeforeTheHandshakeAreNotTakenForWordsInside) {
  const LoopbackServer server([](Client& client) {
    client.send(base::as_bytes("220 begin TLS\r\n230 you are in\r\n"));
    client.hold();
  });
  boost::asio::io_context context;
  model::Observation observation;
  const Limits limits{std::chrono::steady_clock::now() + test::time_for_the_silent, test::time_for_the_silent, nullptr};
  Talk talk(context.get_executor(), Address(boost::asio::ip::make_address("127.0.0.1"), server.port()), limits,
            observation);
  TlsStart start;
  const auto converse = [&]() -> boost::asio::awaitable<void> {
    const Framing line = [](ByteView bytes) -> Result<std::optional<std::size_t>> {
      const auto end = base::as_text(bytes).find("\r\n");
      return end == std::string::npos ? std::nullopt : std::optional(end + 2);
    };
    const Bytes nothing;
    (void)co_await talk.ask("greeting", "", nothing, line);
    start = co_await talk.start_tls("tls", "", "nas01.example");
  };
  boost::asio::co_spawn(context, converse, [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
  context.run();
  EXPECT_EQ(start.outcome, Outcome::malformed);
  EXPECT_NE(start.detail.find("before TLS began"), std::string::npos) << start.detail;
}

}  // namespace
}  // namespace runseal::audit
