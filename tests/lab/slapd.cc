#include "lab/slapd.h"

#include <unistd.h>

#include <thread>

#include <fmt/format.h>

#include "base/tcp.h"
#include "base/text.h"
#include "support/certificates.h"
#include "support/ports.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace fs = std::filesystem;

namespace {

constexpr auto time_to_start = std::chrono::seconds(10);
constexpr const char* suffix = "dc=laboratory,dc=example";

// The database has the number {1}, as with Debian's packages.
std::string configuration(const fs::path& folder, const std::string& global) {
  return fmt::format(
      "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n{0}\n"
      "dn: cn=module,cn=config\nobjectClass: olcModuleList\ncn: module\nolcModulePath: /usr/lib/ldap\n"
      "olcModuleLoad: back_mdb\n\n"
      "dn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n\n"
      "include: file:///etc/ldap/schema/core.ldif\n\n"
      "dn: olcDatabase=config,cn=config\nobjectClass: olcDatabaseConfig\nolcDatabase: config\n"
      "olcAccess: to * by dn.exact=gidNumber={1}+uidNumber={2},cn=peercred,cn=external,cn=auth manage by * break\n\n"
      "dn: olcDatabase=mdb,cn=config\nobjectClass: olcDatabaseConfig\nobjectClass: olcMdbConfig\nolcDatabase: mdb\n"
      "olcSuffix: {3}\nolcDbDirectory: {4}\n",
      global, ::getegid(), ::geteuid(), suffix, (folder / "data").string());
}

Result<> run(const std::string& program, std::vector<std::string> arguments) {
  base::Command command;
  command.program = program;
  command.arguments = std::move(arguments);
  RUNSEAL_TRY(const auto done, base::run(command));
  if (!done.ok()) return fail(ErrorCode::unavailable, program + ": " + base::printable(done.err));
  return {};
}

}  // namespace

Result<std::unique_ptr<Running>> RunningSlapd::start(const fs::path& folder, const Setup& setup) {
  for (const auto* program : {"slapd", "slapadd", "ldapmodify"})
    if (!base::program_exists(program)) return fail(ErrorCode::unavailable, std::string(program) + " is not installed");
  std::unique_ptr<RunningSlapd> server(new RunningSlapd(folder, setup));
  RUNSEAL_CHECK(server->prepare());
  RUNSEAL_CHECK(server->launch());
  return server;
}

Result<> RunningSlapd::prepare() {
  port_ = test::free_port();
  for (const auto* name : {"config", "data"}) fs::create_directories(folder_ / name);
  const test::Authority authority(folder_ / "authority");
  auto global = setup_.global;
  if (setup_.has_certificate) {
    const auto certificate = authority.make({});
    global += fmt::format("olcTLSCertificateFile: {}\nolcTLSCertificateKeyFile: {}\n", certificate.certificate.string(),
                          certificate.key.string());
  }
  test::write_file(folder_ / "config.ldif", configuration(folder_, global));
  test::write_file(folder_ / "data.ldif",
                   fmt::format("dn: {}\nobjectClass: dcObject\nobjectClass: organization\ndc: laboratory\no: "
                               "Laboratory\n",
                               suffix));
  const auto in = [&](const char* name) { return (folder_ / name).string(); };
  RUNSEAL_CHECK(run("slapadd", {"-n", "0", "-F", in("config"), "-l", in("config.ldif")}));
  return run("slapadd", {"-n", "1", "-F", in("config"), "-l", in("data.ldif")});
}

std::string RunningSlapd::socket_url() const {
  return "ldapi://" + base::replaced((folder_ / "socket").string(), "/", "%2F");
}

Result<> RunningSlapd::launch() {
  base::Command command;
  command.program = "slapd";
  command.arguments = {"-d", "0",
                       "-F", (folder_ / "config").string(),
                       "-h", fmt::format("{}://127.0.0.1:{} {}", setup_.scheme, port_, socket_url())};
  // the same on every machine, whichever mechanisms of SASL are installed
  command.environment = setup_.environment;
  if (command.environment.empty()) command.environment = {{"SASL_PATH", (folder_ / "no-mechanisms").string()}};
  RUNSEAL_TRY(auto child, base::Child::start(command, folder_ / "start.log"));
  server_.emplace(std::move(child));
  const auto deadline = std::chrono::steady_clock::now() + time_to_start;
  while (std::chrono::steady_clock::now() < deadline && server_->running()) {
    if (base::tcp_connect({"127.0.0.1", port_}, std::chrono::seconds(1))) return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return fail(ErrorCode::unavailable, "slapd did not start: " + test::read_file(folder_ / "start.log"));
}

std::string RunningSlapd::url() const { return fmt::format("{}://127.0.0.1:{}", setup_.scheme, port_); }

Result<> RunningSlapd::apply(const model::Remedy& remedy) {
  test::write_file(folder_ / "remedy.ldif", remedy.text);
  remedied_ = true;
  return run("ldapmodify", {"-Q", "-Y", "EXTERNAL", "-H", socket_url(), "-f", (folder_ / "remedy.ldif").string()});
}

// The result code of an LDAP operation, which OpenLDAP's programs exit with.
int RunningSlapd::ask(const std::string& program, std::vector<std::string> arguments) const {
  base::Command command;
  command.program = program;
  command.arguments = {"-x", "-H", fmt::format("{}://127.0.0.1:{}", setup_.scheme, port_)};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.environment = {{"LDAPTLS_REQCERT", "never"}};
  const auto done = base::run(command);
  return done ? done->exit_code : -1;
}

bool RunningSlapd::nmap_reads_the_root_dse() const {
  base::Command nmap;
  nmap.program = "nmap";
  nmap.arguments = {"-Pn", "-n", "-p", std::to_string(port_), "--script", "+ldap-rootdse", "127.0.0.1"};
  const auto done = base::run(nmap);
  return done && done->out.find("namingContexts") != std::string::npos;
}

std::string RunningSlapd::second_opinion() {
  constexpr int confidentiality_required = 13, inappropriate_authentication = 48, invalid_credentials = 49;
  std::string differs;
  const auto expect = [&](int said, int configured, const char* what) {
    if (said != configured) differs += fmt::format("{}: {}, and not {}. ", what, said, configured);
  };
  const bool tls_alone = remedied_ || setup_.global.find("olcSecurity: ssf=128") != std::string::npos;
  const bool no_passwords = tls_alone || setup_.global.find("simple_bind=128") != std::string::npos;
  const bool in_clear = setup_.scheme == "ldap";
  const int nobody = remedied_ ? inappropriate_authentication : 0;
  const std::vector<std::string> look{"-b", suffix, "-s", "base", "1.1"};
  auto with_tls = look;
  if (in_clear) with_tls.insert(with_tls.begin(), "-ZZ");
  const std::vector<std::string> name{"-D", std::string("cn=somebody,") + suffix, "-w", "guess"};
  if (in_clear) {
    expect(nmap_reads_the_root_dse(), !tls_alone, "nmap reads the root DSE in clear");
    expect(ask("ldapsearch", look), !tls_alone ? 0 : remedied_ ? nobody : confidentiality_required, "read in clear");
    expect(ask("ldapwhoami", name), no_passwords ? confidentiality_required : invalid_credentials, "password in clear");
  }
  if (setup_.has_certificate) expect(ask("ldapsearch", with_tls), nobody, "read inside TLS");
  return differs;
}

}  // namespace runseal::lab
