// Runs sent to Ceph's radosgw and to OpenStack Swift, and looked at by another client (s3cmd).
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "base/random.h"
#include "support/bad_network.h"
#include "support/deposit_site.h"
#include "support/gateway.h"
#include "support/s3_server.h"
#include "transfer/sinks/s3.h"
#include "transfer/sinks/s3_bucket.h"

namespace runseal::transfer {
namespace {

namespace fs = std::filesystem;
using test::BadNetwork;
using test::Gateway;
using test::HookedSink;
using test::noise;
using test::read_file;
using test::S3Server;
using test::shell;
using test::write_file;

struct Server {
  const char* name;
  S3Server& (*get)();
};
std::ostream& operator<<(std::ostream& out, const Server& server) { return out << server.name; }

class S3 : public test::DepositSite, public testing::WithParamInterface<Server> {
 protected:
  // What S3 can keep: no links, names in UTF-8.
  void small_run_for_s3() {
    small_run();
    fs::remove(run / "a link");
    fs::remove(run / "a \\ name\nwith \xff bytes");
    write_file(run / "a + b & c = %2B Pārbaude.txt", "odd");
    write_file(run / std::string(255, 'n'), "the longest name");
  }
  S3Options at_server() const { return server.options(prefix); }
  S3Options by(std::uint16_t port, const char* scheme) const {
    auto to = at_server();
    to.endpoint = std::string(scheme) + "://127.0.0.1:" + std::to_string(port);
    return to;
  }
  Result<Deposited> deposit(const S3Options& to, const std::string& name = "run1") {
    RUNSEAL_TRY(const auto sink, open_s3(to));
    return deposit_to(*sink, name);
  }
  std::string s3cmd(const std::string& words) const {
    const auto to = at_server();
    const auto host = to.endpoint.substr(to.endpoint.find("//") + 2);
    return shell("s3cmd --config=/dev/null --access_key='" + to.credentials.access_key + "' --secret_key='" +
                 to.credentials.secret_key + "' --host=" + host + " --host-bucket=" + host + " --ca-certs='" +
                 server.ca() + "' --region=us-east-1 " + words + " 2>&1");
  }
  [[nodiscard]] std::string listed(const std::string& below) const {
    return s3cmd("ls -r 's3://runs/" + prefix + below + "'");
  }

  // Another client fetches the run; diff(1), sha256sum(1) and ssh-keygen(1) look at it.
  void expect_stored(const std::string& name = "run1") {
    fs::remove_all(into);
    const auto there = into / name;
    fs::create_directories(there);
    const auto said = s3cmd("get -q -r --no-preserve 's3://runs/" + prefix + name + "/' '" + there.string() + "/'");
    EXPECT_EQ(said, "");
    const auto differs = shell("diff -r -x .runseal '" + run.string() + "' '" + there.string() + "' | grep -v empty");
    EXPECT_EQ(differs, "");
    EXPECT_EQ(shell("cd '" + there.string() + "' && sha256sum --quiet --strict -c .runseal/manifest.sha256"), "");
    write_file(folder / "signers", "sender " + base::ssh_public_key(sender_key.public_key()) + "\n");
    const auto checked = shell("cd '" + (there / ".runseal").string() + "' && ssh-keygen -Y verify -f '" +
                               (folder / "signers").string() + "' -I sender -n runseal -s seal.json.sig < seal.json");
    EXPECT_NE(checked.find("Good \"runseal\" signature for sender"), std::string::npos) << checked;
    EXPECT_EQ(listed(".runseal-incoming/"), "");
  }
  // A file of "run1" arrives, and is copied to its place.
  static void bring_out_one(SinkSession& session) {
    Entry file;
    file.path = "RunInfo.xml";
    file.size = 4;
    const auto upload = session.put(file, 0);
    ASSERT_TRUE(upload && (*upload)->write(base::as_bytes("data")) && (*upload)->finish());
    ASSERT_TRUE(session.copy(file));
  }
  // An HTTP answer; nothing, of an empty status.
  static std::string said(const std::string& status, const std::string& body = {}) {
    if (status.empty()) return {};
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
  }
  void expect_no_run(const std::string& name = "run1") { EXPECT_EQ(listed(name + "/"), ""); }

