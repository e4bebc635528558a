#include "audit/session.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "audit/session_share.h"
#include "base/process.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

constexpr std::size_t evidence_kept = 1024;
// Statuses that are about the account, not about the way it came in (MS-ERREF 2.3.1).
constexpr std::array about_the_account{"LOGON_FAILURE",       "WRONG_PASSWORD",         "NO_SUCH_USER",
                                       "ACCOUNT_DISABLED",    "ACCOUNT_LOCKED_OUT",     "ACCOUNT_RESTRICTION",
                                       "PASSWORD_EXPIRED",    "PASSWORD_MUST_CHANGE",   "ACCOUNT_EXPIRED",
                                       "INVALID_LOGON_HOURS", "LOGON_TYPE_NOT_GRANTED", "INVALID_WORKSTATION"};

struct Attempt {
  bool opened = false;     // logged in, and the share let itself be opened
  bool logged_in = false;  // logged in, whatever the share said
  bool account_refused = false;
  bool denied = false;          // ACCESS_DENIED to the login or to the share
  bool cannot_encrypt = false;  // the server has no encryption
  bool timed_out = false;
  std::string outcome;
};

class Session {
 public:
  Session(const base::Endpoint& endpoint, const Address& address, const Credentials& credentials, Limits limits,
          model::Observation& into)
      : endpoint_(endpoint), address_(address), credentials_(credentials), limits_(limits), into_(into) {
    share_ = base::split(endpoint.path, '/').front();
  }

  void ask() {
    into_.method = "probe+session";
    if (const auto why = cannot_be_asked(); !why.empty()) return gave_up("session", why);
    const auto encrypted =
        attempt("smbclient-encrypted", "logged in with encryption required and opened the share \"{}\"",
                {"-m", "SMB3_11", "--client-protection=encrypt"});
    if (encrypted.opened) return with_encryption();
    if (encrypted.account_refused) return fact("smb.session.login", "refused", "smbclient-encrypted");
    if (encrypted.logged_in) return fact("smb.session.login", "accepted", "smbclient-encrypted");
    if (encrypted.timed_out) return gave_up("smbclient-encrypted", encrypted.outcome);
    without_encryption(encrypted);
  }

 private:
  [[nodiscard]] std::string cannot_be_asked() const {
    if (endpoint_.scheme != "smb") return "not an SMB address";
    if (share_.empty()) return "the address names no share";
    for (const auto* text : {&credentials_.user, &credentials_.password, &credentials_.domain})
      if (text->find_first_of(std::string_view("\n\r\0", 3)) != std::string::npos)
        return "the credentials hold a line break";
    if (!base::program_exists("smbclient")) return "the program smbclient is not installed";
    return {};
  }

  // The account and the share are right: does the share open for a client that cannot encrypt?
  void with_encryption() {
    fact("smb.session.login", "accepted", "smbclient-encrypted");
    fact("smb.session.encrypted", "works", "smbclient-encrypted");
    if (accepts("3.1.1")) look();
    const auto old =
        attempt("smbclient-unencrypted", "logged in with SMB 2.1, which cannot encrypt, and opened the share \"{}\"",
                {"-m", "SMB2_10"});
    if (old.opened) return fact("smb.session.unencrypted", "served", "smbclient-unencrypted");
    auto newest = PlainAnswer::other;
    if (accepts("3.1.1")) newest = plain();
    if (newest == PlainAnswer::served) return fact("smb.session.unencrypted", "served", "plain-3.1.1");
    if (smb1_answered()) {
      const auto oldest = attempt_smb1();
      if (oldest.opened) return fact("smb.session.unencrypted", "served", "smbclient-smb1");
      if (!oldest.denied) return;
    }
    // refused means: at every door that the probe found
    const bool old_refused = old.denied || !(accepts("2.0.2") || accepts("2.1"));
    const bool new_refused = newest == PlainAnswer::refused || !accepts("3.1.1");
    if (old_refused && new_refused && (old.denied || newest == PlainAnswer::refused))
      fact("smb.session.unencrypted", "refused", old.denied ? "smbclient-unencrypted" : "plain-3.1.1");
  }

  // No encrypted session: is there one at all? Signing is required, which no guest can do, so that a login that is only
  // let in as a guest does not pass for one.
  void without_encryption(const Attempt& encrypted) {
    auto label = std::string("smbclient-signed");
    auto signed_login = attempt(label, "logged in with signing required and opened the share \"{}\"",
                                {"-m", "SMB3_11", "--client-protection=sign"});
    if (!signed_login.opened && !signed_login.account_refused && smb1_answered()) {
      label = "smbclient-smb1";
      signed_login = attempt_smb1();
    }
    if (signed_login.account_refused) return fact("smb.session.login", "refused", label);
    if (signed_login.opened || signed_login.logged_in)
      fact("smb.session.login", "accepted", label);
    else
      return gave_up(label, signed_login.outcome);
    if (signed_login.opened && accepts("3.1.1")) look();
    if (!signed_login.opened || !encrypted.cannot_encrypt) return;
    fact("smb.session.encrypted", "fails", "smbclient-encrypted");
    fact("smb.session.unencrypted", "served", label);
  }

  Attempt attempt_smb1() {
    return attempt("smbclient-smb1", "logged in with SMB 1 and opened the share \"{}\"",
                   {"-m", "NT1", "--option=client min protocol=NT1", "--client-protection=sign"});
  }

