#include "audit/rules/ftp_findings.h"

#include "audit/rules/clauses.h"
#include "audit/rules/harms.h"

namespace runseal::audit {
namespace {

using model::Clause;
using model::Severity;
using FtpRule = Rule<FtpFacts>;

const Clause rfc_4217{"RFC 4217", "", "Securing FTP with TLS"};
const Clause rfc_2228_prot{"RFC 2228", "", "FTP Security Extensions: Data Channel Protection Level (PROT)"};
const Clause rfc_959_login{"RFC 959", "4.1.1", "Access Control Commands"};
const Clause rfc_1635{"RFC 1635", "", "How to Use Anonymous FTP"};

std::vector<Clause> with(std::vector<Clause> clauses, const Clause& more) {
  clauses.push_back(more);
  return clauses;
}

FtpRule folder_open() {
  return {{"ftp.folder-open-to-anybody",
           Severity::critical,
           "The folder can be opened without a password",
           "The user \"anonymous\", whose password is anything, was let in and could change to this folder. Whether it "
           "may also write there was not tried.",
           harms::all,
           with(clauses::authenticity(), rfc_1635),
           {},
           {"ftp.anonymous-folder", "ftp.anonymous-tls-folder"}},
          [](const FtpFacts& facts) { return facts.folder_open(); }};
}

FtpRule tls_not_offered() {
  return {{"ftp.tls-not-offered",
           Severity::critical,
           "The server speaks FTP in clear alone",
           "Passwords, commands and files pass as they are. Whoever is on the way can read them, change them unnoticed "
           "and log in with the password they saw.",
           harms::all,
           with(clauses::confidentiality(), rfc_959_login),
           {},
           {"ftp.auth-tls"}},
          [](const FtpFacts& facts) { return !facts.implicit && facts.auth_tls == "refused"; }};
}

FtpRule data_not_protected() {
  return {{"ftp.data-not-protected",
           Severity::critical,
           "TLS protects the commands, not the files",
           "The server refuses PROT P: every file passes in clear beside the encrypted commands.",
           harms::all,
           with(clauses::confidentiality(), rfc_2228_prot),
           {},
           {"ftp.protected-data"}},
          [](const FtpFacts& facts) { return facts.tls_offered() && facts.protected_data == "refused"; }};
}

FtpRule plain_login() {
  return {{"ftp.plain-login-offered",
           Severity::high,
           "A client that does not ask for TLS is asked for its password in clear",
           "TLS is offered, but not required: a client that never says AUTH TLS logs in and moves files in clear, and "
           "somebody on the way can make every client do so by taking the offer away.",
           harms::all,
           with(clauses::confidentiality(), rfc_4217),
           {},
           {"ftp.plain-login", "ftp.auth-tls"}},
          [](const FtpFacts& facts) {
            return !facts.implicit && facts.auth_tls == "accepted" && facts.plain_login == "offered";
          }};
}

FtpRule clear_data() {
  return {{"ftp.clear-data-accepted",
           Severity::high,
           "Files in clear are not refused after a login inside TLS",
           "After the login the server took PROT C and looked for a file to send in clear (one that does not exist). A "
           "client that forgets PROT P, as some do, moves runs in clear while it shows a lock.",
           harms::all,
           with(clauses::confidentiality(), rfc_2228_prot),
           {},
           {"ftp.session.clear-data"}},
          [](const FtpFacts& facts) { return facts.tls_offered() && facts.session_clear_data == "not-refused"; }};
}

FtpRule data_not_shown() {
  return {{"ftp.data-protection-not-shown",
           Severity::medium,
           "It is not shown that files must be encrypted",
           "The server protects files when a client asks for it. Whether it refuses those that do not shows only after "
           "a login: some servers take PROT C from everybody and refuse the transfer.",
           harms::read,
           with(clauses::confidentiality(), rfc_2228_prot),
           {},
           {"ftp.clear-data"}},
          [](const FtpFacts& facts) {
            return facts.tls_offered() && facts.protected_data != "refused" &&
                   facts.session_clear_data != "not-refused" && !facts.clear_data_shown_refused();
          }};
}

FtpRule plain_refusal_not_shown() {
  return {{"ftp.plain-login-refusal-not-shown",
           Severity::medium,
           "It is not shown that a login in clear is refused for being in clear",
           "A name that does not exist was turned away in clear, but it is turned away inside TLS as well: the refusal "
           "may be for the name, and known names may be served in clear.",
           harms::read,
           with(clauses::confidentiality(), rfc_4217),
           {},
           {"ftp.plain-login", "ftp.tls-login"}},
          [](const FtpFacts& facts) {
            return !facts.implicit && facts.auth_tls == "accepted" && facts.plain_login != "offered" &&
                   !facts.plain_login_shown_refused();
          }};
}

FtpRule anonymous() {
  return {
      {"ftp.anonymous-accepted",
       Severity::high,
       "The server lets in anybody as \"anonymous\"",
       "The user \"anonymous\" was let in with an e-mail address for a password. Whoever is on the network can look "
       "at what this user may see; what that is was not looked at.",
       harms::all,
       with(clauses::authenticity(), rfc_1635),
       {},
       {"ftp.anonymous", "ftp.anonymous-tls"}},
      [](const FtpFacts& facts) { return facts.anonymous_let_in() && !facts.folder_open(); }};
}

FtpRule login_refused() {
  return {{"ftp.login-refused",
           Severity::low,
           "The login given for the audit did not get in",
           "The user or the password was refused, or the login was not tried; what only a login can show was not "
           "measured. The observation says why.",
           {},
           {},
           {},
           {"ftp.session.login"}},
          [](const FtpFacts& facts) { return facts.login && facts.login != "accepted"; }};
}

FtpRule client_not_measured() {
  return {
      {"ftp.client-not-measured",
       Severity::info,
       "The device's own end is not measured by asking the server",
       "Whether the device asks for TLS, checks the server's certificate and protects its files is a setting of the "
       "device. One that begins in clear sends its password before the server can refuse it.",
       {},
       {rfc_4217},
       {},
       {}},
      [](const FtpFacts&) { return true; }};
}

}  // namespace

const std::vector<FtpRule>& ftp_rules() {
  static const std::vector<FtpRule> rules{
      folder_open(),    tls_not_offered(),         data_not_protected(), plain_login(),   clear_data(),
      data_not_shown(), plain_refusal_not_shown(), anonymous(),          login_refused(), client_not_measured()};
  return rules;
}

}  // namespace runseal::audit
