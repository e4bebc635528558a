// FTP, SSH, HTTP, HTTPS, rsync and NFS between real programs, recorded and read as captures. What is expected follows
// from how they were started; the marker in the raw bytes is the second opinion.
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include <fmt/format.h>

#include "base/endpoint.h"
#include "base/tcp.h"
#include "base/text.h"
#include "capture/one_share.h"
#include "lab/ganesha.h"
#include "lab/kerberos.h"
#include "lab/slapd.h"
#include "lab/vsftpd.h"
#include "recorded/recorded.h"
#include "support/certificates.h"
#include "support/nginx.h"
#include "support/ports.h"
#include "support/sshd.h"
#include "support/temporary.h"

namespace runseal::test {
namespace {

namespace fs = std::filesystem;
using model::Protection;

constexpr auto none = Protection::absent;
constexpr auto safe = Protection::protected_;

std::string run(const std::string& program, std::vector<std::string> arguments, const std::string& input = {}) {
  base::Command command;
  command.program = program;
  command.arguments = std::move(arguments);
  command.input = input;
  const auto done = base::run(command);
  if (!done) return done.error().describe();
  return done->ok() ? "" : program + ": " + done->out + done->err;
}

class CaptureNet : public testing::Test {
 protected:
  void SetUp() override { file_ = marked_file(folder_.path()); }

  // False: skipped, or it failed.
  bool record(const std::function<std::string(const fs::path&, Speak&)>& start) {
    auto all = recorded(folder_.path(), start);
    skipped_ = all.skipped;
    packets_ = std::move(all.packets);
    if (!skipped_.empty()) return false;
    report_ = report_of(packets_);
    expect_marker_agrees(packets_, report_);
    expect_never_safer(packets_, report_);
    return true;
  }

  // Every conversation of a protocol, of which there must be some.
  void expect(const std::string& protocol, Protection confidentiality, Protection integrity) {
    bool any = false;
    for (const auto& one : report_.conversations) {
      if (one.protocol != protocol) continue;
      any = true;
      EXPECT_EQ(one.confidentiality.grade, confidentiality) << protocol << ": " << one.confidentiality.reason;
      EXPECT_EQ(one.integrity.grade, integrity) << protocol << ": " << one.integrity.reason;
    }
    EXPECT_TRUE(any) << "nobody spoke " << protocol;
  }

  // How much of the marked file was readable, read and written.
  std::pair<std::uint64_t, std::uint64_t> exposed() {
    std::pair<std::uint64_t, std::uint64_t> bytes;
    for (const auto& one : report_.files) {
      if (one.what.path.find(marker) == std::string::npos) continue;
      bytes.first += one.what.read;
      bytes.second += one.what.written;
    }
    return bytes;
  }
  [[nodiscard]] std::uint64_t size() const { return fs::file_size(file_); }

  bool ftp(std::map<std::string, std::string> settings, const std::string& scheme, std::vector<std::string> options) {
    return record([&, options](const fs::path& folder, Speak& speak) -> std::string {
      settings.emplace("write_enable", "YES");
      settings.emplace("require_ssl_reuse", "NO");
      const lab::RunningVsftpd::Setup setup{.settings = settings, .scheme = scheme, .logs_in = true};
      auto started = lab::RunningVsftpd::start(folder / "ftp", setup);
      if (!started) return (::geteuid() == 0 ? "" : "skip: ") + started.error().describe();
      server_ = *std::move(started);
      fs::permissions(folder / "ftp/sequencer", fs::perms::all);
      speak = [this, options] { return curl_both_ways(options); };
      return {};
    });
  }

  std::string curl_both_ways(const std::vector<std::string>& options) {
    const auto login = server_->credentials();
    const auto config = fmt::format("user = \"{}:{}\"\n", login->user, login->password);
    const auto url = server_->url() + file_.filename().string();
    std::vector<std::string> words{"--config", "-", "--silent", "--show-error", "--insecure", "--max-time", "20"};
    words.insert(words.end(), options.begin(), options.end());
    auto up = words;
    up.insert(up.end(), {"--upload-file", file_.string(), url});
    if (auto why = run("curl", up, config); !why.empty()) return why;
    words.insert(words.end(), {"--output", (folder_ / "back").string(), url});
    if (auto why = run("curl", words, config); !why.empty()) return why;
    return same() ? "" : "curl got another file back";
  }

