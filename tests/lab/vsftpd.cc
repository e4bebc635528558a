#include "lab/vsftpd.h"

#include <unistd.h>

#include <thread>

#include <fmt/format.h>

#include "base/random.h"
#include "base/tcp.h"
#include "base/text.h"
#include "support/ports.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace fs = std::filesystem;

namespace {

constexpr auto time_to_start = std::chrono::seconds(10);
constexpr unsigned user_id = 60'123;  // of nobody on this machine

bool is_root() { return ::geteuid() == 0; }

// Debian keeps them below the architecture's own folder.
Result<fs::path> library(const std::string& name) {
  for (const auto& folder : fs::directory_iterator("/usr/lib"))
    if (auto file = folder.path() / name; fs::exists(file)) return file;
  return fail(ErrorCode::unavailable, name + " is not installed", {}, "script/bootstrap test");
}

// The users of vsftpd must come as far as `folder`.
void make_passable(fs::path folder) {
  const auto top = fs::weakly_canonical(fs::temp_directory_path());
  for (folder = fs::weakly_canonical(folder); folder != top && folder.has_relative_path();
       folder = folder.parent_path())
    fs::permissions(folder, fs::perms::others_exec, fs::perm_options::add);
}

std::string users(const fs::path& folder) {
  const auto own = is_root() ? std::string() : fmt::format("runner:x:{}:{}::/:/bin/sh\n", ::geteuid(), ::getegid());
  return own + fmt::format(
                   "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n"
                   "ftp:x:{0}:{0}::{1}:/bin/sh\nsequencer:x:{0}:{0}::{2}:/bin/sh\n",
                   user_id, (folder / "anonymous").string(), (folder / "sequencer").string());
}

bool answers(std::uint16_t port) { return base::tcp_connect({"127.0.0.1", port}, std::chrono::seconds(1)).has_value(); }

}  // namespace

Result<std::unique_ptr<Running>> RunningVsftpd::start(const fs::path& folder, const Setup& setup) {
  if (!base::program_exists("vsftpd")) return fail(ErrorCode::unavailable, "vsftpd is not installed");
  if (setup.logs_in && !is_root()) return fail(ErrorCode::unavailable, "vsftpd lets users in only when root starts it");
  std::unique_ptr<RunningVsftpd> server(new RunningVsftpd(folder, setup));
  RUNSEAL_CHECK(server->prepare());
  RUNSEAL_CHECK(server->launch());
  return server;
}

Result<> RunningVsftpd::prepare() {
  port_ = test::free_port();
  password_ = base::to_hex(base::random_bytes(12));
  for (const auto* name : {"pam", "empty", "anonymous", "anonymous/pub", "sequencer"})
    fs::create_directories(folder_ / name);
  make_passable(folder_);
  test::write_file(folder_ / "sequencer" / "RunInfo.xml", "<RunInfo/>\n");
  test::write_file(folder_ / "users", users(folder_));
  test::write_file(folder_ / "groups", fmt::format("root:x:0:\nnogroup:x:65534:\nftp:x:{}:\n", user_id));
  test::write_file(folder_ / "passwords", fmt::format("sequencer:{}:vsftpd\n", password_));
  RUNSEAL_TRY(const auto module, library("pam_wrapper/pam_matrix.so"));
  std::string pam;
  for (const auto* kind : {"auth", "account", "session"})
    pam += fmt::format("{} required {} passdb={}\n", kind, module.string(), (folder_ / "passwords").string());
  test::write_file(folder_ / "pam" / "vsftpd", pam);
  config_ = fmt::format(
      "listen=YES\nlisten_address=127.0.0.1\nlisten_port={}\nbackground=NO\nsetproctitle_enable=NO\n"
      "run_as_launching_user={}\nseccomp_sandbox=NO\nsecure_chroot_dir={}\npam_service_name=vsftpd\n"
      "local_enable=YES\nanonymous_enable=NO\nvsftpd_log_file={}\nlog_ftp_protocol=YES\nxferlog_enable=YES\n",
      port_, is_root() ? "NO" : "YES", (folder_ / "empty").string(), (folder_ / "vsftpd.log").string());
  const test::Authority authority(folder_ / "authority");
  const auto certificate = authority.make({.self_signed = setup_.self_signed});
  config_ += fmt::format("rsa_cert_file={}\nrsa_private_key_file={}\n", certificate.certificate.string(),
                         certificate.key.string());
  for (const auto& [name, value] : setup_.settings) config_ += name + "=" + value + "\n";
  return {};
}

