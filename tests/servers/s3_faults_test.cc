// What an S3 server, or what stands before it, may do wrong while a run is sent: it is full, it refuses, it keeps
// silent, it gives other parts of an object than it was asked for. Ceph's radosgw is the server.
#include "base/random.h"
#include "support/deposit_site.h"
#include "support/gateway.h"
#include "support/s3_server.h"
#include "transfer/sinks/s3.h"
#include "transfer/sinks/s3_bucket.h"
#include "transfer/sinks/s3_xml.h"

namespace runseal::transfer {
namespace {

using std::chrono::milliseconds;
using test::Gateway;
using test::noise;
using test::write_file;

class S3Faults : public test::DepositSite {
 protected:
  S3Faults() {
    options.streams = 1;
    options.stop = &stop_;
    options.again = [this](const Error& error) { reasons.push_back(error.what); };
  }

  Result<Deposited> deposit(const S3Options& to) {
    RUNSEAL_TRY(const auto sink, open_s3(to));
    return deposit_to(*sink);
  }
  S3Options by(std::uint16_t port) const {
    auto to = server.options(prefix);
    to.endpoint = "http://127.0.0.1:" + std::to_string(port);
    return to;
  }
  // As by(), with a send that is ended from outside when it does not end by itself.
  Result<Deposited> deposit_impatiently(const S3Options& to) {
    options.retry_for = milliseconds(1'500);
    std::atomic<bool> ended = false;
    std::thread watch([&] {
      for (int i = 0; i < 900 && !ended; ++i) std::this_thread::sleep_for(milliseconds(100));
      stop_ = true;
    });
    auto deposited = deposit(to);
    ended = true;
    watch.join();
    stop_ = false;
    return deposited;
  }
  void expect_no_run(const S3Options& to) const {
    S3Client client(to);
    EXPECT_EQ(s3_is_there(client, to.prefix + "run1/.runseal/seal.json"), false);
  }
  void new_place() { prefix = "faults/" + base::random_id() + "/"; }

  static std::string answer(const std::string& status, const std::string& body, const std::string& header = {}) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + header +
           "Connection: close\r\n\r\n" + body;
  }
  static std::string error(const std::string& code) {
    return "<?xml version='1.0'?><Error><Code>" + code + "</Code><Message>no</Message></Error>";
  }

  test::S3Server& server = test::radosgw();
  std::string prefix = "faults/" + base::random_id() + "/";
  std::vector<std::string> reasons;

