// rsync daemons: nothing they can be told protects what crosses the network; a stunnel in front of them can.
#include <unistd.h>

#include <thread>

#include "base/process.h"
#include "base/tcp.h"
#include "base/text.h"
#include "lab/lab.h"
#include "support/certificates.h"
#include "support/ports.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace {

namespace fs = std::filesystem;
using model::Protection;

class RunningRsyncd final : public Running {
 public:
  RunningRsyncd(fs::path folder, std::string global, std::string module)
      : folder_(std::move(folder)), global_(std::move(global)), module_(std::move(module)), port_(test::free_port()) {}

  std::string url() const override { return "rsync://127.0.0.1:" + std::to_string(port_) + "/runs"; }
  std::string takes_remedy() const override { return "rsyncd"; }
  Result<> apply(const model::Remedy& remedy) override {
    global_ += remedy.text;
    with_password_ = true;
    const std::string as_installed = "/etc/rsyncd.secrets";
    global_.replace(global_.find(as_installed), as_installed.size(), (folder_ / "secrets").string());
    return restart();
  }
  // rsync itself: without a password it lists the module's files, or does not.
  std::string second_opinion() override {
    base::Command rsync;
    rsync.program = "rsync";
    rsync.arguments = {"--list-only", url() + "/"};
    const auto done = base::run(rsync);
    if (!done) return done.error().describe();
    if (done->ok() == !with_password_) return {};
    return "rsync says otherwise: " + done->out + done->err;
  }
  Result<> restart() {
    child_.reset();
    fs::create_directories(folder_ / "runs");
    test::write_file(folder_ / "runs/file", "a result");
    test::write_file(folder_ / "secrets", "sequencer:a password of the lab\n");
    fs::permissions(folder_ / "secrets", fs::perms::owner_read | fs::perms::owner_write);
    test::write_file(folder_ / "conf", "port = " + std::to_string(port_) + "\naddress = 127.0.0.1\nuse chroot = no\n" +
                                           global_ + "\n[runs]\npath = " + (folder_ / "runs").string() + "\n" +
                                           module_);
    base::Command command;
    command.program = "rsync";
    command.arguments = {"--daemon", "--no-detach", "--config=" + (folder_ / "conf").string()};
    RUNSEAL_TRY(child_, base::Child::start(command, folder_ / "log"));
    for (int i = 0; i < 100; ++i) {
      if (base::tcp_connect({"127.0.0.1", port_}, std::chrono::milliseconds(500))) return {};
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return fail(ErrorCode::unavailable, "rsync did not start: " + test::read_file(folder_ / "log"));
  }
  void needs_password() { with_password_ = true; }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  fs::path folder_;
  std::string global_;
  std::string module_;
  std::uint16_t port_;
  bool with_password_ = false;
  std::optional<base::Child> child_;
};

Result<std::unique_ptr<RunningRsyncd>> start_rsyncd(const fs::path& folder, bool with_password) {
  const auto module = with_password ? "auth users = sequencer\nsecrets file = " + (folder / "secrets").string() + "\n"
                                    : std::string("read only = no\n");
  auto server = std::make_unique<RunningRsyncd>(folder, "", module);
  if (with_password) server->needs_password();
  RUNSEAL_CHECK(server->restart());
  return server;
}

auto rsyncd(bool with_password) {
  return [with_password](const fs::path& folder) -> Result<std::unique_ptr<Running>> {
    RUNSEAL_TRY(auto server, start_rsyncd(folder, with_password));
    return std::unique_ptr<Running>(std::move(server));
  };
}

class RunningInsideTls final : public Running {
 public:
  RunningInsideTls(fs::path folder, std::unique_ptr<RunningRsyncd> rsyncd, std::string lines, bool with_password)
      : folder_(std::move(folder)),
        rsyncd_(std::move(rsyncd)),
        lines_(std::move(lines)),
        with_password_(with_password),
        port_(test::free_port()) {}