  // without the probe's word a dialect counts as accepted
  [[nodiscard]] bool accepts(const std::string& dialect) const {
    const auto found = into_.facts.find("smb.dialects");
    return found == into_.facts.end() || found->second.value.dump().find('"' + dialect + '"') != std::string::npos;
  }

  [[nodiscard]] bool smb1_answered() const {
    const auto found = into_.facts.find("smb.smb1");
    return found != into_.facts.end() && found->second.value == Json(true);
  }

  Attempt attempt(const std::string& label, const std::string& question, const std::vector<std::string>& how) {
    base::Command command;
    command.program = "smbclient";
    command.arguments = {"//" + endpoint_.host + "/" + share_,
                         "-p",
                         std::to_string(address_.port()),
                         "-I",
                         address_.address().to_string(),
                         "-A",
                         "/dev/stdin",
                         "-c",
                         "quit",
                         "--configfile=/dev/null",
                         "--name-resolve=host",
                         "--use-kerberos=off"};
    command.arguments.insert(command.arguments.end(), how.begin(), how.end());
    command.input = fmt::format("username = {}\npassword = {}\ndomain = {}\n", credentials_.user, credentials_.password,
                                credentials_.domain);
    command.time = limits_.left();
    command.output = 64U << 10U;
    command.stop = limits_.stop;
    const auto finished = base::run(command);
    const auto attempt = finished ? read(*finished) : broken(finished.error());
    const auto words = finished ? redacted(finished->out + finished->err) : std::string();
    record({label, fmt::format(fmt::runtime(question), share_),
            base::to_hex(base::as_bytes(words.substr(0, evidence_kept))), words.size(), attempt.outcome});
    return attempt;
  }

  static Attempt broken(const Error& error) {
    Attempt attempt;
    attempt.outcome = error.describe();
    return attempt;
  }

  [[nodiscard]] Attempt read(const base::Finished& finished) const {
    const auto words = finished.out + finished.err;
    const auto said = [&](std::string_view text) { return words.find(text) != std::string::npos; };
    Attempt attempt;
    attempt.timed_out = finished.timed_out;
    attempt.opened = finished.ok();
    attempt.logged_in = attempt.opened || said("tree connect failed");
    attempt.denied =
        said("session setup failed: NT_STATUS_ACCESS_DENIED") || said("tree connect failed: NT_STATUS_ACCESS_DENIED");
    attempt.cannot_encrypt = said("server doesn't support SMB3 encryption");
    attempt.account_refused = said("session setup failed") &&
                              std::any_of(about_the_account.begin(), about_the_account.end(),
                                          [&](const char* name) { return said(std::string("NT_STATUS_") + name); });
    if (attempt.opened)
      attempt.outcome = "opened";
    else if (attempt.timed_out)
      attempt.outcome = "timed out";
    else
      attempt.outcome = base::printable(base::trim(redacted(words)));
    if (attempt.outcome.empty()) attempt.outcome = fmt::format("smbclient ended with {}", finished.exit_code);
    return attempt;
  }

  PlainAnswer plain() {
    const auto told = login_without_encryption(address_, path(), credentials_, limits_);
    record_own("plain-3.1.1", "as a client without ciphers", told.last, told.said);
    return told.answer;
  }

  // Is this share one whose folders may lie on other servers?
  void look() {
    const auto told = look_at_share(address_, path(), credentials_, limits_);
    record_own("share-3.1.1", "with encryption", told.last, told.said);
    if (told.dfs) into_.facts["smb.share-dfs"] = {*told.dfs, "share-3.1.1"};
  }

  void record_own(const std::string& label, const std::string& how, ByteView last, const std::string& said) {
    record({label, "logged in with SMB 3.1.1 " + how + " and opened the share \"" + share_ + "\"",
            base::to_hex(last.first(std::min(last.size(), evidence_kept))), last.size(), said});
  }

  [[nodiscard]] std::string redacted(std::string words) const {
    for (const auto* secret : {&credentials_.password, &credentials_.user})
      if (!secret->empty()) words = base::replaced(std::move(words), *secret, "***");
    return words;
  }

  [[nodiscard]] std::string path() const { return "\\\\" + endpoint_.host + "\\" + share_; }
  void record(model::Exchange exchange) { into_.exchanges.push_back(std::move(exchange)); }
  void fact(const std::string& id, const std::string& value, const std::string& label) {
    into_.facts[id] = {value, label};
  }
  void gave_up(const std::string& label, const std::string& why) {
    const bool told = std::any_of(into_.exchanges.begin(), into_.exchanges.end(),
                                  [&](const model::Exchange& exchange) { return exchange.label == label; });
    if (!told) record({label, "log in and open the share", {}, 0, why});
    fact("smb.session.login", "failed", label);
  }

  const base::Endpoint& endpoint_;
  const Address& address_;
  const Credentials& credentials_;
  Limits limits_;
  model::Observation& into_;
  std::string share_;
};

}  // namespace

void ask_session(const base::Endpoint& endpoint, const Address& address, const Credentials& credentials, Limits limits,
                 model::Observation& into) {
  Session(endpoint, address, credentials, limits, into).ask();
}

}  // namespace runseal::audit