 private:
  std::atomic<bool> stop_ = false;
};

TEST_F(S3Faults, AStoreThatSaysThatItIsFullIsNotAskedAgain) {
  write_file(run / "RunInfo.xml", "<RunInfo/>");
  const struct {
    const char* status;
    std::string body;
  } servers[] = {
      {"403 Forbidden", error("QuotaExceeded")},                     // radosgw
      {"507 Insufficient Storage", error("XMinioStorageFull")},      // MinIO
      {"400 Bad Request", error("XMinioAdminBucketQuotaExceeded")},  // likewise
      {"507 Insufficient Storage", "<html>full</html>"},             // a gateway in between
      {"503 Service Unavailable", error("QuotaExceeded")},
      {"500 Internal Server Error", error("QuotaExceeded")},
  };
  for (const auto& full : servers) {
    new_place();
    Gateway wire(server.plain_port(),
                 {{.over = {"PUT ", "/tree/RunInfo.xml"}, .answer = answer(full.status, full.body), .times = 99}});
    const auto refused = deposit(by(wire.port()));
    ASSERT_FALSE(refused) << full.status;
    EXPECT_EQ(refused.error().code, ErrorCode::limit) << refused.error().describe();
    EXPECT_NE(refused.error().describe().find("make room"), std::string::npos) << refused.error().describe();
    EXPECT_EQ(wire.stumbled(), 1) << full.status << full.body;
    EXPECT_EQ(progress->connects, 1U);
  }
}

// The real thing: an account's quota, which the second of the two files does not fit in.
TEST_F(S3Faults, AQuotaThatIsReachedEndsTheSendAtOnceAndItGoesOnWhenThereIsRoom) {
  large_files(2, 7'000'000);
  const auto to = server.small_bucket();
  server.let_hold(12'000'000);
  const auto refused = deposit(to);
  server.let_hold(0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limit) << refused.error().describe();
  EXPECT_NE(refused.error().describe().find("QuotaExceeded"), std::string::npos) << refused.error().describe();
  EXPECT_EQ(progress->connects, 1U);
  expect_no_run(to);
  const auto deposited = deposit(to);
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  EXPECT_EQ(progress->bytes_sent, 7'000'000U) << "what had arrived was sent again";
}

// As a store does that is full and does not say so. What is uploaded again to be refused again is nothing that moves.
TEST_F(S3Faults, WhatIsRefusedAtTheSamePlaceEachTimeEndsWhenNothingHasMovedForSoLong) {
  large_files(3, 6'000'000);
  for (const std::string place : {"/tree/L001/1.cbcl", "/run1/L001/1.cbcl"}) {
    new_place();
    reasons.clear();
    Gateway wire(server.plain_port(), {{.over = {"PUT ", place},
                                        .answer = answer("500 Internal Server Error", error("InternalError")),
                                        .times = 9'999}});
    const auto refused = deposit_impatiently(by(wire.port()));
    ASSERT_FALSE(refused) << place;
    EXPECT_EQ(refused.error().code, ErrorCode::io) << refused.error().describe();
    EXPECT_GT(progress->connects, 1U) << "it was not tried again";
    ASSERT_EQ(reasons.size(), 1U) << "told once, not each time";
    EXPECT_NE(reasons[0].find("InternalError"), std::string::npos) << reasons[0];
    expect_no_run(by(wire.port()));
  }
}

// Ceph does so with writes when its disks are full: each request lasts as long as the client's patience.
TEST_F(S3Faults, AServerThatKeepsSilentIsWaitedForOnceInEachTry) {
  large_files(1, 11'000'000);
  Gateway wire(server.plain_port(),
               {{.over = {"PUT ", "/tree/L001/0.cbcl?partNumber=2"}, .silent = true, .times = 99}});
  auto to = by(wire.port());
  to.stall = milliseconds(2'000);
  const auto refused = deposit_impatiently(to);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::timeout) << refused.error().describe();
  EXPECT_GT(wire.stumbled(), 0);
  // Not as many: where the machine is busy another request of a try may keep silent for so long.
  EXPECT_LE(static_cast<std::uint64_t>(wire.stumbled()), progress->connects);
  ASSERT_FALSE(reasons.empty());
  EXPECT_NE(reasons[0].find("keeps silent"), std::string::npos) << reasons[0];
  // what the tries before the last one had uploaded takes no room
  S3Client client(by(server.plain_port()));
  const auto uploads = client.ask({.query = {{"encoding-type", "url"}, {"prefix", prefix}, {"uploads", ""}}});
  const auto left = parse_s3_uploads(uploads->body);
  ASSERT_TRUE(left) << left.error().describe();
  EXPECT_LE(left->uploads.size(), 1U);
}

// 503, and it is the first attempt: a server that was there is waited for.
TEST_F(S3Faults, AServerThatGoesAwayInTheMiddleIsWaitedFor) {
  large_files(2, 6'000'000);
  Gateway wire(server.plain_port(), {{.over = {"PUT ", "/tree/L001/0.cbcl?partNumber"},
                                      .answer = answer("503 Service Unavailable", error("ServiceUnavailable")),
                                      .times = 4}});
  const auto deposited = deposit(by(wire.port()));
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  EXPECT_EQ(progress->connects, 2U);
}

TEST_F(S3Faults, AServerThatIgnoresTheRangeOrGivesAnotherOneIsNotBelieved) {
  constexpr std::size_t part = 5U << 20U;
  const auto content = noise(part + 1'000, 7);
  const auto begins = content.substr(0, 1'000);
  const auto ends = content.substr(part);
  write_file(run / "large.cbcl", content);
  const auto of = "/" + std::to_string(content.size()) + "\r\n";
  const std::string first = "range: bytes=0-";
  const std::string second = "range: bytes=" + std::to_string(part) + "-";
  const struct {
    const char* what;
    std::string asked;
    std::string answer;
  } lies[] = {
      {"the whole object", second, answer("200 OK", content)},
      {"the start once more, as if it were all", second, answer("200 OK", begins)},
      {"what was asked for, as if it were all", second, answer("200 OK", ends)},
      {"the start once more", second, answer("206 Partial Content", begins, "Content-Range: bytes 0-999" + of)},
      {"a part without a place", second, answer("206 Partial Content", ends)},
      {"less than it says", second,
       answer("206 Partial Content", ends.substr(1),
              "Content-Range: bytes " + std::to_string(part) + "-" + std::to_string(content.size() - 1) + of)},
      {"the end instead of the start", first,
       answer("206 Partial Content", ends,
              "Content-Range: bytes " + std::to_string(part) + "-" + std::to_string(content.size() - 1) + of)},
      {"the end instead of the start, as if it were all", first, answer("200 OK", ends)},
  };
  for (const auto& lie : lies) {
    new_place();
    Gateway wire(server.plain_port(),
                 {{.over = {"GET ", "/tree/large.cbcl", lie.asked}, .answer = lie.answer, .times = 99}});
    const auto deposited = deposit(by(wire.port()));
    ASSERT_TRUE(deposited) << lie.what << deposited.error().describe();
    EXPECT_GE(wire.stumbled(), 1) << lie.what;
    EXPECT_NE(deposited->outcome, DepositOutcome::verified) << lie.what;
    const bool told_by_the_hash = std::string_view(lie.what).ends_with("start, as if it were all");
    ASSERT_EQ(told_by_the_hash ? deposited->corrupt.size() : deposited->unread.size(), 1U) << lie.what;
    expect_no_run(by(wire.port()));
  }
}

// One part of it is all that there is: then it does not matter.
TEST_F(S3Faults, AServerThatKnowsNoRangesStillGivesBackSmallObjects) {
  write_file(run / "RunInfo.xml", "<RunInfo/>");
  Gateway wire(server.plain_port(),
               {{.over = {"GET ", "/tree/RunInfo.xml", "range: bytes=0-"}, .answer = answer("200 OK", "<RunInfo/>")}});
  const auto deposited = deposit(by(wire.port()));
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(wire.stumbled(), 1);
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
}

}  // namespace
}  // namespace runseal::transfer