  S3Server& server = GetParam().get();
  OpenSink open = [this] { return open_s3(at_server()); };
  std::string prefix = "e2e/" + base::random_id() + "/";
};

TEST_P(S3, ARunArrivesWholeSealedAndReadableByAnotherClient) {
  small_run_for_s3();
  large_files(2, 12'000'000);
  const auto deposited = deposit(at_server());
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  EXPECT_FALSE(deposited->was_there);
  EXPECT_EQ(deposited->modes_lost, 1U);
  EXPECT_EQ(progress->bytes_sent, progress->bytes_total);
  EXPECT_EQ(progress->bytes_read_back, 2 * progress->bytes_total) << "what arrived, and the copies";
  EXPECT_EQ(progress->files_done, progress->files_total);
  expect_stored();
  EXPECT_NE(s3cmd("info 's3://runs/" + prefix + "run1/RunInfo.xml'").find("1715"), std::string::npos)
      << s3cmd("info 's3://runs/" + prefix + "run1/RunInfo.xml'");
}

TEST_P(S3, AnEmptyRunIsARunToo) {
  const auto deposited = deposit(at_server());
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  S3Client client(at_server());
  EXPECT_EQ(*s3_read(client, prefix + "run1/.runseal/manifest.sha256"), "");
}

TEST_P(S3, TheSameRunAgainIsASuccessAndAnotherRunOfThatNameAnError) {
  small_run_for_s3();
  ASSERT_TRUE(deposit(at_server()));
  expect_same_again_is_a_success_and_another_is_not(open);
  expect_stored();
}

TEST_P(S3, ObjectsOfSomebodyElseUnderThatNameAreNeverReplaced) {
  write_file(run / "RunInfo.xml", "ours");
  S3Client client(at_server());
  ASSERT_TRUE(s3_write(client, prefix + "run1/RunInfo.xml", "theirs", S3Overwrite::yes));
  const auto refused = deposit(at_server());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::exists) << refused.error().describe();
  EXPECT_EQ(*s3_read(client, prefix + "run1/RunInfo.xml"), "theirs");
}

TEST_P(S3, WhatComesToStandThereMeanwhileIsNotReplaced) {
  write_file(run / "RunInfo.xml", "ours");
  fs::create_directories(run / "L001");
  write_file(run / "L001/1.cbcl", "ours");
  for (const std::string name : {"L001/1.cbcl", ".runseal/seal.json"}) {
    prefix = "e2e/" + base::random_id() + "/";
    const auto sink = open_s3(at_server());
    ASSERT_TRUE(sink);
    S3Client client(at_server());
    HookedSink hooked(**sink,
                      [&, gets = 0](const std::string& path) mutable -> Result<> {
                        // the first time it is read where it arrived, the second time the copy
                        if (path == "RunInfo.xml" && ++gets == (name == "L001/1.cbcl" ? 1 : 2)) {
                          EXPECT_TRUE(s3_write(client, prefix + "run1/" + name, "theirs", S3Overwrite::yes));
                        }
                        return {};
                      },
                      {});
    options.streams = 1;
    const auto refused = deposit_to(hooked);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::exists) << refused.error().describe();
    EXPECT_EQ(*s3_read(client, prefix + "run1/" + name), "theirs");
  }
}

TEST_P(S3, StoppedWhileItSendsItGoesOnByWholeFiles) {
  large_files(4, 2'000'000);  // large ones go largest first
  const auto sink = open_s3(at_server());
  ASSERT_TRUE(sink);
  int puts = 0;
  HookedSink stops(**sink, {}, [&](const std::string&) -> Result<> {
    return ++puts == 3 ? Result<>(fail(ErrorCode::denied, "stop here")) : Result<>();
  });
  options.streams = 1;
  ASSERT_FALSE(deposit_to(stops));
  expect_no_run();
  const auto deposited = deposit(at_server());
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(progress->bytes_sent, 2'000'000U + 2'000'001U);
  expect_stored();
}