  std::string url() const override { return "rsyncs://127.0.0.1:" + std::to_string(port_) + "/runs"; }
  std::optional<fs::path> authority() const override { return folder_ / "authority/ca.pem"; }
  std::string takes_remedy() const override { return "stunnel"; }
  Result<> apply(const model::Remedy& remedy) override {  // in place of others of the same names, as it says
    lines_ = remedy.text;
    return restart();
  }
  // rsync-ssl itself, as a device would use it: it takes the certificate, and is let in as the module says.
  std::string second_opinion() override {
    base::Command rsync;
    rsync.program = "rsync-ssl";
    rsync.arguments = {"--type=openssl", "--list-only",
                       "rsync://sequencer@localhost:" + std::to_string(port_) + "/runs/"};
    rsync.environment = {{"RSYNC_SSL_CA_CERT", authority()->string()}};
    for (const auto* password : {"a password of the lab", "another"}) {
      rsync.environment["RSYNC_PASSWORD"] = password;
      const auto done = base::run(rsync);
      if (!done) return done.error().describe();
      const bool let_in = done->out.find("file") != std::string::npos;
      if (let_in != (!with_password_ || password != std::string_view("another")))
        return "rsync-ssl says otherwise: " + done->out + done->err;
    }
    return {};
  }
  Result<> restart() {
    child_.reset();
    if (made_.key.empty()) made_ = test::Authority(folder_ / "authority").make({});
    test::write_file(folder_ / "stunnel.conf",
                     "foreground = yes\npid =\nsyslog = no\n" + lines_ + "[rsync]\naccept = 127.0.0.1:" +
                         std::to_string(port_) + "\nconnect = 127.0.0.1:" + std::to_string(rsyncd_->port()) +
                         "\ncert = " + made_.certificate.string() + "\nkey = " + made_.key.string() + "\n");
    base::Command command;
    command.program = "stunnel";
    command.arguments = {(folder_ / "stunnel.conf").string()};
    RUNSEAL_TRY(child_, base::Child::start(command, folder_ / "stunnel.log"));
    for (int i = 0; i < 100 && child_->running(); ++i) {
      if (base::tcp_connect({"127.0.0.1", port_}, std::chrono::milliseconds(500))) return {};
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return fail(ErrorCode::unavailable, "stunnel did not start: " + test::read_file(folder_ / "stunnel.log"));
  }

 private:
  fs::path folder_;
  std::unique_ptr<RunningRsyncd> rsyncd_;
  std::string lines_;
  bool with_password_;
  std::uint16_t port_;
  test::MadeCertificate made_;
  std::optional<base::Child> child_;
};

auto inside_tls(const char* lines, bool with_password) {
  return [lines, with_password](const fs::path& folder) -> Result<std::unique_ptr<Running>> {
    RUNSEAL_TRY(auto rsyncd, start_rsyncd(folder / "rsyncd", with_password));
    auto server = std::make_unique<RunningInsideTls>(folder, std::move(rsyncd), lines, with_password);
    RUNSEAL_CHECK(server->restart());
    return std::unique_ptr<Running>(std::move(server));
  };
}

constexpr auto none = Protection::absent;
constexpr auto maybe = Protection::optional;
constexpr auto safe = Protection::protected_;

constexpr const char* current_tls = "sslVersionMin = TLSv1.2\nciphers = ECDHE+AESGCM:ECDHE+CHACHA20\n";
constexpr const char* old_tls = "sslVersionMin = TLSv1\nciphers = ALL:@SECLEVEL=0\nsecurityLevel = 0\n";

}  // namespace

std::vector<Entry> rsync_lab() {
  return {{"rsync_open",
           "an rsync daemon with a module that anybody may read and write",
           rsyncd(false),
           {none, none, none},
           {"rsync.plain", "rsync.module-open"},
           {"rsync.password-in-clear", "rsync.module-refused"},
           Grades{none, none, none}},
          {"rsync_password",
           "an rsync daemon with a password",
           rsyncd(true),
           {none, none, none},
           {"rsync.plain", "rsync.password-in-clear"},
           {"rsync.module-open", "rsync.module-refused"},
           std::nullopt},
          {"rsyncs_password",
           "an rsync daemon with a password, reached through a stunnel with current TLS",
           inside_tls(current_tls, true),
           {safe, safe, safe},
           {"rsync.port-in-clear-not-measured"},
           {"rsync.plain", "rsync.module-open", "rsync.password-in-clear", "tls.old-version-accepted"},
           std::nullopt},
          {"rsyncs_open_old",
           "an rsync daemon that anybody may write to, through a stunnel that takes TLS 1.0",
           inside_tls(old_tls, false),
           {maybe, maybe, maybe},
           {"rsync.module-open", "tls.old-version-accepted"},
           {"rsync.plain", "rsync.password-in-clear", "tls.certificate-not-vouched-for"},
           Grades{safe, safe, maybe}}};
}

}  // namespace runseal::lab
