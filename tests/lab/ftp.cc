// vsftpd in the ways it is met.
#include "lab/vsftpd.h"

namespace runseal::lab {
namespace {

using model::Protection;
using Settings = std::map<std::string, std::string>;

auto vsftpd(RunningVsftpd::Setup setup) {
  return
      [setup = std::move(setup)](const std::filesystem::path& folder) { return RunningVsftpd::start(folder, setup); };
}

constexpr auto none = Protection::absent;
constexpr auto maybe = Protection::optional;
constexpr auto safe = Protection::protected_;

// As vsftpd's own default is but one suite, 3DES, for TLS 1.2.
const Settings offered{{"ssl_enable", "YES"},
                       {"ssl_ciphers", "ECDHE+AESGCM"},
                       {"force_local_logins_ssl", "NO"},
                       {"force_local_data_ssl", "NO"}};

Settings with(const Settings& more) {
  auto all = offered;
  for (const auto& [name, value] : more) all[name] = value;
  return all;
}

const Settings required = with({{"force_local_logins_ssl", "YES"}, {"force_local_data_ssl", "YES"}});

std::vector<Entry> in_clear() {
  return {
      {"ftp_plain",
       "vsftpd without TLS: everybody logs in in clear",
       vsftpd({.logs_in = true}),
       {none, none, none},
       {"ftp.tls-not-offered", "ftp.login-refused"},  // no password is sent in clear
       {"ftp.anonymous-accepted", "ftp.folder-open-to-anybody", "ftp.plain-login-offered"},
       Grades{safe, safe, safe}},
      {"ftp_anonymous",
       "vsftpd without TLS that lets in anybody, to the folder that is named",
       vsftpd({.settings = {{"anonymous_enable", "YES"}}, .path = "/pub"}),
       {none, none, none},
       {"ftp.tls-not-offered", "ftp.folder-open-to-anybody"},
       {"ftp.anonymous-accepted"},
       std::nullopt},
      {"ftp_anonymous_elsewhere",
       "the same, but the folder that is named is not among those that anybody sees",
       vsftpd({.settings = {{"anonymous_enable", "YES"}}, .path = "/runs"}),
       {none, none, none},
       {"ftp.tls-not-offered", "ftp.anonymous-accepted"},
       {"ftp.folder-open-to-anybody"},
       std::nullopt},
  };
}

std::vector<Entry> with_tls() {
  return {
      {"ftp_tls_offered",
       "vsftpd that offers TLS and requires it of nobody",
       vsftpd({.settings = offered, .logs_in = true}),
       {maybe, maybe, maybe},
       {"ftp.plain-login-offered", "ftp.clear-data-accepted"},
       {"ftp.tls-not-offered", "ftp.data-protection-not-shown", "ftp.login-refused"},
       Grades{safe, safe, safe}},
      {"ftp_tls_for_commands",
       "vsftpd that requires TLS of logins, but not of files",
       vsftpd({.settings = with({{"force_local_logins_ssl", "YES"}}), .logs_in = true}),
       {maybe, maybe, maybe},
       {"ftp.clear-data-accepted"},
       {"ftp.plain-login-offered", "ftp.plain-login-refusal-not-shown"},
       Grades{safe, safe, safe}},
      {"ftp_tls_required",
       "vsftpd that requires TLS of logins and files, seen with a login",
       vsftpd({.settings = required, .logs_in = true}),
       {safe, safe, safe},
       {"ftp.client-not-measured"},
       {"ftp.clear-data-accepted", "ftp.plain-login-offered", "ftp.data-protection-not-shown", "ftp.login-refused"},
       std::nullopt},
      {"ftp_tls_required_no_login",
       "the same, seen without one: it takes PROT C from everybody, so that what it requires is not shown",
       vsftpd({.settings = required}),
       {maybe, maybe, maybe},
       {"ftp.data-protection-not-shown"},
       {"ftp.plain-login-offered", "ftp.plain-login-refusal-not-shown"},
       std::nullopt},
      {"ftp_tls_required_but_anonymous",
       "the same, but anybody gets into the folder that is named, in clear",
       vsftpd({.settings = with(
                   {{"force_local_logins_ssl", "YES"}, {"force_local_data_ssl", "YES"}, {"anonymous_enable", "YES"}}),
               .path = "/pub",
               .logs_in = true}),
       {maybe, maybe, none},
       {"ftp.folder-open-to-anybody"},
       {"ftp.plain-login-offered"},
       std::nullopt},
      {"ftp_tls_self_signed",
       "vsftpd that requires TLS, with a certificate that nobody vouches for: no password is shown to it",
       vsftpd({.settings = required, .logs_in = true, .self_signed = true}),
       {maybe, maybe, maybe},
       {"ftp.login-refused", "tls.certificate-self-signed"},
       {"ftp.plain-login-offered"},
       std::nullopt},
      {"ftps_implicit",
       "vsftpd that speaks TLS from the first byte",
       vsftpd({.settings =
                   with({{"implicit_ssl", "YES"}, {"force_local_logins_ssl", "YES"}, {"force_local_data_ssl", "YES"}}),
               .scheme = "ftps",
               .logs_in = true}),
       {safe, safe, safe},
       {"ftp.client-not-measured"},
       {"ftp.tls-not-offered", "ftp.clear-data-accepted"},
       std::nullopt},
  };
}

}  // namespace

std::vector<Entry> ftp_lab() {
  auto all = in_clear();
  for (auto& entry : with_tls()) all.push_back(std::move(entry));
  return all;
}

}  // namespace runseal::lab
