#include "lab/kerberos.h"

#include <thread>

#include <fmt/format.h>

#include "base/tcp.h"
#include "support/ports.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace {

namespace fs = std::filesystem;

constexpr const char* centre = "krb5kdc";

}  // namespace

Result<std::unique_ptr<KerberosRealm>> KerberosRealm::start(const fs::path& folder) {
  for (const auto* needed : {centre, "kdb5_util", "kadmin.local", "kinit"})
    if (!base::program_exists(needed))
      return fail(ErrorCode::unavailable, std::string(needed) + " is missing", {}, "script/bootstrap test installs it");
  fs::create_directories(folder);
  std::unique_ptr<KerberosRealm> realm(new KerberosRealm(folder));
  const auto port = test::free_port();
  test::write_file(folder / "krb5.conf",
                   fmt::format("[libdefaults]\ndefault_realm = EXAMPLE.ORG\nudp_preference_limit = 1\n"
                               "dns_lookup_kdc = false\ndns_canonicalize_hostname = false\nrdns = false\n"
                               "[realms]\nEXAMPLE.ORG = {{\n kdc = 127.0.0.1:{}\n}}\n"
                               "[domain_realm]\nlocalhost = EXAMPLE.ORG\n",
                               port));
  test::write_file(folder / "kdc.conf",
                   fmt::format("[kdcdefaults]\nkdc_listen = 127.0.0.1:{0}\nkdc_tcp_listen = 127.0.0.1:{0}\n"
                               "[realms]\nEXAMPLE.ORG = {{\n database_name = {1}/principals\n"
                               " key_stash_file = {1}/stash\n}}\n",
                               port, folder.string()));
  RUNSEAL_CHECK(realm->run("kdb5_util", {"create", "-s", "-P", "secret"}));
  RUNSEAL_CHECK(realm->run("kadmin.local", {"-q", "addprinc -pw secret user"}));
  for (const std::string service : {"nfs/localhost", "ldap/localhost"}) {
    RUNSEAL_CHECK(realm->run("kadmin.local", {"-q", "addprinc -randkey " + service}));
    RUNSEAL_CHECK(realm->run("kadmin.local", {"-q", "ktadd -k " + realm->keys().string() + " " + service}));
  }
  base::Command command;
  command.program = centre;
  command.arguments = {"-n"};
  command.environment = realm->environment();
  RUNSEAL_TRY(realm->centre_, base::Child::start(command, folder / "out"));
  for (int i = 0; i < 100 && !base::tcp_connect({"127.0.0.1", port}, std::chrono::milliseconds(500)); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  RUNSEAL_CHECK(realm->run("kinit", {"user"}, "secret\n"));
  return realm;
}

std::map<std::string, std::string> KerberosRealm::environment() const {
  return {{"KRB5_CONFIG", (folder_ / "krb5.conf").string()},
          {"KRB5_KDC_PROFILE", (folder_ / "kdc.conf").string()},
          {"KRB5CCNAME", "FILE:" + (folder_ / "tickets").string()},
          {"KRB5_KTNAME", "FILE:" + keys().string()},
          {"KRB5RCACHENAME", "file2:" + (folder_ / "replays").string()}};
}

Result<> KerberosRealm::run(const std::string& program, std::vector<std::string> arguments,
                            const std::string& input) const {
  base::Command command;
  command.program = program;
  command.arguments = std::move(arguments);
  command.environment = environment();
  command.input = input;
  RUNSEAL_TRY(const auto done, base::run(command));
  if (!done.ok()) return fail(ErrorCode::unavailable, program + ": " + done.out + done.err);
  return {};
}

}  // namespace runseal::lab
