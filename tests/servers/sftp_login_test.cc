// Who an SFTP server is, and who we are to it.
#include "support/sftp_site.h"

namespace runseal::transfer {
namespace {

namespace fs = std::filesystem;
using test::read_file;
using test::Sftp;
using test::shell;
using test::Sshd;
using test::write_file;

TEST_F(Sftp, AnUnknownHostIsRefusedWithTheFingerprintThatSshKeygenShows) {
  small_run();
  auto to = at_server();
  write_file(to.to.known_hosts, "");
  const auto refused = open_sftp(to);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::denied);
  const auto shown = shell("ssh-keygen -lf " + sshd.host_key().string() + ".pub | cut -d ' ' -f 2");
  EXPECT_NE(refused.error().what.find(shown.substr(0, shown.size() - 1)), std::string::npos)
      << refused.error().describe();
  EXPECT_NE(refused.error().next.find("ssh-keyscan"), std::string::npos);
  to.to.known_hosts = folder / "no such file";
  ASSERT_FALSE(open_sftp(to));
  EXPECT_FALSE(fs::exists(to.to.known_hosts)) << "a refused key was remembered";
}

TEST_F(Sftp, AChangedHostKeyIsRefused) {
  const Sshd other(folder / "other");
  auto to = at_server();
  write_file(to.to.known_hosts,
             "[127.0.0.1]:" + std::to_string(sshd.port()) + " " + read_file(other.host_key().string() + ".pub"));
  const auto refused = open_sftp(to);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::denied);
  EXPECT_NE(refused.error().what.find("another host key"), std::string::npos) << refused.error().describe();
}

TEST_F(Sftp, AHostKnownByAHashedNameIsKnown) {
  const auto to = at_server();
  shell("ssh-keygen -q -H -f '" + to.to.known_hosts.string() + "'");
  EXPECT_EQ(read_file(to.to.known_hosts).find("127.0.0.1"), std::string::npos);
  const auto sink = open_sftp(to);
  EXPECT_TRUE(sink) << sink.error().describe();
}

TEST_F(Sftp, AHostWithSeveralKeysIsKnownByAnyOfThem) {
  shell("ssh-keygen -q -t ecdsa -N '' -f '" + (folder / "ecdsa").string() + "'; ssh-keygen -q -t rsa -N '' -f '" +
        (folder / "rsa").string() + "'");
  for (const char* known : {"ecdsa", "rsa", "sshd/host"}) {
    const Sshd server(folder / "sshd",
                      "HostKey " + (folder / "rsa").string() + "\nHostKey " + (folder / "ecdsa").string());
    auto to = server.options(into, server.port());
    write_file(to.to.known_hosts,
               "[127.0.0.1]:" + std::to_string(server.port()) + " " + read_file((folder / known).string() + ".pub"));
    const auto sink = open_sftp(to);
    EXPECT_TRUE(sink) << known << ": " << sink.error().describe();
  }
}

TEST_F(Sftp, ARevokedHostKeyIsRefusedEvenWhenItIsKnown) {
  const auto to = at_server();
  write_file(to.to.known_hosts,
             read_file(to.to.known_hosts) + "\n@revoked * " + read_file(sshd.host_key().string() + ".pub"));
  const auto refused = open_sftp(to);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::denied);
  EXPECT_NE(refused.error().what.find("revoked"), std::string::npos) << refused.error().describe();
}

TEST_F(Sftp, TheWrongKeyIsRefusedAndNoPasswordIsTried) {
  const Sshd other(folder / "other");
  auto to = at_server();
  to.to.identity = other.client_key();
  const auto refused = open_sftp(to);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::denied);
  EXPECT_NE(refused.error().describe().find("authorized_keys"), std::string::npos) << refused.error().describe();
  EXPECT_EQ(sshd.log().find("Failed password"), std::string::npos);
}

TEST_F(Sftp, AKeyWithAPassphraseIsNotAskedForButTheAgentIs) {
  auto to = at_server();
  shell("cp '" + sshd.client_key().string() + "' '" + (folder / "locked").string() +
        "' && ssh-keygen -q -p -N secret -f '" + (folder / "locked").string() + "'");
  to.to.identity = folder / "locked";
  const auto locked = open_sftp(to);
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().code, ErrorCode::usage);
  EXPECT_NE(locked.error().next.find("ssh-agent"), std::string::npos) << locked.error().describe();

  to.to.identity.clear();
  ::unsetenv("SSH_AUTH_SOCK");
  const auto none = open_sftp(to);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::usage) << none.error().describe();
  const auto socket = (folder / "agent").string();
  shell("ssh-agent -a '" + socket + "' > '" + (folder / "agent.env").string() + "' && SSH_AUTH_SOCK='" + socket +
        "' ssh-add -q '" + sshd.client_key().string() + "'");
  ::setenv("SSH_AUTH_SOCK", socket.c_str(), 1);
  const auto sink = open_sftp(to);
  ::unsetenv("SSH_AUTH_SOCK");
  shell(". '" + (folder / "agent.env").string() + "' > /dev/null && kill $SSH_AGENT_PID");
  EXPECT_TRUE(sink) << sink.error().describe();
}

TEST_F(Sftp, AServerWithOnlyOldAlgorithmsIsRefused) {
  for (const char* old : {"Ciphers aes256-cbc", "Ciphers chacha20-poly1305@openssh.com",
                          "MACs hmac-sha1\nCiphers aes256-ctr", "KexAlgorithms diffie-hellman-group14-sha1"}) {
    const Sshd server(folder / "old", old);
    const auto refused = open_sftp(server.options(into, server.port()));
    ASSERT_FALSE(refused) << old;
    EXPECT_EQ(refused.error().code, ErrorCode::denied) << refused.error().describe();
    EXPECT_NE(refused.error().what.find("offers no algorithms"), std::string::npos) << refused.error().describe();
  }
}

TEST_F(Sftp, NobodyThereAFolderThatIsNotThereAndAFileInItsPlaceAreSaidAtOnce) {
  small_run();
  const auto nobody = open_sftp(at(1));
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, ErrorCode::unavailable);
  auto to = at_server();
  to.folder = (folder / "nowhere").string();
  const auto nowhere = open_sftp(to);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, ErrorCode::not_found);
  write_file(folder / "nowhere", "a file");
  EXPECT_FALSE(open_sftp(to));
}

TEST(SftpUrl, SaysWhoWhereAndInWhichFolder) {
  const auto plain = parse_sftp_url("sftp://runs@nas01/incoming/dir/");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->to.user, "runs");
  EXPECT_EQ(plain->to.at.host, "nas01");
  EXPECT_EQ(plain->to.at.port, 22);
  EXPECT_EQ(plain->folder, "/incoming/dir");
  EXPECT_EQ(parse_sftp_url("sftp://runs@[::1]:2222/~/in%20coming")->folder, "in coming");
  EXPECT_EQ(parse_sftp_url("sftp://runs@[::1]:2222/~/in")->to.at.port, 2222);
  for (const char* bad : {"sftp://nas01/x", "sftp://u:secret@nas01/x", "sftp://u@nas01", "sftp://u@nas01/",
                          "smb://u@n/x", "sftp://u@/x", "sftp://u@n/%zz", "sftp://u@n/a%00b"}) {
    const auto refused = parse_sftp_url(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
    EXPECT_EQ(refused.error().describe().find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace runseal::transfer
