#include "audit/rules/captured.h"

#include <fmt/format.h>

#include "audit/rules/clauses.h"
#include "audit/rules/facts.h"
#include "audit/rules/harms.h"
#include "audit/rules/measured_before.h"
#include "audit/rules/rule_set.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Axis;
using model::Protection;
using model::Severity;

struct CapturedFacts {
  Axis integrity;
  Axis confidentiality;
  Axis peer_authenticity;
  std::uint64_t readable_files = 0;
  std::uint64_t readable_bytes = 0;
  std::uint64_t bytes_not_seen = 0;
  std::vector<std::string> signs;
  std::string older_than;  // the best version that was measured, where an older one was spoken
  std::vector<std::string> otherwise_negotiated;
  bool weaker_than_measured = false;
  std::string measured_on;
};
using CapturedRule = Rule<CapturedFacts>;

Axis axis_of(const model::Observation& observation, const char* id) {
  const Axis unknown{Protection::unknown, "The capture does not tell."};
  const auto found = observation.facts.find(id);
  if (found == observation.facts.end()) return unknown;
  try {
    return found->second.value.get<Axis>();
  } catch (const std::exception&) {
    return unknown;
  }
}

// SMB's versions, the oldest first.
std::size_t age_of(const std::string& version) {
  constexpr std::string_view versions[] = {"1", "2.0.2", "2.1", "3.0", "3.0.2", "3.1.1"};
  return static_cast<std::size_t>(std::ranges::find(versions, version) - std::begin(versions));
}

Json measured_of(const model::Observation& observation) {
  const auto found = observation.facts.find(measured_before_id);
  const bool any = found != observation.facts.end() && found->second.value.is_object();
  return any ? found->second.value : Json::object();
}

std::string better_version_measured(const model::Observation& observation) {
  const auto spoken = observation.facts.find("smb.dialect");
  if (spoken == observation.facts.end()) return {};
  std::string best;
  for (const auto& one : measured_of(observation).value("versions", Json()))
    if (one.is_string() && (best.empty() || age_of(one.get<std::string>()) > age_of(best)))
      best = one.get<std::string>();
  const auto& value = spoken->second.value;
  const auto older = [&](const Json& one) { return one.is_string() && age_of(one.get<std::string>()) < age_of(best); };
  const bool any = value.is_array() ? std::ranges::any_of(value, older) : older(value);
  return any && age_of(best) < 6 ? best : std::string();
}

// The texts of a fact that is one or several.
std::vector<std::string> texts(const model::Observation& observation, const char* id) {
  if (const auto one = fact<std::string>(observation, id)) return {*one};
  return fact<std::vector<std::string>>(observation, id).value_or(std::vector<std::string>());
}

// The versions that were measured are there where each of SMB 2 and 3 was found out.
bool measured_to_refuse(const Json& measured, const std::string& version) {
  if (version == "1") return measured.value("smb1", Json()) == false;
  const auto taken = measured.value("versions", Json());
  return age_of(version) < 6 && taken.is_array() && std::ranges::find(taken, Json(version)) == taken.end();
}

// What a server said of itself in packets, and not when it was asked before them. Of a client that asks for less
// nothing follows.
std::vector<std::string> otherwise_negotiated(const model::Observation& observation) {
  const auto at = measured_before(observation, "integrity").at;
  if (at.empty() || at > observation.at) return {};
  const auto measured = measured_of(observation);
  std::vector<std::string> all;
  const auto required = measured.value("signing_required_by_version", Json());
  for (const auto& version : texts(observation, "smb.signing-left-open"))
    if (required.is_object() && required.contains(version) && required[version] == true)
      all.push_back(fmt::format("In SMB {} the server left signing open, which it was measured to require.", version));
  for (const auto& version : texts(observation, "smb.dialect"))
    if (measured_to_refuse(measured, version))
      all.push_back(fmt::format("{} was agreed on, which the server was measured not to take.", "SMB " + version));
  const auto ciphers = measured.value("ciphers", Json());
  for (const auto& cipher : texts(observation, "smb.ciphers-chosen"))
    if (ciphers.is_array() && !ciphers.empty() && std::ranges::find(ciphers, Json(cipher)) == ciphers.end())
      all.push_back(fmt::format("{} was agreed on, which the server was measured not to take.", cipher));
  return all;
}

