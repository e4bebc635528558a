// What was measured (Observation) and what it means (Assessment, made of Findings).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/notice.h"

namespace runseal::model {

// One question asked of an endpoint and the bytes that came back: the raw evidence behind facts.
struct Exchange {
  std::string label;               // "negotiate-3.1.1", "smbclient-unencrypted"
  std::string question;            // in words: "offered SMB 2.0.2 to 3.1.1 with every cipher and signing algorithm"
  std::string answer_hex;          // the first 1024 bytes of the answer
  std::uint64_t answer_bytes = 0;  // how many there were
  std::string outcome;             // "answered", "closed", "timed out", "reset", "malformed: …"
};
RUNSEAL_JSON(Exchange)

struct Fact {
  Json value;
  std::string exchange;  // the label of the exchange that shows it
};
RUNSEAL_JSON(Fact)

// One measured fact set about a connection. Holds no secret.
struct Observation {
  std::string id;
  std::string endpoint;  // in normal form
  std::string method;    // "probe", "probe+session"
  std::string protocol;  // "smb"
  std::string at;        // RFC 3339, when it began
  std::string version;   // of runseal
  std::uint64_t duration_ms = 0;
  bool complete = false;              // false: the questions that decide could not all be answered; see `failure`
  std::string failure;                // why not, in words
  std::map<std::string, Fact> facts;  // by stable id: "smb.signing-required"
  std::vector<Exchange> exchanges;
};
RUNSEAL_JSON(Observation)

// unknown stands first: what nobody set is unknown, never safe.
enum class Protection { unknown, absent, optional, protected_ };
enum class Severity { info, low, medium, high, critical };

struct Axis {
  Protection grade = Protection::unknown;
  std::string reason;  // one sentence
};

struct Clause {
  std::string standard;  // "NIST SP 800-171r2"
  std::string id;        // "3.13.8"
  std::string title;
};
RUNSEAL_JSON(Clause)
[[nodiscard]] std::string words_of(const Clause& clause);  // "NIST SP 800-171r2 3.13.8"

struct Remedy {
  std::string target;    // "Samba", "Windows Server", "Group Policy", "this device"
  std::string language;  // "smb.conf", "powershell", "text": how to show it
  std::string text;      // to paste
  std::string undo;
  std::string may_break;  // what stops working
};
RUNSEAL_JSON(Remedy)

// Somebody bears the risk of one finding on one connection until a day. It stays a finding, and changes no grade.
struct Acceptance {
  std::string by;
  std::string reason;
  std::string until;  // YYYY-MM-DD, the last day it holds
};
RUNSEAL_JSON(Acceptance)

struct Finding {
  std::string id;  // stable: "smb.signing-not-required"
  Severity severity = Severity::info;
  std::string title;        // one line
  std::string explanation;  // plain words
  std::vector<Harm> harms;
  std::vector<Clause> clauses;
  std::vector<Remedy> remedies;
  std::vector<std::string> facts;                     // the ids it rests on
  std::optional<Acceptance> accepted = std::nullopt;  // by the policy file, and in force when it was judged
};

struct Assessment {
  std::string observation_id;
  std::string endpoint;
  std::string at;  // of the observation
  Axis integrity;
  Axis confidentiality;
  Axis peer_authenticity;
  std::vector<Finding> findings;          // worst first
  std::vector<std::string> would_settle;  // for each unknown: what to give or do so that it can be measured

  // The only way to "secure": all three measured as protected.
  [[nodiscard]] bool secure() const {
    return integrity.grade == Protection::protected_ && confidentiality.grade == Protection::protected_ &&
           peer_authenticity.grade == Protection::protected_;
  }
};

}  // namespace runseal::model

RUNSEAL_ENUM_NAMES(runseal::model::Protection, {runseal::model::Protection::unknown, "unknown"},
                   {runseal::model::Protection::absent, "absent"}, {runseal::model::Protection::optional, "optional"},
                   {runseal::model::Protection::protected_, "protected"});
RUNSEAL_ENUM_NAMES(runseal::model::Severity, {runseal::model::Severity::info, "info"},
                   {runseal::model::Severity::low, "low"}, {runseal::model::Severity::medium, "medium"},
                   {runseal::model::Severity::high, "high"}, {runseal::model::Severity::critical, "critical"});

namespace runseal::model {
RUNSEAL_JSON(Axis)
RUNSEAL_JSON(Finding)
RUNSEAL_JSON(Assessment)
}  // namespace runseal::model
