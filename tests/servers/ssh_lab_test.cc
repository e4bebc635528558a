// What the probe sees of real OpenSSH servers, against what sshd, ssh-keygen and ssh-keyscan say of the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/audit.h"
#include "audit/probes/ssh.h"
#include "audit/rules/judge.h"
#include "audit/rules/ssh_known.h"
#include "base/text.h"
#include "lab/sshd_server.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

using model::Protection;
using Names = std::vector<std::string>;
using Keys = std::vector<Names>;

const Keys one_of_each{{"-t", "rsa", "-b", "4096"}, {"-t", "ecdsa", "-b", "384"}, {"-t", "ed25519"}};

class SshServers : public testing::Test {
 protected:
  lab::SshdServer& start(const std::string& lines, const Keys& keys) {
    auto started = lab::SshdServer::start(folder_ / ("server" + std::to_string(servers_.size())), lines, keys);
    if (!started) throw std::runtime_error(started.error().describe());
    servers_.push_back(*std::move(started));
    return *servers_.back();
  }
  static model::Observation measure(const lab::SshdServer& server) {
    std::vector<std::unique_ptr<Probe>> probes;
    probes.push_back(ssh_probe());
    Options options;
    options.time_limit = std::chrono::seconds(60);
    auto seen = observe(probes, {{*base::parse_endpoint(server.url()), std::nullopt}}, options).at(0);
    EXPECT_TRUE(seen.complete) << seen.failure;
    return seen;
  }
  static std::string output(const std::string& program, Names arguments) {
    base::Command command;
    command.program = program;
    command.arguments = std::move(arguments);
    const auto done = base::run(command);
    EXPECT_TRUE(done && done->ok()) << program << (done ? done->err : done.error().describe());
    return done ? done->out : std::string();
  }
  std::string keyscan(const lab::SshdServer& server) {
    return output("ssh-keyscan", {"-t", "rsa,ecdsa,ed25519", "-p", std::to_string(server.port()), "127.0.0.1"});
  }

  test::TemporaryFolder folder_;
  std::vector<std::unique_ptr<lab::SshdServer>> servers_;
};

Names split(const std::string& text) {
  Names parts;
  std::stringstream in(text);
  for (std::string one; std::getline(in, one, ',');) parts.push_back(one);
  return parts;
}

Names names(const model::Observation& seen, const std::string& id) { return seen.facts.at(id).value.get<Names>(); }

Names ids(const model::Assessment& assessment) {
  Names list;
  for (const auto& finding : assessment.findings) list.push_back(finding.id);
  return list;
}

TEST_F(SshServers, ItsOfferIsWhatSshdSaysOfItself) {
  const auto& server = start("", one_of_each);
  const auto seen = measure(server);
  auto kex = split(*server.effective("kexalgorithms"));
  kex.emplace_back("kex-strict-s-v00@openssh.com");  // sshd adds it when it speaks
  EXPECT_EQ(names(seen, "ssh.key-exchanges"), kex);
  EXPECT_EQ(names(seen, "ssh.ciphers"), split(*server.effective("ciphers")));
  EXPECT_EQ(names(seen, "ssh.macs"), split(*server.effective("macs")));
  EXPECT_EQ(seen.facts.at("ssh.strict-kex").value, Json(true));
  EXPECT_THAT(names(seen, "ssh.login-methods"), testing::ElementsAre("publickey", "password", "keyboard-interactive"));
}

TEST_F(SshServers, EveryHostKeyIsSeenAndProvedAsSshKeygenAndSshKeyscanKnowIt) {
  const auto& server = start("", one_of_each);
  const auto seen = measure(server);
  const auto scanned = keyscan(server);
  std::string fingerprints;
  for (const auto& file : server.host_keys()) fingerprints += output("ssh-keygen", {"-lf", file.string()});
  const auto& keys = seen.facts.at("ssh.host-keys").value;
  ASSERT_EQ(keys.size(), 3U) << keys.dump(1);
  for (const auto& key : keys) {
    EXPECT_EQ(key.at("proved"), Json(true)) << key;
    EXPECT_THAT(scanned,
                testing::HasSubstr(key.at("type").get<std::string>() + " " + key.at("key").get<std::string>()));
    EXPECT_THAT(fingerprints,
                testing::HasSubstr(key.at("bits").dump() + " " + key.at("fingerprint").get<std::string>()));
  }
}