Result<> RunningVsftpd::launch() {
  server_.reset();
  test::write_file(folder_ / "vsftpd.conf", config_);
  base::Command command;
  command.program = "vsftpd";
  command.arguments = {(folder_ / "vsftpd.conf").string()};
  RUNSEAL_TRY(const auto pam, library("libpam_wrapper.so"));
  RUNSEAL_TRY(const auto nss, library("libnss_wrapper.so"));
  command.environment = {{"LD_PRELOAD", pam.string() + " " + nss.string()},
                         {"PAM_WRAPPER", "1"},
                         {"PAM_WRAPPER_USE_SYSLOG", "1"},  // what it says must not reach the client
                         {"PAM_WRAPPER_SERVICE_DIR", (folder_ / "pam").string()},
                         {"NSS_WRAPPER_PASSWD", (folder_ / "users").string()},
                         {"NSS_WRAPPER_GROUP", (folder_ / "groups").string()}};
  RUNSEAL_TRY(auto child, base::Child::start(command, folder_ / "start.log"));
  server_.emplace(std::move(child));
  const auto deadline = std::chrono::steady_clock::now() + time_to_start;
  while (std::chrono::steady_clock::now() < deadline && server_->running()) {
    if (answers(port_)) return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return fail(ErrorCode::unavailable, "vsftpd did not start: " + test::read_file(folder_ / "start.log"));
}

std::string RunningVsftpd::url() const { return fmt::format("{}://127.0.0.1:{}{}", setup_.scheme, port_, setup_.path); }

std::optional<audit::Credentials> RunningVsftpd::credentials() const {
  if (!setup_.logs_in) return std::nullopt;
  return audit::Credentials{"sequencer", password_, {}};
}

std::string RunningVsftpd::log() const { return test::read_file(folder_ / "vsftpd.log"); }

Result<> RunningVsftpd::apply(const model::Remedy& remedy) {
  config_ += remedy.text;
  return launch();
}

// The last line that names it, as vsftpd itself takes it.
bool RunningVsftpd::is_on(const std::string& setting) const {
  std::string value;
  for (const auto line : base::lines(config_))
    if (line.starts_with(setting + "=")) value = line.substr(setting.size() + 1);
  return value == "YES";
}

bool RunningVsftpd::curl_gets_in(const std::string& options) const {
  base::Command curl;
  curl.program = "curl";
  curl.arguments = {"--config", "-", "--silent", "--max-time", "10"};
  curl.input = fmt::format("user = \"sequencer:{}\"\nurl = \"{}://127.0.0.1:{}/\"\n{}", password_, setup_.scheme, port_,
                           options);
  const auto done = base::run(curl);
  return done && done->ok() && done->out.find("RunInfo.xml") != std::string::npos;
}

bool RunningVsftpd::nmap_gets_in_as_anonymous() const {
  base::Command nmap;
  nmap.program = "nmap";
  nmap.arguments = {"-Pn", "-n", "-p", std::to_string(port_), "--script", "+ftp-anon", "127.0.0.1"};
  const auto done = base::run(nmap);
  return done && done->out.find("Anonymous FTP login allowed") != std::string::npos;
}

bool RunningVsftpd::openssl_shakes_hands() const {
  base::Command openssl;
  openssl.program = "openssl";
  openssl.arguments = {"s_client", "-connect", fmt::format("127.0.0.1:{}", port_)};
  if (!is_on("implicit_ssl")) openssl.arguments.insert(openssl.arguments.end(), {"-starttls", "ftp"});
  const auto done = base::run(openssl);
  return done && done->out.find("-----BEGIN CERTIFICATE-----") != std::string::npos;
}

std::string RunningVsftpd::second_opinion() {
  std::string differs;
  const auto expect = [&](bool said, bool configured, const char* what) {
    if (said != configured) differs += fmt::format("{}: {} here, {} by its settings. ", what, said, configured);
  };
  const bool tls = is_on("ssl_enable");
  expect(openssl_shakes_hands(), tls, "openssl s_client shakes hands");
  if (!is_on("implicit_ssl"))
    expect(nmap_gets_in_as_anonymous(), is_on("anonymous_enable") && !(tls && is_on("force_anon_logins_ssl")),
           "nmap gets in as anonymous");
  if (!is_root()) return differs;
  if (!is_on("implicit_ssl"))
    expect(curl_gets_in({}), !(tls && is_on("force_local_logins_ssl")), "curl gets in in clear");
  expect(curl_gets_in("ssl-reqd\ninsecure\n"), tls, "curl gets in inside TLS");
  if (tls)
    expect(curl_gets_in("ftp-ssl-control\ninsecure\n"), !is_on("force_local_data_ssl"), "curl gets files in clear");
  return differs;
}

}  // namespace runseal::lab
