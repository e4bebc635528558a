// Many visitors, and such as want to hold the others up.
#include "console_server/house.h"

namespace runseal::console {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

using Visitors = std::vector<std::unique_ptr<Visitor>>;

template <class Condition>
bool comes_true(Condition condition, std::chrono::seconds limit = 20s) {
  const auto last = std::chrono::steady_clock::now() + limit;
  while (!condition() && std::chrono::steady_clock::now() < last) std::this_thread::sleep_for(5ms);
  return condition();
}

struct Crowd : House {
  // How long a usual client waits for a quick answer.
  std::chrono::milliseconds a_quick_request() {
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(status({at("/api/v1/nothing")}), "404");
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  }
};

TEST_F(Crowd, SlowHeadersAndBodiesHoldNobodyUpAndAreLetGo) {
  settings.limits.handshake = 5s;
  settings.limits.header = settings.limits.body = 2s;
  open();
  Visitors slow;
  for (int i = 0; i < 40; ++i) {
    slow.push_back(std::make_unique<Visitor>(server->port(), false));  // says nothing
    slow.push_back(std::make_unique<Visitor>(server->port()));
    slow.back()->say("GET / HTTP/1.1\r\nHost: x\r\nX-A: ");
    slow.push_back(std::make_unique<Visitor>(server->port()));
    slow.back()->say("POST /api/v1/echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\nx");
  }
  EXPECT_LT(a_quick_request(), 1500ms);
  const auto dripping = std::chrono::steady_clock::now() + 8s;  // a byte at a time keeps nobody in
  std::size_t gone = 0;
  for (std::size_t i = 0; gone < slow.size() && std::chrono::steady_clock::now() < dripping; ++i) {
    if (i % slow.size() == 0) gone = 0;
    auto& one = *slow[i % slow.size()];
    if (i % 3 != 0) one.say("a");
    if (one.is_let_go(1ms)) ++gone;
  }
  for (auto& one : slow) EXPECT_TRUE(one->is_let_go(5s));
  EXPECT_TRUE(comes_true([&] { return statistics.connections == 0; }));
  EXPECT_GE(statistics.handshakes_failed, 40U);
  EXPECT_EQ(statistics.timed_out + statistics.handshakes_failed, slow.size())
      << "each for being slow, and nothing else";
}

TEST_F(Crowd, WhoTakesNothingIsLetGo) {
  settings.limits.write = 1s;
  routes.push_back({Method::get, "/api/v1/huge", anyone, [](Console&, const Request&, const service::Caller&) {
                      Answer answer;
                      answer.body.assign(64U << 20U, 'x');
                      return Result<Answer>(std::move(answer));
                    }});
  open();
  Visitors greedy;
  for (int i = 0; i < 4; ++i) {
    greedy.push_back(std::make_unique<Visitor>(server->port()));
    greedy.back()->say("GET /api/v1/huge HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  EXPECT_LT(a_quick_request(), 1500ms);
  EXPECT_TRUE(comes_true([&] { return statistics.connections == 0; }));
}

TEST_F(Crowd, SlowHandlersHoldNoOtherUp) {
  open();
  Visitors waiting;
  for (int i = 0; i < 12; ++i) {
    waiting.push_back(std::make_unique<Visitor>(server->port()));
    waiting.back()->say("GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  EXPECT_LT(a_quick_request(), 600ms);
  for (auto& one : waiting) EXPECT_THAT(one->hear("slow"), HasSubstr("{\"slow\":true}"));
}

TEST_F(Crowd, AFloodAtTheDoorHoldsUpNobodyInside) {
  open();
  Visitors flood;
  for (int i = 0; i < 24; ++i) {
    flood.push_back(std::make_unique<Visitor>(server->port()));
    flood.back()->say("POST /api/v1/slow HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
  }
  EXPECT_LT(a_quick_request(), 600ms);
}

TEST_F(Crowd, TooManyConnectionsAreTurnedAway) {
  settings.limits.connections_per_address = 10;
  open();
  Visitors here;
  for (int i = 0; i < 10; ++i) here.push_back(std::make_unique<Visitor>(server->port()));
  Visitor one_too_many(server->port(), false);
  EXPECT_TRUE(one_too_many.is_let_go(2s));
  here.pop_back();
  EXPECT_TRUE(comes_true([&] { return statistics.connections == 9; }));
  EXPECT_EQ(status({at("/api/v1/nothing")}), "404") << "when one leaves another may come";
}

TEST_F(Crowd, TwoHundredListenAtOnce) {
  open();
  Visitors listeners;
  for (int i = 0; i < 200; ++i) {
    listeners.push_back(std::make_unique<Visitor>(server->port()));
    listeners.back()->say("GET /api/v1/ticks?count=5 HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  for (auto& one : listeners) {
    const auto heard = one->hear("data: 0\n\n");
    EXPECT_THAT(heard, HasSubstr("data: 4\n\n"));
    EXPECT_THAT(heard, HasSubstr("data: 0\n\n"));
  }
}

TEST_F(Crowd, WhoLeavesAStreamIsForgotten) {
  open();
  Visitors listeners;
  for (int i = 0; i < 20; ++i) {
    listeners.push_back(std::make_unique<Visitor>(server->port()));
    listeners.back()->say("GET /api/v1/silent HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  EXPECT_TRUE(comes_true([&] { return statistics.streams == 20; }));
  listeners.clear();
  EXPECT_TRUE(comes_true([&] { return statistics.streams == 0 && statistics.connections == 0; }, 4s));
}

TEST_F(Crowd, StoppingAnswersWhatIsInFlightAndEndsStreams) {
  open();
  Visitor idle(server->port());
  Visitor asking(server->port());
  Visitor listening(server->port());
  listening.say("GET /api/v1/silent HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(listening.hear("event-stream"), StartsWith("HTTP/1.1 200"));
  asking.say("GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n");
  std::this_thread::sleep_for(200ms);
  const auto began = std::chrono::steady_clock::now();
  std::thread stopping([&] { server->stop(); });
  EXPECT_THAT(asking.hear(), HasSubstr("{\"slow\":true}"));
  EXPECT_THAT(listening.hear(), HasSubstr("0\r\n\r\n")) << "the stream's end is told";
  EXPECT_TRUE(idle.is_let_go(3s));
  stopping.join();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST_F(Crowd, BytesThatAreNoTlsHurtNobody) {
  open();
  for (int i = 0; i < 200; ++i) {
    Visitor visitor(server->port(), false);
    std::string noise(static_cast<std::size_t>(i * 7 % 300), '\0');
    for (std::size_t k = 0; k < noise.size(); ++k) noise[k] = static_cast<char>(k * 31 + static_cast<std::size_t>(i));
    visitor.say_raw(noise);
  }
  EXPECT_EQ(status({at("/api/v1/nothing")}), "404");
}

}  // namespace
}  // namespace runseal::console
