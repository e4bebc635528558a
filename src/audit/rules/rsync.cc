#include "audit/rules/rsync.h"

#include <map>

#include "audit/rules/beside_tls.h"
#include "audit/rules/clauses.h"
#include "audit/rules/facts.h"
#include "audit/rules/harms.h"
#include "audit/rules/rsync_remedies.h"
#include "audit/rules/tls_axes.h"
#include "audit/rules/tls_findings.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Protection;
using model::Severity;

struct RsyncFacts {
  bool tls = false;  // all of it went through TLS
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
  return {fact<bool>(observation, "rsync.tls").value_or(false), fact<std::string>(observation, "rsync.version"),
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
       [](const RsyncFacts& facts) { return facts.version.has_value() && !facts.tls; }},
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
       [](const RsyncFacts& facts) { return !facts.tls && !facts.with_door("password").empty(); },
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
      {{"rsync.port-in-clear-not-measured",
        Severity::info,
        "Whether the daemon also answers in clear was not measured",
        "Behind TLS stands a daemon that speaks in clear, at port 873 unless it is told otherwise. Measure it as well: "
        "rsync://HOST/MODULE must not answer from the network.",
        {},
        {},
        {},
        {"rsync.tls"}},
       [](const RsyncFacts& facts) { return facts.tls; }},
  };
  return rules;
}

Axes in_clear(const RsyncFacts& facts) {
  return {{Protection::absent, "An rsync daemon sends files without any code that notices a change."},
          {Protection::absent, "An rsync daemon sends everything in clear."},
          {Protection::absent, facts.with_door("open").empty()
                                   ? "A password proves the client at the beginning; nothing ever proves the server."
                                   : "A module opens without a password: neither end proves who it is."}};
}

// TLS proves the server; the client is proved by a password inside it, or not at all.
Axes inside_tls(const RsyncFacts& facts, Axes tls) {
  auto& peer = tls.peer_authenticity;
  if (!facts.with_door("open").empty())
    peer = at_most_optional(std::move(peer), "A module opens without a password: the client proves nothing.");
  else if (facts.with_door("password").empty() || !facts.with_door("refused").empty() || facts.not_asked > 0)
    peer = not_shown(std::move(peer), "It could not be measured whether every module asks for a password.");
  return tls;
}

void judge_rsync(model::Assessment& into, const model::Observation& observation) {
  const auto facts = rsync_facts(observation);
  const auto tls = tls_facts(observation);
  const auto axes = !facts.version
                        ? alike(Protection::unknown, "It could not be measured whether an rsync daemon is there.")
                    : facts.tls ? inside_tls(facts, tls_axes(tls))
                                : in_clear(facts);
  into.integrity = axes.integrity;
  into.confidentiality = axes.confidentiality;
  into.peer_authenticity = axes.peer_authenticity;
  if (facts.tls) into.would_settle = tls_would_settle(tls);
  if (!facts.version && into.would_settle.empty())
    into.would_settle = {"measure again; some questions were not answered"};
  add_findings(rsync_rules(), facts, into);
  if (facts.tls) add_findings(tls_rules(), tls, into);
}

std::vector<model::Remedy> remedies(const model::Assessment& assessment, const model::Observation& observation,
                                    const std::vector<model::Device>&) {
  if (!rsync_facts(observation).tls) return rsync_plain_remedies(observation.endpoint);
  return assessment.secure() ? std::vector<model::Remedy>() : rsync_tls_remedies(observation.endpoint);
}

std::vector<std::string> ids() {
  auto all = ids_of(rsync_rules());
  for (auto& id : ids_of(tls_rules())) all.push_back(std::move(id));
  return all;
}

}  // namespace

RuleSet rsync_rule_set() { return {"rsync", judge_rsync, remedies, ids}; }

}  // namespace runseal::audit