CapturedFacts captured_facts(const model::Observation& observation) {
  return {axis_of(observation, captured::integrity),
          axis_of(observation, captured::confidentiality),
          axis_of(observation, captured::peer_authenticity),
          fact<std::uint64_t>(observation, captured::readable_files).value_or(0),
          fact<std::uint64_t>(observation, captured::readable_bytes).value_or(0),
          fact<std::uint64_t>(observation, captured::bytes_not_seen).value_or(0),
          fact<std::vector<std::string>>(observation, captured::signs).value_or(std::vector<std::string>()),
          better_version_measured(observation),
          otherwise_negotiated(observation),
          false,
          {}};
}

// What was asked after the traffic was seen says how it is now; what was asked before has to bear what was seen since.
Axis combined(const Axis& seen, const MeasuredBefore& before, const std::string& until) {
  const auto day = before.at.substr(0, 10);
  if (before.at.empty() || before.grade == Protection::unknown) {
    if (seen.grade != Protection::protected_) return seen;
    return {Protection::optional,
            "The traffic seen was protected; whether the server would also accept less was not asked. " + seen.reason};
  }
  if (seen.grade == Protection::unknown)
    return {before.grade, fmt::format("Measured on {}; the capture does not tell. {}", day, seen.reason)};
  if (before.at > until)
    return {before.grade, fmt::format("Measured on {}, after this traffic. Until then: {}", day, seen.reason)};
  if (seen.grade < before.grade)
    return {seen.grade, fmt::format("Measured better on {}, but this was seen since: {}", day, seen.reason)};
  if (seen.grade > before.grade)
    return {before.grade, fmt::format("Measured on {}. What was seen was better: {}", day, seen.reason)};
  return {seen.grade, fmt::format("Measured on {}, and the traffic agrees: {}", day, seen.reason)};
}

// Whoever is on the way can send a message that nothing protects, whatever the login proved.
bool proves_no_end(const Axis& integrity, const Axis& peer, const MeasuredBefore& before, const std::string& until) {
  return integrity.grade == Protection::absent && peer.grade == Protection::unknown &&
         before.grade == Protection::protected_ && before.at <= until;
}

bool worse_than(const Axis& seen, const MeasuredBefore& before, const std::string& until) {
  return before.grade == Protection::protected_ && before.at <= until && seen.grade != Protection::unknown &&
         seen.grade < before.grade;
}

