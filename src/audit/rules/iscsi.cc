#include "audit/rules/iscsi.h"

#include <map>

#include <fmt/format.h>

#include "audit/rules/clauses.h"
#include "audit/rules/facts.h"
#include "audit/rules/harms.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Protection;
using model::Remedy;
using model::Severity;

struct IscsiFacts {
  std::optional<bool> spoken;
  std::optional<std::string> discovery;                     // open, refused
  std::optional<std::map<std::string, std::string>> doors;  // by target: open, chap, refused
  std::size_t not_asked = 0;

  [[nodiscard]] std::vector<std::string> with_door(const std::string& door) const {
    std::vector<std::string> names;
    for (const auto& [name, its] : doors.value_or(std::map<std::string, std::string>()))
      if (its == door) names.push_back(base::printable(name, 223));
    return names;
  }
};
using IscsiRule = Rule<IscsiFacts>;

IscsiFacts iscsi_facts(const model::Observation& observation) {
  return {fact<bool>(observation, "iscsi.spoken"), one_of(observation, "iscsi.discovery", {"open", "refused"}),
          fact<std::map<std::string, std::string>>(observation, "iscsi.doors"),
          fact<std::size_t>(observation, "iscsi.targets-not-asked").value_or(0)};
}

const std::vector<IscsiRule>& iscsi_rules() {
  static const std::vector<IscsiRule> rules{
      {{"iscsi.plain",
        Severity::critical,
        "iSCSI sends every block in clear",
        "Who is on the way reads the disk and changes it while it is read or written. The digests of iSCSI are "
        "checksums "
        "against faults of the network, not against changes on purpose. Only IPsec, or a network that nobody else is "
        "on, protects it.",
        harms::all,
        clauses::confidentiality(),
        {},
        {"iscsi.spoken"}},
       [](const IscsiFacts& facts) { return facts.spoken == std::optional(true); }},
      {{"iscsi.target-open",
        Severity::critical,
        "Targets open without a password",
        "Anybody on the network can attach the disk, and read and write it block by block, below every right of a file "
        "system.",
        harms::all,
        clauses::authenticity(),
        {},
        {"iscsi.doors"}},
       [](const IscsiFacts& facts) { return !facts.with_door("open").empty(); },
       [](const IscsiFacts& facts) { return "Open: " + base::join(facts.with_door("open"), ", ") + "."; }},
      {{"iscsi.chap-protects-the-login-alone",
        Severity::medium,
        "CHAP proves the initiator once, and protects nothing after that",
        "Who listens can try passwords against CHAP's answer at leisure; who stands in between takes over the session "
        "after the login. Whether the target proves itself too (mutual CHAP) cannot be seen without the password.",
        harms::all,
        clauses::authenticity(),
        {},
        {"iscsi.doors"}},
       [](const IscsiFacts& facts) { return !facts.with_door("chap").empty(); },
       [](const IscsiFacts& facts) { return "With CHAP: " + base::join(facts.with_door("chap"), ", ") + "."; }},
      {{"iscsi.discovery-open",
        Severity::low,
        "Anybody may list the targets",
        "The names tell what there is to attack.",
        harms::read,
        clauses::authenticity(),
        {},
        {"iscsi.discovery"}},
       [](const IscsiFacts& facts) { return facts.discovery == "open"; }},
      {{"iscsi.target-refused",
        Severity::info,
        "Targets were refused to this machine",
        "The target lets in certain names or addresses only, or does not exist. A name proves nothing: anybody can "
        "give "
        "it.",
        {},
        {},
        {},
        {"iscsi.doors"}},
       [](const IscsiFacts& facts) { return !facts.with_door("refused").empty(); },
       [](const IscsiFacts& facts) { return "Refused: " + base::join(facts.with_door("refused"), ", ") + "."; }},
      {{"iscsi.targets-not-asked",
        Severity::info,
        "Not every target was asked",
        "The first eight were. Name one in the address (iscsi://host/TARGET) to measure it.",
        {},
        {},
        {},
        {"iscsi.targets-not-asked"}},
       [](const IscsiFacts& facts) { return facts.not_asked > 0; }},
  };
  return rules;
}

void judge_iscsi(model::Assessment& into, const model::Observation& observation) {
  const auto facts = iscsi_facts(observation);
  if (facts.spoken != std::optional(true)) {
    into.integrity = into.confidentiality =
        into.peer_authenticity = {Protection::unknown, "It could not be measured whether iSCSI is spoken."};
    into.would_settle = {"measure again; some questions were not answered"};
  } else {
    into.integrity = {Protection::absent, "iSCSI carries blocks without any code that notices a change on purpose."};
    into.confidentiality = {Protection::absent, "iSCSI sends every block in clear."};
    into.peer_authenticity = {Protection::absent,
                              facts.with_door("open").empty()
                                  ? "CHAP proves a login once; after it nothing proves where a message comes from."
                                  : "A target opens without a password: neither end proves who it is."};
    if (!facts.doors)
      into.would_settle = {
          "name the target in the address (iscsi://host/TARGET), so that it can be seen whether it "
          "opens without a password"};
  }
  add_findings(iscsi_rules(), facts, into);
}

std::vector<Remedy> remedies(const model::Assessment&, const model::Observation&, const std::vector<model::Device>&) {
  return {
      {"tgt", "sh",
       "# CHAP for a target of tgt (Debian); make up the two passwords. Then, whatever the target is, put the "
       "connection into IPsec\n"
       "# or on a network of its own (a VLAN, or a cable, that nothing else is on).\n"
       "tgtadm --lld iscsi --op new --mode account --user sequencer --password PASSWORD-OF-12-TO-16\n"
       "tgtadm --lld iscsi --op bind --mode account --tid 1 --user sequencer\n",
       "tgtadm --lld iscsi --op unbind --mode account --tid 1 --user sequencer; then --op delete --mode account --user "
       "sequencer.",
       "Initiators that have no password yet, at their next login. To last, the same belongs in "
       "/etc/tgt/conf.d/*.conf: incominguser sequencer PASSWORD."},
      {"Windows Server", "powershell",
       "Set-IscsiServerTarget -TargetName <name> -EnableChap $true -Chap (Get-Credential)\n"
       "# and a connection security rule for TCP port 3260 that requires IPsec with encryption, on both ends\n",
       "Set-IscsiServerTarget -TargetName <name> -EnableChap $false; delete the connection security rule.",
       "Initiators that have no password yet, and those that cannot do IPsec."},
      {"this device", "text",
       "/etc/iscsi/iscsid.conf: node.session.auth.authmethod = CHAP, node.session.auth.username, "
       "node.session.auth.password; and username_in, password_in, so that the target proves itself too.\n"
       "Files are better carried by a protocol that protects them itself: SMB 3.1.1 with encryption, NFS with krb5p, "
       "or SFTP.\n",
       "Set authmethod back to None.", "The session is built anew: unmount the disk first."}};
}

std::vector<std::string> ids() { return ids_of(iscsi_rules()); }

}  // namespace

RuleSet iscsi_rule_set() { return {"iscsi", judge_iscsi, remedies, ids}; }

}  // namespace runseal::audit