TEST_P(S3, StoppedWhileTheServerCopiesThereIsNoSealAndItGoesOn) {
  large_files(4, 100'000);
  write_file(run / "RTAComplete.txt", "complete");
  const auto sink = open_s3(at_server());
  ASSERT_TRUE(sink);
  int gets = 0;
  HookedSink stops(**sink,
                   [&](const std::string&) -> Result<> {
                     // five files and four parts of the seal where they arrived, then two copies
                     return ++gets == 12 ? Result<>(fail(ErrorCode::cancelled, "stop here")) : Result<>();
                   },
                   {});
  options.streams = 1;
  ASSERT_FALSE(deposit_to(stops));
  const auto there = listed("run1/");
  EXPECT_NE(there.find(".cbcl"), std::string::npos) << there;
  EXPECT_EQ(there.find("RTAComplete.txt"), std::string::npos) << there;
  EXPECT_EQ(there.find(".runseal"), std::string::npos) << there;
  const auto deposited = deposit(at_server());
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  EXPECT_FALSE(deposited->was_there);
  EXPECT_EQ(progress->bytes_sent, 0U);
  expect_stored();
}

TEST_P(S3, StoppedJustBeforeTheSealStandsAnotherProcessFinishesIt) {
  large_files(2, 100'000);
  write_file(run / "RunInfo.xml", "<RunInfo/>");
  const auto sink = open_s3(at_server());
  ASSERT_TRUE(sink);
  int times = 0;
  HookedSink stops(**sink,
                   [&](const std::string& path) -> Result<> {
                     // where it arrived, then the copy; only seal.json is missing now
                     const bool last = path == ".runseal/seal.json.sig" && ++times == 2;
                     return last ? Result<>(fail(ErrorCode::cancelled, "stop here")) : Result<>();
                   },
                   {});
  ASSERT_FALSE(deposit_to(stops));
  EXPECT_NE(listed("run1/").find(".runseal/seal.json.sig"), std::string::npos);
  // a file of the run changes, in its content only
  write_file(run / "L001/1.cbcl", noise(fs::file_size(run / "L001/1.cbcl"), 99));
  std::this_thread::sleep_for(std::chrono::milliseconds(1'100));  // the next seal has another time
  S3Client client(at_server());
  const auto hidden = s3_list(client, prefix + ".runseal-incoming/");
  ASSERT_TRUE(hidden);
  for (const auto& object : *hidden) {
    if (!object.key.ends_with("L001/1.cbcl")) continue;
    ASSERT_TRUE(s3_remove(client, object.key));  // so it is sent again
  }
  const auto deposited = deposit(at_server());
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  EXPECT_FALSE(deposited->was_there);
  expect_stored();
}

// What another program in between, or the server itself, may say: it could not, it could after all, or nothing.
TEST_P(S3, TheAnswerToTheSealIsLostAndTheRunIsASuccess) {
  write_file(run / "RunInfo.xml", "<RunInfo/>");
  for (const bool done : {true, false})
    for (const std::string status :
         {"500 Internal Server Error", "503 Service Unavailable", "504 Gateway Timeout", ""}) {
      prefix = "e2e/" + base::random_id() + "/";
      Gateway wire(server.plain_port(), {{.over = {"PUT /runs/" + prefix + "run1/.runseal/seal.json HTTP"},
                                          .answer = said(status),
                                          .done_all_the_same = done}});
      const auto deposited = deposit(by(wire.port(), "http"));
      ASSERT_TRUE(deposited) << status << done << deposited.error().describe();
      EXPECT_EQ(wire.stumbled(), 1) << status << done;
      EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
      EXPECT_FALSE(deposited->was_there) << "it is the one that was just sent";
      EXPECT_EQ(progress->connects, 1U) << "asked again on the same connection: " << status << done;
      expect_stored();
    }
}

TEST_P(S3, AClaimWhoseAnswerWasLostIsOurs) {
  write_file(run / "RunInfo.xml", "<RunInfo/>");
  Gateway wire(server.plain_port(), {{.over = {"PUT /runs/", ".runseal-incoming/claim-"}, .done_all_the_same = true}});
  const auto deposited = deposit(by(wire.port(), "http"));
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(wire.stumbled(), 1);
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  expect_stored();
}

TEST_P(S3, ACopyThatTheServerDoesNotRemoveIsSaidAndKeepsItsClaim) {
  Gateway wire(
      server.plain_port(),
      {{.over = {"POST /runs", "?delete"},
        .answer = said("200 OK",
                       "<?xml version='1.0'?><DeleteResult><Error><Key>run1/RunInfo.xml</Key><Code>AccessDenied"
                       "</Code><Message>Access Denied</Message></Error></DeleteResult>")}});
  const auto sink = open_s3(by(wire.port(), "http"));
  ASSERT_TRUE(sink);
  const auto session = *(*sink)->connect("run1", "me");
  ASSERT_TRUE(session->prepare());
  bring_out_one(*session);
  const auto refused = session->take_back();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::denied) << refused.error().describe();
  EXPECT_NE(refused.error().describe().find("RunInfo.xml"), std::string::npos) << refused.error().describe();
  EXPECT_NE(listed(".runseal-incoming/").find("claim-"), std::string::npos);
  EXPECT_TRUE(session->take_back());
  expect_no_run();
}

// The same, as radosgw itself says it.
TEST_P(S3, ACopyThatAPolicyKeepsFromBeingRemovedIsSaid) {
  if (std::string(server.name()) != "radosgw") GTEST_SKIP() << "it has no bucket policies";
  const auto sink = open_s3(at_server());
  ASSERT_TRUE(sink);
  const auto session = *(*sink)->connect("run1", "me");
  ASSERT_TRUE(session->prepare());
  bring_out_one(*session);
  const auto policy = folder / "policy";
  write_file(policy, R"({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",)"
                     R"( "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::runs/)" +
                         prefix + R"(run1/*"}]})");
  const auto set = s3cmd("setpolicy '" + policy.string() + "' s3://runs");
  const auto refused = session->take_back();
  (void)s3cmd("delpolicy s3://runs");
  ASSERT_FALSE(refused) << set;
  EXPECT_EQ(refused.error().code, ErrorCode::denied) << refused.error().describe();
  EXPECT_TRUE(session->take_back());
  expect_no_run();
}