const std::vector<CapturedRule>& captured_rules() {
  static const std::vector<CapturedRule> rules{
      {{"capture.weaker-than-measured",
        Severity::critical,
        "The traffic was less protected than the server was measured to require",
        "Either the server's settings were changed since, or the traffic went another way than to the server that was "
        "measured, or somebody in between took the protection away. Find out which before files of that time are used.",
        harms::all,
        clauses::integrity(),
        {},
        {captured::integrity, captured::confidentiality, measured_before_id}},
       [](const CapturedFacts& facts) { return facts.weaker_than_measured; },
       [](const CapturedFacts& facts) { return "Measured on " + facts.measured_on + " as protected."; }},
      {{"capture.readable-traffic",
        Severity::critical,
        "Files crossed the network readable",
        "Whoever listened has them, or their names: this was seen, it is not a possibility. `runseal capture` lists "
        "the "
        "files, for the question what was disclosed.",
        harms::read,
        clauses::confidentiality(),
        {},
        {captured::confidentiality, captured::readable_files, captured::readable_bytes}},
       [](const CapturedFacts& facts) { return facts.confidentiality.grade == Protection::absent; },
       [](const CapturedFacts& facts) {
         return fmt::format("{} files are known by name, {} bytes of content.", facts.readable_files,
                            facts.readable_bytes);
       }},
      {{"capture.changeable-traffic",
        Severity::critical,
        "Files crossed the network without protection against changes",
        "A change on the way would not have been noticed. That nothing was changed cannot be seen from outside: "
        "compare "
        "files of that time with their source, or seal runs there.",
        harms::changed,
        clauses::integrity(),
        {},
        {captured::integrity}},
       [](const CapturedFacts& facts) { return facts.integrity.grade == Protection::absent; }},
      {{"capture.peer-not-proven",
        Severity::high,
        "One end did not prove who it is",
        "On the connections seen, nothing showed the client or the server to be the one it should be.",
        harms::all,
        clauses::authenticity(),
        {},
        {captured::peer_authenticity}},
       [](const CapturedFacts& facts) { return facts.peer_authenticity.grade == Protection::absent; }},
      {{"capture.older-version",
        Severity::medium,
        "An older version was spoken than the server can",
        "Either the client knows no newer one, as Windows 7 does not, or somebody in between talked the two down. "
        "Which "
        "devices it was, the capture's conversations say.",
        harms::all,
        clauses::authenticity(),
        {},
        {"smb.dialect", measured_before_id}},
       [](const CapturedFacts& facts) { return !facts.older_than.empty(); },
       [](const CapturedFacts& facts) { return "Measured: SMB " + facts.older_than + "."; }},
      {{"capture.negotiated-otherwise",
        Severity::high,
        "The server answered otherwise than when it was measured",
        "Either its settings were changed in between, or the traffic went to another server, or somebody in between "
        "changed the negotiation.",
        harms::all,
        clauses::integrity(),
        {},
        {"smb.dialect", "smb.signing-left-open", "smb.ciphers-chosen", measured_before_id}},
       [](const CapturedFacts& facts) { return !facts.otherwise_negotiated.empty(); },
       [](const CapturedFacts& facts) { return base::join(facts.otherwise_negotiated, " "); }},
      {{"capture.signs-of-interference",
        Severity::high,
        "There are signs that somebody may have interfered",
        "Each is a fact with its packets, and each may have a harmless reason. Have them looked at by somebody who "
        "knows the network.",
        harms::all,
        clauses::integrity(),
        {},
        {captured::signs}},
       [](const CapturedFacts& facts) { return !facts.signs.empty(); },
       [](const CapturedFacts& facts) { return base::join(facts.signs, " "); }},
      {{"capture.not-whole",
        Severity::info,
        "The capture does not hold everything that was sent",
        "What it lacks is not known, and nothing is concluded from it.",
        {},
        {},
        {},
        {captured::bytes_not_seen}},
       [](const CapturedFacts& facts) { return facts.bytes_not_seen > 0; },
       [](const CapturedFacts& facts) { return fmt::format("{} bytes were not seen.", facts.bytes_not_seen); }},
  };
  return rules;
}

}  // namespace

void judge_captured(model::Assessment& into, const model::Observation& observation) {
  auto facts = captured_facts(observation);
  const auto until = fact<std::string>(observation, captured::until).value_or(observation.at);
  const auto settle = [&](Axis& axis, const Axis& seen, const char* name) {
    const auto before = measured_before(observation, name);
    axis = combined(seen, before, until);
    if (!worse_than(seen, before, until)) return;
    facts.weaker_than_measured = true;
    facts.measured_on = before.at.substr(0, 10);
  };
  settle(into.integrity, facts.integrity, "integrity");
  settle(into.confidentiality, facts.confidentiality, "confidentiality");
  settle(into.peer_authenticity, facts.peer_authenticity, "peer_authenticity");
  if (const auto peer = measured_before(observation, "peer_authenticity");
      proves_no_end(facts.integrity, facts.peer_authenticity, peer, until))
    into.peer_authenticity = {
        Protection::unknown,
        fmt::format("Measured better on {}, but messages that nothing protects were seen since, and prove no end: {}",
                    peer.at.substr(0, 10), facts.peer_authenticity.reason)};
  add_findings(captured_rules(), facts, into);
  // what rests on an earlier answer is no younger than that; what was asked since is younger than the traffic
  const auto before = measured_before(observation, "integrity");
  const bool rests = facts.integrity.grade == Protection::unknown ||
                     facts.confidentiality.grade == Protection::unknown ||
                     facts.peer_authenticity.grade == Protection::unknown;
  if (!before.at.empty() && (rests || before.at > until)) into.at = before.at;
  if (!into.secure())
    into.would_settle.push_back("ask the server what it accepts, and get the change to make: runseal audit " +
                                observation.endpoint);
}

std::vector<std::string> captured_finding_ids() { return ids_of(captured_rules()); }

}  // namespace runseal::audit