TEST_F(SshServers, EachWayOfExchangingKeysProvesTheHostKey) {
  for (const auto* method :
       {"curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
        "ecdh-sha2-nistp521", "diffie-hellman-group14-sha256", "diffie-hellman-group16-sha512",
        "diffie-hellman-group18-sha512", "diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1",
        "diffie-hellman-group-exchange-sha256", "diffie-hellman-group-exchange-sha1"}) {
    for (const auto* cipher : {"aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes256-ctr"}) {
      const auto& server = start(std::string("KexAlgorithms ") + method + "\nCiphers " + cipher +
                                     "\nHostKeyAlgorithms ecdsa-sha2-nistp521,rsa-sha2-256\n",
                                 {{"-t", "ecdsa", "-b", "521"}, {"-t", "rsa", "-b", "2048"}});
      const auto seen = measure(server);
      for (const auto& key : seen.facts.at("ssh.host-keys").value) EXPECT_EQ(key.at("proved"), Json(true)) << method;
      EXPECT_FALSE(seen.facts.contains("ssh.host-keys-missing"));
      EXPECT_TRUE(seen.facts.contains("ssh.login-methods")) << method << Json(seen.exchanges).dump(1);
      servers_.clear();
    }
  }
}

TEST_F(SshServers, TheAdministratorRecognisesIt) {
  const auto& server = start("", one_of_each);
  (void)measure(server);
  const auto log = test::read_file(folder_ / "server0/log");
  EXPECT_THAT(log, testing::HasSubstr("Invalid user runseal-probe from 127.0.0.1"));
}

TEST_F(SshServers, AKeyThatTheKnownHostsListMakesTheServerSecureAndAnotherDoesNot) {
  auto& server = start("", one_of_each);
  const auto list = folder_ / "known_hosts";
  test::write_file(list, keyscan(server));
  for (const bool hashed : {false, true}) {
    if (hashed) (void)output("ssh-keygen", {"-q", "-H", "-f", list.string()});
    auto seen = measure(server);
    compare_with_known_hosts(seen, {{"known_hosts", test::read_file(list)}});
    const auto assessment = judge(seen, {});
    EXPECT_TRUE(assessment.secure()) << Json(assessment).dump(1);
  }
  ASSERT_TRUE(server.new_host_keys(one_of_each));
  auto seen = measure(server);
  compare_with_known_hosts(seen, {{"known_hosts", test::read_file(list)}});
  const auto assessment = judge(seen, {});
  EXPECT_EQ(assessment.peer_authenticity.grade, Protection::absent);
  EXPECT_EQ(ids(assessment).front(), "ssh.host-key-not-the-known-one");
}