TEST_P(S3, WithAnAuthorityNamedTheSystemsDoNotVouch) {
  fs::create_directory(folder / "authorities");
  for (const auto* name : {"server.pem", "ca-certificates.crt"})
    write_file(folder / "authorities" / name, read_file(server.ca()));
  shell("openssl rehash '" + (folder / "authorities").string() + "'");
  shell("openssl req -x509 -newkey ed25519 -nodes -days 2 -subj /CN=other -keyout '" + (folder / "key").string() +
        "' -out '" + (folder / "other.pem").string() + "' 2>&1");
  const auto child = ::fork();
  if (child == 0) {
    // for this process alone, the system trusts the server's authority
    if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount((folder / "authorities").c_str(), "/etc/ssl/certs", nullptr, MS_BIND, nullptr) != 0)
      ::_exit(3);
    auto to = at_server();
    to.ca.clear();
    if (!open_s3(to)) ::_exit(2);
    to.ca = folder / "other.pem";
    const auto opened = open_s3(to);
    ::_exit(!opened && opened.error().code == ErrorCode::denied ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 3) GTEST_SKIP() << "mounting is not allowed here";
  EXPECT_EQ(WEXITSTATUS(status), 0) << "1: another authority vouched; 2: the system's did not";
}

TEST_P(S3, AKilledSenderLeavesNoRunAndSendsNoStandingFileAgain) {
  large_files(6, 6'000'000);
  options.limit = 12'000'000;
  S3Client client(at_server());
  send_and_kill(open, [&] {
    std::uint64_t there = 0;
    const auto objects = s3_list(client, prefix + ".runseal-incoming/");
    EXPECT_TRUE(objects);
    for (const auto& object : *objects) there += object.size;
    return there >= 12'000'000;
  });
  options = {};
  expect_no_run();
  const auto deposited = deposit(at_server());
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_LE(progress->bytes_sent, progress->bytes_total - 12'000'000);
  expect_stored();
  // nothing of the upload that was cut is left
  const auto left = s3cmd("multipart s3://runs/");
  EXPECT_EQ(left.find(prefix), std::string::npos) << left;
}

TEST_P(S3, AFileThatChangesWhileItIsSentIsSentAsItIsAtLast) {
  large_files(1, 11'000'000);
  const auto sink = open_s3(at_server());
  ASSERT_TRUE(sink);
  int times = 0;
  HookedSink hooked(**sink, {}, [&](const std::string& path) -> Result<> {
    if (path == "L001/0.cbcl" && ++times == 1) shell("printf more >> '" + (run / path).string() + "'");
    return {};
  });
  const auto deposited = deposit_to(hooked);
  ASSERT_TRUE(deposited) << deposited.error().describe();
  expect_stored();
}

TEST_P(S3, WhatTheServerCopiesInPartsIsWhole) {
  large_files(1, 17'000'000);
  auto to = at_server();
  to.copied_at_once = 5U << 20U;
  const auto deposited = deposit(to);
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  expect_stored();
}

