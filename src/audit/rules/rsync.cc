#include "audit/rules/rsync.h"

#include <map>

#include <fmt/format.h>

#include "audit/rules/clauses.h"
#include "audit/rules/facts.h"
#include "audit/rules/harms.h"
#include "base/endpoint.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Axis;
using model::Protection;
using model::Remedy;
using model::Severity;

struct RsyncFacts {
  std::optional<std::string> version;
  std::optional<std::map<std::string, std::string>> doors;  // by module: open, password, refused
  std::size_t not_asked = 0;

  [[nodiscard]] std::vector<std::string> with_door(const std::string& door) const {
    std::vector<std::string> names;
    for (const auto& [name, its] : doors.value_or(std::map<std::string, std::string>()))
      if (its == door) names.push_back(name);
    return names;
  }
};
using RsyncRule = Rule<RsyncFacts>;

RsyncFacts rsync_facts(const model::Observation& observation) {
  return {fact<std::string>(observation, "rsync.version"),
          fact<std::map<std::string, std::string>>(observation, "rsync.doors"),
          fact<std::size_t>(observation, "rsync.modules-not-asked").value_or(0)};
}

const std::vector<RsyncRule>& rsync_rules() {
  static const std::vector<RsyncRule> rules{
      {{"rsync.plain",
        Severity::critical,
        "The rsync daemon sends everything in clear",
        "Files, their names and the answers to passwords cross the network readable, and rsync's checksums find faults "
        "of the network, not changes on purpose. No setting of the daemon changes that: run rsync inside SSH, or "
        "inside "
        "TLS.",
        harms::all,
        clauses::confidentiality(),
        {},
        {"rsync.version"}},
       [](const RsyncFacts& facts) { return facts.version.has_value(); }},
      {{"rsync.module-open",
        Severity::critical,
        "Modules open without a password",
        "Anybody on the network can read them, and write to those that are not \"read only\".",
        harms::all,
        clauses::authenticity(),
        {},
        {"rsync.doors"}},
       [](const RsyncFacts& facts) { return !facts.with_door("open").empty(); },
       [](const RsyncFacts& facts) { return "Open: " + base::join(facts.with_door("open"), ", ") + "."; }},
      {{"rsync.password-in-clear",
        Severity::medium,
        "A password is asked for, over a connection that is not protected",
        "The password itself is not sent, only a hash of it with the server's question: who listens can try passwords "
        "against it at leisure, and who stands in between takes over the connection after the login.",
        harms::all,
        clauses::authenticity(),
        {},
        {"rsync.doors"}},
       [](const RsyncFacts& facts) { return !facts.with_door("password").empty(); },
       [](const RsyncFacts& facts) {
         return "With a password: " + base::join(facts.with_door("password"), ", ") + ".";
       }},
      {{"rsync.module-refused",
        Severity::info,
        "Modules were refused to this machine",
        "The server lets in certain addresses only, or the module does not exist. An address proves nothing: anybody "
        "in "
        "the same network can take it.",
        {},
        {},
        {},
        {"rsync.doors"}},
       [](const RsyncFacts& facts) { return !facts.with_door("refused").empty(); },
       [](const RsyncFacts& facts) { return "Refused: " + base::join(facts.with_door("refused"), ", ") + "."; }},
      {{"rsync.modules-not-asked",
        Severity::info,
        "Not every module was asked for",
        "The first sixteen were. Name one in the address (rsync://host/module) to measure it.",
        {},
        {},
        {},
        {"rsync.modules-not-asked"}},
       [](const RsyncFacts& facts) { return facts.not_asked > 0; }},
  };
  return rules;
}

void judge_rsync(model::Assessment& into, const model::Observation& observation) {
  const auto facts = rsync_facts(observation);
  if (!facts.version) {
    into.integrity = into.confidentiality =
        into.peer_authenticity = {Protection::unknown, "It could not be measured whether an rsync daemon is there."};
    into.would_settle = {"measure again; some questions were not answered"};
  } else {
    into.integrity = {Protection::absent, "An rsync daemon sends files without any code that notices a change."};
    into.confidentiality = {Protection::absent, "An rsync daemon sends everything in clear."};
    into.peer_authenticity = {Protection::absent,
                              facts.with_door("open").empty()
                                  ? "A password proves the client at the beginning; nothing ever proves the server."
                                  : "A module opens without a password: neither end proves who it is."};
  }
  add_findings(rsync_rules(), facts, into);
}

std::vector<Remedy> remedies(const model::Assessment&, const model::Observation& observation,
                             const std::vector<model::Device>&) {
  const auto parsed = base::parse_endpoint(observation.endpoint);
  const auto host = parsed ? parsed->host : std::string("HOST");
  const auto port = parsed && parsed->port != 0 ? parsed->port : std::uint16_t{873};
  return {
      {"rsyncd", "rsyncd.conf",
       fmt::format(
           "# 1. /etc/rsyncd.conf, first lines: heard on this machine alone, and never without a password. The\n"
           "#    file of passwords (user:password, mode 0600) must exist.\n"
           "address = 127.0.0.1\n"
           "auth users = sequencer\n"
           "secrets file = /etc/rsyncd.secrets\n"
           "# 2. /etc/stunnel/rsync.conf: the network reaches it inside TLS, at port 874 (rsync-ssl on the "
           "clients)\n"
           "#   [rsync]\n"
           "#   accept = 874\n"
           "#   connect = 127.0.0.1:{}\n"
           "#   cert = /etc/stunnel/rsync.pem\n",
           port),
       "Take the lines out again and restart rsync; stop stunnel.",
       "Every client that connects to the daemon directly. Settings inside a module win over these: look through the "
       "modules for \"auth users\" of their own. Open connections break once: change it between runs."},
      {"OpenSSH", "text",
       "Better still, without a daemon: rsync inside SSH.\n"
       "1. On the server: systemctl disable --now rsync\n"
       "2. In the account's authorized_keys: command=\"rrsync /srv/runs\",restrict ssh-ed25519 KEY\n"
       "3. Then measure ssh://" +
           host + " as well: its host key is what proves the server.\n",
       "systemctl enable --now rsync; take the line out of authorized_keys.",
       "Clients that know the daemon's address only; programs that cannot speak SSH."},
      {"this device", "text",
       fmt::format(
           "In place of rsync://{}/… :\n"
           "  rsync -a -e ssh FOLDER sequencer@{}:/      (SSH; list its host key in the known hosts first)\n"
           "  rsync-ssl -a FOLDER rsync://sequencer@{}/MODULE      (TLS; RSYNC_SSL_CA_CERT names the authority)\n",
           host, host, host),
       "Use the former address again.",
       "Nothing on this device, once the server is ready. On an instrument, ask its manufacturer before changing a "
       "setting, and install nothing."}};
}

std::vector<std::string> ids() { return ids_of(rsync_rules()); }

}  // namespace

RuleSet rsync_rule_set() { return {"rsync", judge_rsync, remedies, ids}; }

}  // namespace runseal::audit