// ssh itself knows the server by its certificate. runseal does not check one, and says so: it neither counts it as
// known nor as strange.
TEST_F(SshServers, AnAuthorityInTheKnownHostsIsSaidAndNotTakenForAKnownKey) {
  auto& server = start("", {{"-t", "ed25519"}});
  const auto key = server.host_keys().front().string();
  const auto authority = (folder_ / "authority").string();
  (void)output("ssh-keygen", {"-q", "-t", "ed25519", "-N", "", "-f", authority});
  (void)output("ssh-keygen", {"-q", "-s", authority, "-I", "nas01", "-h", "-n", "127.0.0.1", key + ".pub"});
  ASSERT_TRUE(server.apply({"OpenSSH", "sshd_config", "HostCertificate " + key + "-cert.pub\n", "", ""}));
  const auto name = "[127.0.0.1]:" + std::to_string(server.port());
  const auto list = "@cert-authority " + name + " " + test::read_file(authority + ".pub");
  test::write_file(folder_ / "known_hosts", list);
  base::Command ssh;
  ssh.program = "ssh";
  ssh.arguments = {"-F",
                   "none",
                   "-o",
                   "BatchMode=yes",
                   "-o",
                   "StrictHostKeyChecking=yes",
                   "-o",
                   "UserKnownHostsFile=" + (folder_ / "known_hosts").string(),
                   "-p",
                   std::to_string(server.port()),
                   "runseal-probe@127.0.0.1"};
  EXPECT_THAT(base::run(ssh)->err, testing::HasSubstr("Permission denied"));  // the server it has accepted

  auto seen = measure(server);
  EXPECT_THAT(names(seen, "ssh.host-key-algorithms"), testing::Contains("ssh-ed25519-cert-v01@openssh.com"));
  compare_with_known_hosts(seen, {{"known_hosts", list}});
  const auto assessment = judge(seen, {});
  EXPECT_EQ(assessment.peer_authenticity.grade, Protection::unknown);
  EXPECT_THAT(ids(assessment), testing::Contains("ssh.host-certificate-not-checked"));
  EXPECT_THAT(ids(assessment), testing::Not(testing::Contains("ssh.host-key-not-known")));
  compare_with_known_hosts(seen, {{"known_hosts", list + keyscan(server)}});
  EXPECT_TRUE(judge(seen, {}).secure());
}

TEST_F(SshServers, TheLineOfTheRemedyIsOneThatSettlesIt) {
  const auto& server = start("", one_of_each);
  auto seen = measure(server);
  std::string line;
  const auto told = judge(seen, {});
  for (const auto& remedy : told.findings.front().remedies)
    if (remedy.language == "known_hosts") line = remedy.text;
  test::write_file(folder_ / "known_hosts", line);
  EXPECT_THAT(output("ssh-keygen",
                     {"-F", "[127.0.0.1]:" + std::to_string(server.port()), "-f", (folder_ / "known_hosts").string()}),
              testing::HasSubstr("ssh-ed25519"));
  compare_with_known_hosts(seen, {{"known_hosts", line}});
  EXPECT_TRUE(judge(seen, {}).secure());
}

TEST_F(SshServers, AChangedKeyIsSaidAtEveryMeasurementUntilTheNewOneIsListed) {
  auto& server = start("", one_of_each);
  const auto first = measure(server);
  auto second = measure(server);
  compare_with_known_hosts(second, {});
  compare_with_before(second, first);
  EXPECT_EQ(judge(second, {}).peer_authenticity.grade, Protection::optional);
  EXPECT_THAT(ids(judge(second, {})), testing::Not(testing::Contains("ssh.host-key-changed")));

  ASSERT_TRUE(server.new_host_keys(one_of_each));
  auto before = second;
  for (int again = 0; again < 2; ++again) {
    auto seen = measure(server);
    compare_with_known_hosts(seen, {});
    compare_with_before(seen, before);
    const auto assessment = judge(seen, {});
    EXPECT_EQ(assessment.peer_authenticity.grade, Protection::unknown);
    EXPECT_EQ(ids(assessment).front(), "ssh.host-key-changed");
    before = seen;
  }
  auto listed = measure(server);
  compare_with_known_hosts(listed, {{"known_hosts", keyscan(server)}});
  compare_with_before(listed, before);
  EXPECT_TRUE(judge(listed, {}).secure());

  auto after = measure(server);  // and the list is away again: the key that was vouched for is the one to compare with
  compare_with_known_hosts(after, {});
  compare_with_before(after, listed);
  EXPECT_EQ(judge(after, {}).peer_authenticity.grade, Protection::optional);
}

}  // namespace
}  // namespace runseal::audit
