#include "audit/rules/smb_findings.h"

#include "audit/rules/clauses.h"
#include "audit/rules/harms.h"

namespace runseal::audit {
namespace {

using model::Severity;
using Signing = SmbFacts::Signing;

using harms::all;
using harms::changed;
using harms::read;

std::vector<model::Clause> with(std::vector<model::Clause> clauses, const char* section, const char* title) {
  clauses.push_back(clauses::ms_smb2(section, title));
  return clauses;
}

bool not_capable(const SmbFacts& facts) { return facts.encryption_capable == std::optional(false); }
bool capable(const SmbFacts& facts) { return facts.encryption_capable == std::optional(true); }

SmbRule share_open() {
  return {
      {"smb.share-open-to-anybody",
       Severity::critical,
       "The share can be opened without a password",
       "Anybody on the network can open this share. A session without a password can be neither signed nor encrypted, "
       "so that nothing protects the files, on the way or on the server.",
       all,
       with(clauses::authenticity(), "3.3.5.5.3", "Handling GSS-API Authentication"),
       {},
       {"smb.null-or-guest-share"}},
      [](const SmbFacts& facts) { return facts.share_without_login == "open"; }};
}

SmbRule guest() {
  return {{"smb.guest-accepted",
           Severity::high,
           "A login with a wrong name is let in as a guest",
           "The server turns an unknown user into a guest instead of refusing. A guest session has no key: it can be "
           "neither "
           "signed nor encrypted, and a client that is talked into it is not told.",
           all,
           with(clauses::authenticity(), "3.3.5.5.3", "Handling GSS-API Authentication"),
           {},
           {"smb.guest-session"}},
          [](const SmbFacts& facts) { return facts.guest_session == "accepted"; }};
}

SmbRule anonymous() {
  return {
      {"smb.anonymous-accepted",
       Severity::low,
       "The server lets in users without a name",
       "An anonymous session was accepted. Where the share itself refuses it, no file is in danger, but names of users "
       "and shares can often be read with it.",
       read,
       with(clauses::authenticity(), "3.3.5.5.3", "Handling GSS-API Authentication"),
       {},
       {"smb.anonymous-session", "smb.null-or-guest-share"}},
      [](const SmbFacts& facts) { return facts.anonymous_session == "accepted"; }};
}

SmbRule smb1() {
  return {{"smb.smb1-answered",
           Severity::critical,
           "The server answers SMB 1",
           "SMB 1 has no encryption and weak signatures, and its negotiation is not protected: an attacker on the way "
           "can talk "
           "a client down to it, whatever the newer versions require.",
           all,
           clauses::integrity(),
           {},
           {"smb.smb1", "smb.smb1.signing-required"}},
          [](const SmbFacts& facts) { return facts.smb1 == std::optional(true); }};
}

SmbRule signing_disabled() {
  return {
      {"smb.signing-disabled",
       Severity::critical,
       "The server does not sign messages",
       "Nothing lets either end notice that a message was changed on the way, and a client cannot ask for it.",
       changed,
       with(clauses::integrity(), "3.3.5.2.4", "Verifying the Signature"),
       {},
       {"smb.signing-enabled", "smb.signing-required-by-dialect"}},
      [](const SmbFacts& facts) { return facts.signing() == Signing::disabled && !facts.encryption_shown_required(); }};
}

SmbRule signing_not_required() {
  return {
      {"smb.signing-not-required",
       Severity::high,
       "Signing is not required",
       "\"Signing enabled\" protects nothing: a message is signed only when one of the two ends requires it. Here the "
       "server does not, so that somebody on the way can change files between the sequencer and the storage, and "
       "nobody "
       "notices.",
       changed,
       with(clauses::integrity(), "3.3.5.2.4", "Verifying the Signature"),
       {},
       {"smb.signing-required-by-dialect"}},
      [](const SmbFacts& facts) {
        const auto signing = facts.signing();
        return (signing == Signing::never || signing == Signing::some) && !facts.encryption_shown_required();
      }};
}

SmbRule encryption_not_supported() {
  return {{"smb.encryption-not-supported",
           Severity::high,
           "The server cannot encrypt",
           "None of the SMB versions that the server accepts encrypts here: whoever is on the way can read every file, "
           "patient "
           "data among them.",
           read,
           with(clauses::confidentiality(), "3.3.5.4", "Receiving an SMB2 NEGOTIATE Request"),
           {},
           {"smb.encryption-capable"}},
          [](const SmbFacts& facts) { return not_capable(facts) && !facts.encryption_shown_required(); }};
}

SmbRule encryption_not_required() {
  return {{"smb.encryption-not-required",
           Severity::high,
           "The share serves clients that do not encrypt",
           "The server can encrypt, but a login that cannot encrypt opened this share all the same. Whether files are "
           "readable on the way is left to each client, and to whoever talks it down.",
           read,
           with(clauses::confidentiality(), "3.3.5.7", "Receiving an SMB2 TREE_CONNECT Request"),
           {},
           {"smb.encryption-capable", "smb.session.unencrypted"}},
          [](const SmbFacts& facts) { return capable(facts) && facts.session_unencrypted == "served"; }};
}

SmbRule encryption_not_shown() {
  return {
      {"smb.encryption-not-shown",
       Severity::medium,
       "It is not shown that encryption is required",
       "The server can encrypt. Whether it refuses a client that does not can only be seen with a login to the share: "
       "\"desired\" and \"required\" look alike from outside.",
       read,
       with(clauses::confidentiality(), "3.3.5.7", "Receiving an SMB2 TREE_CONNECT Request"),
       {},
       {"smb.encryption-capable"}},
      [](const SmbFacts& facts) {
        return capable(facts) && facts.session_unencrypted != "served" && !facts.encryption_shown_required();
      }};
}

SmbRule no_preauth() {
  return {{"smb.no-preauth-integrity",
           Severity::medium,
           "SMB 3.1.1 is not accepted",
           "Only SMB 3.1.1 binds the negotiation to the login, so that both ends notice when somebody altered it on "
           "the way.",
           changed,
           with(clauses::authenticity(), "3.3.5.4", "Receiving an SMB2 NEGOTIATE Request"),
           {},
           {"smb.dialects"}},
          [](const SmbFacts& facts) {
            return facts.dialects && !facts.dialects->empty() && facts.old_dialects().size() == facts.dialects->size();
          }};
}

SmbRule old_dialect(Severity severity, const char* id, const char* consequence, bool (*applies)(const SmbFacts&)) {
  return {
      {id,
       severity,
       "Versions older than SMB 3.1.1 are accepted as well",
       std::string("An attacker on the way can alter the negotiation of an older version unless the client checks it "
                   "afterwards. ") +
           consequence,
       changed,
       with(clauses::authenticity(), "3.2.5.14.12", "Handling a Validate Negotiate Info Response"),
       {},
       {"smb.dialects"}},
      applies};
}

bool mixed_dialects(const SmbFacts& facts) {
  const auto old = facts.old_dialects();
  return facts.dialects && !old.empty() && old.size() < facts.dialects->size();
}

SmbRule login_refused() {
  return {{"smb.login-refused",
           Severity::low,
           "The login given for the audit did not get in",
           "The user or the password was refused, or the login failed for another reason; what only a login can show "
           "was not "
           "measured.",
           {},
           {},
           {},
           {"smb.session.login"}},
          [](const SmbFacts& facts) { return facts.login && facts.login != "accepted"; }};
}

SmbRule client_not_measured() {
  return {{"smb.client-not-measured",
           Severity::info,
           "The device's own end is not measured by asking the server",
           "The server decides what reaches the storage. That the device refuses a false server is a setting of the "
           "device: "
           "it should require signing or encryption itself.",
           {},
           with({}, "3.2.5.14.12", "Handling a Validate Negotiate Info Response"),
           {},
           {}},
          [](const SmbFacts&) { return true; }};
}

}  // namespace

const std::vector<SmbRule>& smb_rules() {
  static const auto rules = [] {
    std::vector<SmbRule> all_rules{
        share_open(),
        guest(),
        anonymous(),
        smb1(),
        signing_disabled(),
        signing_not_required(),
        encryption_not_supported(),
        encryption_not_required(),
        encryption_not_shown(),
        no_preauth(),
        old_dialect(Severity::medium, "smb.old-dialect-accepted",
                    "What both ends then agree on may be less than both can do.",
                    [](const SmbFacts& facts) { return mixed_dialects(facts) && !facts.encryption_shown_required(); }),
        old_dialect(Severity::low, "smb.old-dialect-negotiated",
                    "Here it leads nowhere, as a session that does not encrypt was refused; but nothing needs it.",
                    [](const SmbFacts& facts) { return mixed_dialects(facts) && facts.encryption_shown_required(); }),
        login_refused()};
    for (auto& rule : smb_scope_rules()) all_rules.push_back(std::move(rule));
    all_rules.push_back(client_not_measured());
    return all_rules;
  }();
  return rules;
}

}  // namespace runseal::audit