  void expect_range_of_all() const {
    for (const auto& one : report_.files) {
      if (one.what.read == 0) continue;
      ASSERT_TRUE(one.what.range.known()) << one.what.path;
      EXPECT_EQ(one.what.range.first(), 0U);
      EXPECT_EQ(one.what.range.last(), size() - 1);
    }
  }
  [[nodiscard]] bool same() const { return read_file(folder_ / "back") == read_file(file_); }

  bool web(bool tls, const std::string& lines) {
    return record([&](const fs::path& folder, Speak& speak) -> std::string {
      const auto port = free_port();
      const auto www = folder / "nginx/www";  // nginx gives all below its folder to whom it runs as
      fs::create_directories(www);
      fs::copy_file(file_, www / file_.filename());
      std::string block =
          fmt::format("listen 127.0.0.1:{}{};\nroot {};\n{}", port, tls ? " ssl" : "", www.string(), lines);
      if (tls) {
        const auto made = Authority(folder / "nginx/ca").make({});
        block +=
            fmt::format("ssl_certificate {};\nssl_certificate_key {};\n", made.certificate.string(), made.key.string());
      }
      auto started = Nginx::start(folder / "nginx", "server {\n" + block + "}\n", "127.0.0.1", port);
      if (!started) return started.error().describe();
      nginx_.emplace(*std::move(started));
      const auto url = fmt::format("{}://127.0.0.1:{}/{}", tls ? "https" : "http", port, file_.filename().string());
      speak = [this, url] {
        if (auto why =
                run("curl", {"--silent", "--show-error", "--insecure", "--output", (folder_ / "back").string(), url});
            !why.empty())
          return why;
        return std::string(same() ? "" : "curl got another file");
      };
      return {};
    });
  }