TEST_P(S3, AByteThatComesBackOtherwiseIsFoundAndTheRunGetsNoName) {
  large_files(1, 4'000'000);
  write_file(run / "RunInfo.xml", "<RunInfo/>");
  BadNetwork wire(server.plain_port(), {BadNetwork::Fault::flip, 2'000'000, 1, true});
  const auto deposited = deposit(by(wire.port(), "http"));
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(wire.faults(), 1);
  EXPECT_EQ(deposited->outcome, DepositOutcome::corrupt);
  ASSERT_EQ(deposited->corrupt.size(), 1U);
  EXPECT_EQ(deposited->corrupt[0].path, "L001/0.cbcl");
  expect_no_run();
}

TEST_P(S3, ACopyThatComesBackOtherwiseIsFoundAndTakenBack) {
  large_files(1, 4'000'000);
  write_file(run / "RunInfo.xml", "<RunInfo/>");
  BadNetwork wire(server.plain_port(), {BadNetwork::Fault::flip, 6'000'000, 1, true});
  const auto deposited = deposit(by(wire.port(), "http"));
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(wire.faults(), 1);
  EXPECT_EQ(deposited->outcome, DepositOutcome::corrupt);
  expect_no_run();
}

TEST_P(S3, AByteThatChangesOnTheWayThereIsRefusedByTheServer) {
  large_files(1, 12'000'000);
  BadNetwork wire(server.plain_port(), {BadNetwork::Fault::flip, 8'000'000, 1});
  const auto deposited = deposit(by(wire.port(), "http"));
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(wire.faults(), 1);
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  EXPECT_GT(progress->connects, 1U) << "the server took what was altered";
  EXPECT_EQ(progress->wrong, 0U);
  expect_stored();
}

TEST_P(S3, CutConnectionsDoNotDisturb) {
  large_files(3, 11'000'000);
  BadNetwork wire(server.tls_port(), {BadNetwork::Fault::cut, 9'000'000, 3});
  const auto deposited = deposit(by(wire.port(), "https"));
  ASSERT_TRUE(deposited) << deposited.error().describe();
  EXPECT_EQ(wire.faults(), 3);
  EXPECT_EQ(deposited->outcome, DepositOutcome::verified);
  expect_stored();
}

TEST_P(S3, TheOlderOfTwoSendersOfOneRunGivesWay) {
  write_file(run / "RunInfo.xml", "<RunInfo/>");
  expect_older_gives_way(open);
  expect_no_run();
}

TEST_P(S3, WhatTheServerKeepsToIsTriedAndSaid) {
  const auto sink = open_s3(at_server());
  ASSERT_TRUE(sink);
  EXPECT_EQ((*sink)->cautions().empty(), server.keeps_to_if_none_match());
  EXPECT_EQ(listed(""), "") << "the probe was left";
}

TEST_P(S3, WrongKeysBucketsAndCertificatesAreClearErrorsWithoutSecrets) {
  const auto expect = [&](const S3Options& to, ErrorCode code, const char* part) {
    const auto refused = open_s3(to);
    ASSERT_FALSE(refused) << part;
    EXPECT_EQ(refused.error().code, code) << refused.error().describe();
    EXPECT_NE(refused.error().describe().find(part), std::string::npos) << refused.error().describe();
    EXPECT_EQ(refused.error().describe().find(to.credentials.secret_key), std::string::npos);
  };
  auto to = at_server();
  to.credentials.secret_key = "AnotherSecret000";
  expect(to, ErrorCode::denied, "SignatureDoesNotMatch");
  to = at_server();
  to.credentials.access_key = "nobody:nobody";
  expect(to, ErrorCode::denied, "the S3 server");
  to = at_server();
  to.bucket = "no-such-bucket";
  expect(to, ErrorCode::not_found, "NoSuchBucket");
  to = at_server();
  to.ca.clear();
  expect(to, ErrorCode::denied, "--s3-ca");
  to = at_server();
  to.endpoint = "https://localhost:" + std::to_string(server.tls_port());  // the certificate names 127.0.0.1 only
  expect(to, ErrorCode::denied, "certificate");
  to = by(9, "https");
  expect(to, ErrorCode::unavailable, "no S3 server answers");
}

INSTANTIATE_TEST_SUITE_P(Servers, S3, testing::Values(Server{"radosgw", test::radosgw}, Server{"swift", test::swift}),
                         [](const auto& server) { return std::string(server.param.name); });

}  // namespace
}  // namespace runseal::transfer
