// Bodies that go to the disk as they come: curl sends them, and visitors who are slow, leave, or send what is wrong.
#include "base/random.h"
#include "console_server/house.h"

namespace runseal::console {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

struct Uploads : House {
  std::size_t kept() {
    std::size_t files = 0;
    for (const auto& one : std::filesystem::directory_iterator(upload_folder)) files += one.exists() ? 1 : 0;
    return files;
  }
  bool all_gone() {
    for (int i = 0; i < 500 && kept() > 0; ++i) std::this_thread::sleep_for(10ms);
    return kept() == 0;
  }
};

TEST_F(Uploads, AreTakenInPiecesAndWhole) {
  open();
  std::string body(9'000'001, '\0');
  const auto pattern = base::random_bytes(4096);
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(pattern[i % pattern.size()] + i / 4096);
  test::write_file(folder / "body", body);
  for (const auto* framing : {"X-Not: chunked", "Transfer-Encoding: chunked"}) {
    const auto answer = Json::parse(curl({"-H", framing, "-H", "Expect: 100-continue", "--data-binary",
                                          "@" + (folder / "body").string(), at("/api/v1/upload")})
                                        .out);
    EXPECT_EQ(answer["sha256"], base::sha256_hex(base::as_bytes(body))) << framing;
    EXPECT_EQ(answer["bytes"], body.size());
    EXPECT_LE(answer["largest"], 256U << 10U) << "never much of it in memory";
  }
  EXPECT_TRUE(all_gone());
  EXPECT_EQ(status({"-X", "POST", at("/api/v1/upload")}), "400") << "nothing was sent";
}

TEST_F(Uploads, TwoRequestsOnOneConnection) {
  open();
  const auto answers =
      raw("POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
          "POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\nabcd");
  EXPECT_THAT(answers, HasSubstr(base::sha256_hex(base::as_bytes("abc"))));
  EXPECT_THAT(answers, HasSubstr(base::sha256_hex(base::as_bytes("abcd"))));
}

TEST_F(Uploads, ThatBreakOffLeaveNothing) {
  settings.limits.body = 1s;
  open();
  {
    Visitor leaves(server->port());
    leaves.say("POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nabc");
    for (int i = 0; i < 500 && kept() == 0; ++i) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(kept(), 1U);
    leaves.leave();
  }
  EXPECT_TRUE(all_gone());
  Visitor slow(server->port());
  slow.say("POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nabc");
  EXPECT_TRUE(slow.is_let_go(8s));
  EXPECT_TRUE(all_gone());
  EXPECT_THAT(raw("POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcdefgh\r\n"),
              StartsWith("HTTP/1.1 400"));
  EXPECT_TRUE(all_gone());
}

TEST_F(Uploads, AreRefusedBeforeAndWhileTheyCome) {
  open();
  Visitor announces(server->port());
  announces.say("POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");
  EXPECT_THAT(announces.hear("too much"), StartsWith("HTTP/1.1 413")) << "nothing of it was sent yet";
  Visitor sends(server->port());
  sends.say("POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n" +
            std::string(300'000, ' ').replace(250'000, 8, "no more "));
  EXPECT_THAT(sends.hear("no more of this"), StartsWith("HTTP/1.1 413"));
  EXPECT_TRUE(all_gone());
}

TEST_F(Uploads, SlowOnesHoldNobodyUp) {
  settings.limits.workers = 2;
  open();
  std::vector<std::unique_ptr<Visitor>> slow;
  for (int i = 0; i < 20; ++i) {
    slow.push_back(std::make_unique<Visitor>(server->port()));
    slow.back()->say("POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nabc");
  }
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(status({at("/api/v1/nothing")}), "404");
  EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);
  EXPECT_EQ(kept(), 20U);
}

}  // namespace
}  // namespace runseal::console
