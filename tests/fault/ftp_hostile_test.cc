// FTP servers that are broken, hostile or something else: the probe ends in time, says why, and never speaks for them.
#include <gtest/gtest.h>

#include "audit/probes/ftp.h"
#include "audit/rules/judge.h"
#include "fault/hostile.h"

namespace runseal::audit {
namespace {

using model::Protection;
using std::chrono::milliseconds;
using test::Client;
using test::LoopbackServer;

std::vector<model::Observation> observe_times(const LoopbackServer& server, std::size_t times,
                                              milliseconds time_limit = test::time_to_answer) {
  return test::observe_times(ftp_probe(), test::question_to("ftp", server), times, time_limit);
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

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

// Greets, and answers each command with what `reply` says to it.
auto answering(std::function<std::string(const std::string& command)> reply) {
  return [reply = std::move(reply)](Client& client) {
    client.send(bytes("220 ready\r\n"));
    for (auto block = client.receive(); !block.empty(); block = client.receive())
      if (!client.send(bytes(reply(base::as_text(block))))) return;
  };
}

TEST(FtpHostile, OtherProtocolsAreLeftInPeace) {
  for (const auto* greeting :
       {"SSH-2.0-OpenSSH_9.2p1\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "* OK IMAP4 ready\r\n"}) {
    const LoopbackServer server([&](Client& client) {
      client.send(bytes(greeting));
      client.hold();
    });
    expect_unknown(observe_one(server), "not FTP");
    EXPECT_EQ(server.connections(), 1);
  }
}

TEST(FtpHostile, AMailServerIsNoFtpServer) {
  const LoopbackServer server(answering([](const std::string&) { return "502 Error: command not recognized\r\n"; }));
  expect_unknown(observe_one(server), "not FTP");
}

TEST(FtpHostile, TheSameAnswerToEveryQuestionIsNoProtection) {
  for (const auto* reply : {"200 ok\r\n", "230 welcome\r\n", "234 go on\r\n", "331 password?\r\n", "530 no\r\n",
                            "534 by policy\r\n", "421 bye\r\n", "150 coming\r\n", "220-\r\n220 \r\n"}) {
    SCOPED_TRACE(reply);
    const LoopbackServer server(answering([reply](const std::string&) { return reply; }));
    expect_no_protection(observe_one(server));
  }
}

TEST(FtpHostile, SilenceAfterEachQuestionIsUnknown) {
  for (const auto* silent_at : {"FEAT", "USER runseal-probe", "AUTH"}) {
    const LoopbackServer server([&](Client& client) {
      client.send(bytes("220 ready\r\n"));
      for (auto block = client.receive(); !block.empty(); block = client.receive()) {
        if (base::as_text(block).starts_with(silent_at)) return client.hold();
        if (!client.send(bytes("331 password?\r\n"))) return;
      }
    });
    expect_unknown(observe_one(server, test::time_for_the_silent), "did not answer within");
  }
}

TEST(FtpHostile, AnAnswerCutAtEveryByteAndThenClosed) {
  const std::string_view greeting = "220-Welcome\r\n220 ready\r\n";
  const LoopbackServer server([&](Client& client) {
    client.send(bytes(greeting.substr(0, static_cast<std::size_t>(client.number()) % greeting.size())));
  });
  for (const auto& observation : observe_times(server, greeting.size())) expect_unknown(observation, "");
}

TEST(FtpHostile, LinesWithoutEndAndWithoutMeasureAreLies) {
  for (const auto& block : {Bytes(65536, '2'), bytes("220-a\r\n"), bytes("220 " + std::string(8000, 'a'))}) {
    const LoopbackServer server([&](Client& client) {
      while (client.send(block)) {
      }
    });
    expect_unknown(observe_one(server), "");
  }
}

TEST(FtpHostile, PromisesWithoutEndAreNotWaitedFor) {
  const LoopbackServer server([](Client& client) {
    while (client.send(bytes("120 in a minute\r\n"))) client.pause(milliseconds(1));
  });
  expect_unknown(observe_one(server), "turned us away");
}

// Whatever a server says, the user's password passes in no clear byte.
TEST(FtpHostile, APasswordIsNeverSentInClear) {
  for (const auto* reply : {"331 password?\r\n", "234 go on\r\n", "530 no\r\n", "230 welcome\r\n"}) {
    SCOPED_TRACE(reply);
    std::mutex mutex;
    std::string heard;
    const LoopbackServer server(answering([&](const std::string& command) {
      const std::lock_guard lock(mutex);
      heard += command;
      return command.starts_with("AUTH") ? "234 go on\r\n" : reply;
    }));
    auto question = test::question_to("ftp", server, "");
    question.credentials = Credentials{"sequencer", "s3cret-of-ours", ""};
    const auto observation = test::observe_times(ftp_probe(), question, 1).front();
    EXPECT_EQ(heard.find("s3cret"), std::string::npos) << heard;
    EXPECT_EQ(heard.find("sequencer"), std::string::npos) << heard;
    EXPECT_EQ(Json(observation).dump().find("s3cret"), std::string::npos);
    EXPECT_EQ(observation.facts.at("ftp.session.login").value, Json("failed"));
  }
}

TEST(FtpHostile, WhatAServerSaysReachesNoTerminalAsItIs) {
  const LoopbackServer server(answering([](const std::string&) { return "530 \x1b[31mno\r\n"; }));
  const auto observation = observe_one(server);
  for (const auto& exchange : observation.exchanges)
    EXPECT_EQ(exchange.outcome.find('\x1b'), std::string::npos) << exchange.outcome;
}

}  // namespace
}  // namespace runseal::audit