  TemporaryFolder folder_;
  fs::path file_;
  std::string skipped_;
  Packets packets_;
  capture::Report report_;
  std::unique_ptr<lab::Running> server_;
  std::optional<Nginx> nginx_;
  std::optional<Sshd> sshd_;
  std::optional<base::Child> child_;
};

const std::map<std::string, std::string> with_tls{
    {"ssl_enable", "YES"}, {"ssl_ciphers", "ECDHE+AESGCM"}, {"allow_anon_ssl", "NO"}};

TEST_F(CaptureNet, FtpInClearWithPassiveData) {
  if (!ftp({}, "ftp", {})) GTEST_SKIP() << skipped_;
  expect("ftp", none, none);
  expect("ftp-data", none, none);
  EXPECT_EQ(exposed(), std::pair(size(), size()));
}

TEST_F(CaptureNet, FtpInClearWithActiveData) {
  if (!ftp({}, "ftp", {"--ftp-port", "127.0.0.1"})) GTEST_SKIP() << skipped_;
  expect("ftp", none, none);
  expect("ftp-data", none, none);
  EXPECT_EQ(exposed(), std::pair(size(), size()));
}

TEST_F(CaptureNet, FtpThatGoesOverToTls) {
  if (!ftp(with_tls, "ftp", {"--ssl-reqd"})) GTEST_SKIP() << skipped_;
  expect("ftp", safe, safe);
  expect("tls", safe, safe);  // the data: where it is announced cannot be read
  EXPECT_EQ(exposed(), std::pair(std::uint64_t{0}, std::uint64_t{0}));
}

TEST_F(CaptureNet, FtpInsideTls) {
  auto implicit = with_tls;
  implicit["implicit_ssl"] = "YES";
  if (!ftp(implicit, "ftps", {})) GTEST_SKIP() << skipped_;
  EXPECT_EQ(exposed(), std::pair(std::uint64_t{0}, std::uint64_t{0}));
  for (const auto& one : report_.conversations)
    EXPECT_EQ(one.confidentiality.grade, safe) << one.protocol << ": " << one.confidentiality.reason;
}

TEST_F(CaptureNet, Sftp) {
  const bool done = record([&](const fs::path& folder, Speak& speak) -> std::string {
    sshd_.emplace(folder / "sshd");
    fs::create_directories(folder / "there");
    speak = [this, folder] {
      const auto options = sshd_->options(folder / "there", sshd_->port());
      const auto there = (folder / "there" / file_.filename()).string();
      return run("sftp",
                 {"-q", "-F", "none", "-b", "/dev/stdin", "-P", std::to_string(sshd_->port()), "-i",
                  sshd_->client_key().string(), "-o", "UserKnownHostsFile=" + options.to.known_hosts.string(), "-o",
                  "StrictHostKeyChecking=yes", options.to.user + "@127.0.0.1"},
                 fmt::format("put {0} {1}\nget {1} {2}\n", file_.string(), there, (folder_ / "back").string()));
    };
    return {};
  });
  if (!done) GTEST_SKIP() << skipped_;
  expect("ssh", safe, safe);
}

TEST_F(CaptureNet, Http) {
  if (!web(false, "")) GTEST_SKIP() << skipped_;
  expect("http", none, none);
  EXPECT_EQ(exposed(), std::pair(size(), std::uint64_t{0}));
}

TEST_F(CaptureNet, HttpsOfTls13) {
  if (!web(true, "ssl_protocols TLSv1.3;\n")) GTEST_SKIP() << skipped_;
  expect("tls", safe, safe);
  EXPECT_EQ(report_.conversations.front().versions, std::vector<std::string>{"1.3"});
}

TEST_F(CaptureNet, HttpsOfTls12) {
  if (!web(true, "ssl_protocols TLSv1.2;\n")) GTEST_SKIP() << skipped_;
  expect("tls", safe, safe);
  EXPECT_EQ(report_.conversations.front().versions, std::vector<std::string>{"1.2"});
}

TEST_F(CaptureNet, Rsync) {
  const bool done = record([&](const fs::path& folder, Speak& speak) -> std::string {
    const auto port = free_port();
    fs::create_directories(folder / "there");
    fs::permissions(folder_.path(), fs::perms::others_exec, fs::perm_options::add);
    fs::permissions(folder / "there", fs::perms::all);
    write_file(folder / "rsyncd.conf",
               fmt::format("port = {}\naddress = 127.0.0.1\nuse chroot = no\n[runs]\npath = {}\nread only = no\n", port,
                           (folder / "there").string()));
    base::Command command;
    command.program = "rsync";
    command.arguments = {"--daemon", "--no-detach", "--config=" + (folder / "rsyncd.conf").string()};
    auto started = base::Child::start(command, folder / "rsyncd.log");
    if (!started) return started.error().describe();
    child_.emplace(*std::move(started));
    for (int i = 0; i < 100 && !base::tcp_connect({"127.0.0.1", port}, std::chrono::milliseconds(500)); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    speak = [this, port] {
      const auto place = fmt::format("rsync://127.0.0.1:{}/runs/", port);
      if (auto why = run("rsync", {"-q", file_.string(), place}); !why.empty()) return why;
      return run("rsync", {"-q", place + file_.filename().string(), (folder_ / "back").string()});
    };
    return {};
  });
  if (!done) GTEST_SKIP() << skipped_;
  expect("rsync", none, none);
}

TEST_F(CaptureNet, Nfs4) {
  const bool done = record([&](const fs::path& folder, Speak& speak) -> std::string {
    auto started = lab::Ganesha::start(folder / "nfs", {.security = "sys", .squash = "No_Root_Squash"});
    if (!started) return (started.error().code == ErrorCode::denied ? "skip: " : "") + started.error().describe();
    server_ = *std::move(started);
    fs::copy_file(file_, folder / "nfs/runs" / file_.filename());
    speak = [this] {
      const auto url = server_->url();  // nfs://127.0.0.1:PORT/runs
      const auto port = url.substr(url.rfind(':') + 1, url.rfind('/') - url.rfind(':') - 1);
      const auto there = fmt::format("nfs://127.0.0.1/runs/{}?version=4&nfsport={}", file_.filename().string(), port);
      if (auto why = run("nfs-cp", {there, (folder_ / "back").string()}); !why.empty()) return why;
      return std::string(same() ? "" : "nfs-cp got another file");
    };
    return {};
  });
  if (!done) GTEST_SKIP() << skipped_;
  expect("nfs", none, none);
  EXPECT_EQ(exposed(), std::pair(size(), std::uint64_t{0}));
  expect_range_of_all();
}

TEST_F(CaptureNet, Nfs3) {
  const bool done = record([&](const fs::path& folder, Speak& speak) -> std::string {
    auto started =
        lab::Ganesha::start(folder / "nfs", {.security = "sys", .squash = "No_Root_Squash", .versions = "3, 4"});
    if (!started) return (started.error().code == ErrorCode::denied ? "skip: " : "") + started.error().describe();
    server_ = *std::move(started);
    fs::copy_file(file_, folder / "nfs/runs" / file_.filename());
    speak = [this] {
      const auto host = base::parse_endpoint(server_->url())->host;
      const auto there = fmt::format("nfs://{}/runs/{}?version=3", host, file_.filename().string());
      if (auto why = run("nfs-cp", {there, (folder_ / "back").string()}); !why.empty()) return why;
      return std::string(same() ? "" : "nfs-cp got another file");
    };
    return {};
  });
  if (!done) GTEST_SKIP() << skipped_;
  expect("nfs", none, none);
  EXPECT_EQ(exposed(), std::pair(size(), std::uint64_t{0}));
  expect_range_of_all();
}

struct Kerberised {
  const char* service;
  Protection confidentiality;
  Protection integrity;
};

void PrintTo(const Kerberised& one, std::ostream* out) { *out << one.service; }

class CaptureKerberos : public CaptureNet {
 protected:
  [[nodiscard]] std::string kerberos_block() const {
    return fmt::format("NFS_KRB5 {{\n  PrincipalName = nfs@localhost;\n  KeytabPath = {};\n  Active_krb5 = true;\n}}\n",
                       realm_->keys().string());
  }

  std::unique_ptr<lab::KerberosRealm> realm_;
};
class CaptureKerberised : public CaptureKerberos, public testing::WithParamInterface<Kerberised> {};

// RFC 2203 section 5.3.3: with krb5 alone, who calls is proven, and what is said lies open.
INSTANTIATE_TEST_SUITE_P(All, CaptureKerberised,
                         testing::Values(Kerberised{"krb5", none, none}, Kerberised{"krb5i", none, safe},
                                         Kerberised{"krb5p", safe, safe}),
                         [](const auto& one) { return std::string(one.param.service); });

TEST_P(CaptureKerberised, Nfs4) {
  const std::string service = GetParam().service;
  const bool done = record([&](const fs::path& folder, Speak& speak) -> std::string {
    auto realm = lab::KerberosRealm::start(folder / "realm");
    if (!realm) return realm.error().describe();
    realm_ = *std::move(realm);
    auto started = lab::Ganesha::start(folder / "nfs", {.security = service,
                                                        .squash = "No_Root_Squash",
                                                        .blocks = kerberos_block(),
                                                        .environment = realm_->environment()});
    if (!started) return (started.error().code == ErrorCode::denied ? "skip: " : "") + started.error().describe();
    server_ = *std::move(started);
    const auto there = folder / "nfs/runs" / file_.filename();
    fs::copy_file(file_, there);
    fs::permissions(there, fs::perms(0666));
    speak = [this, service, there]() -> std::string {
      const auto port = std::to_string(base::parse_endpoint(server_->url())->port);
      base::Command command;
      command.program = test::built_file("tests/nfs_kerberos").string();
      command.environment = realm_->environment();
      command.arguments = {port, service, file_.filename().string()};
      const auto read = base::run(command);
      if (!read || !read->ok()) return read ? read->err : read.error().describe();
      if (read->out != read_file(file_)) return "another file was read";
      command.arguments.emplace_back(std::string(marker) + " written");
      const auto written = base::run(command);
      if (!written || !written->ok()) return written ? written->err : written.error().describe();
      return read_file(there).starts_with(command.arguments.back()) ? "" : "nothing was written";
    };
    return {};
  });
  if (!done) GTEST_SKIP() << skipped_;
  expect("nfs", GetParam().confidentiality, GetParam().integrity);
  for (const auto& one : report_.conversations)
    EXPECT_TRUE(one.protocol != "nfs" || one.peer_authenticity.grade == safe) << one.peer_authenticity.reason;
  const auto written = std::string_view(marker).size() + std::string_view(" written").size();
  const std::pair<std::uint64_t, std::uint64_t> all{size(), written};
  EXPECT_EQ(exposed(), GetParam().confidentiality == none ? all : std::pair(std::uint64_t{0}, std::uint64_t{0}));
}

// Two exports of one server, one read with AUTH_SYS and one with krb5p. Both are one conversation.
TEST_F(CaptureKerberos, ASealedExportIsNotJudgedByAClearOne) {
  const bool done = record([&](const fs::path& folder, Speak& speak) -> std::string {
    auto realm = lab::KerberosRealm::start(folder / "realm");
    if (!realm) return realm.error().describe();
    realm_ = *std::move(realm);
    const auto scratch = folder / "nfs/scratch";
    fs::create_directories(scratch);
    auto started = lab::Ganesha::start(
        folder / "nfs",
        {.security = "krb5p",
         .squash = "No_Root_Squash",
         .another_export = fmt::format("EXPORT {{\n  Export_Id = 2;\n  Path = {};\n  Pseudo = /scratch;\n  "
                                       "Access_Type = RW;\n  SecType = sys;\n  Squash = "
                                       "No_Root_Squash;\n  FSAL {{\n    Name = VFS;\n  }}\n}}\n",
                                       scratch.string()),
         .blocks = kerberos_block(),
         .environment = realm_->environment()});
    if (!started) return (started.error().code == ErrorCode::denied ? "skip: " : "") + started.error().describe();
    server_ = *std::move(started);
    for (const auto& there : {scratch, folder / "nfs/runs"}) fs::copy_file(file_, there / file_.filename());
    speak = [this]() -> std::string {
      const auto port = std::to_string(base::parse_endpoint(server_->url())->port);
      base::Command sealed;
      sealed.program = test::built_file("tests/nfs_kerberos").string();
      sealed.environment = realm_->environment();
      sealed.arguments = {port, "krb5p", file_.filename().string()};
      const auto there =
          fmt::format("nfs://127.0.0.1/scratch/{}?version=4&nfsport={}", file_.filename().string(), port);
      const auto copy = [&](const char* to) { return run("nfs-cp", {there, (folder_ / to).string()}); };
      if (auto why = copy("back"); !why.empty()) return why;
      const auto read = base::run(sealed);
      if (!read || read->out != read_file(file_)) return read ? "another file: " + read->err : read.error().describe();
      return copy("back-again");  // whichever third of the recording is taken away, something in clear is left
    };
    return {};
  });
  if (!done) GTEST_SKIP() << skipped_;
  expect("nfs", none, none);
  const auto one = std::ranges::find(report_.conversations, "nfs", &capture::Conversation::protocol);
  const auto runs = capture::of_share(*one, "runs");
  const auto clear = capture::of_share(*one, "scratch");
  ASSERT_TRUE(runs && clear);
  EXPECT_EQ(runs->confidentiality.grade, Protection::unknown) << runs->confidentiality.reason;
  EXPECT_EQ(runs->integrity.grade, Protection::unknown) << runs->integrity.reason;
  EXPECT_TRUE(runs->spoken_of);
  EXPECT_EQ(clear->confidentiality.grade, none) << clear->confidentiality.reason;
  EXPECT_EQ(clear->peer_authenticity->grade, none);
}

// What SASL's security layer does, by the strength that is allowed (RFC 4752 section 3.1).
struct Layer {
  const char* name;
  const char* strength;
  Protection confidentiality;
};

void PrintTo(const Layer& one, std::ostream* out) { *out << one.name; }

class CaptureLdap : public CaptureNet, public testing::WithParamInterface<Layer> {
 protected:
  std::unique_ptr<lab::KerberosRealm> realm_;
};

INSTANTIATE_TEST_SUITE_P(All, CaptureLdap,
                         testing::Values(Layer{"signed", "minssf=1,maxssf=1", none},
                                         Layer{"sealed", "minssf=56", safe}),
                         [](const auto& one) { return std::string(one.param.name); });

TEST_P(CaptureLdap, BehindKerberos) {
  const bool done = record([&](const fs::path& folder, Speak& speak) -> std::string {
    auto realm = lab::KerberosRealm::start(folder / "realm");
    if (!realm) return realm.error().describe();
    realm_ = *std::move(realm);
    auto started = lab::RunningSlapd::start(
        folder / "ldap", {.global = "olcSaslHost: localhost\n", .environment = realm_->environment()});
    if (!started) return started.error().describe();
    server_ = *std::move(started);
    speak = [this]() -> std::string {
      base::Command command;
      command.program = "ldapsearch";
      command.environment = realm_->environment();
      const auto url = fmt::format("ldap://localhost:{}", base::parse_endpoint(server_->url())->port);
      command.arguments = {"-Y",
                           "GSSAPI",
                           "-N",
                           "-O",
                           GetParam().strength,
                           "-H",
                           url,
                           "-b",
                           "dc=laboratory,dc=example",
                           "-s",
                           "base",
                           fmt::format("(!(cn={}))", marker)};
      const auto asked = base::run(command);
      if (!asked) return asked.error().describe();
      return asked->ok() && asked->out.find("o: Laboratory") != std::string::npos ? "" : asked->out + asked->err;
    };
    return {};
  });
  if (!done) GTEST_SKIP() << skipped_;
  expect("ldap", GetParam().confidentiality, safe);
}

}  // namespace
}  // namespace runseal::test
