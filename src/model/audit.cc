#include "model/audit.h"

#include "base/json_fields.h"

namespace runseal::model {

RUNSEAL_JSON_FIELDS(Exchange, label, question, answer_hex, answer_bytes, outcome)
RUNSEAL_JSON_FIELDS(Fact, value, exchange)
RUNSEAL_JSON_FIELDS(Observation, id, endpoint, method, protocol, at, version, duration_ms, complete, failure, facts,
                    exchanges)
RUNSEAL_JSON_FIELDS(Clause, standard, id, title)
RUNSEAL_JSON_FIELDS(Remedy, target, language, text, undo, may_break)
RUNSEAL_JSON_FIELDS(Acceptance, by, reason, until)
RUNSEAL_JSON_FIELDS(Axis, grade, reason)
RUNSEAL_JSON_FIELDS(Finding, id, severity, title, explanation, harms, clauses, remedies, facts, accepted)
RUNSEAL_JSON_FIELDS(Assessment, observation_id, endpoint, at, integrity, confidentiality, peer_authenticity, findings,
                    would_settle)

std::string words_of(const Clause& clause) {
  return clause.id.empty() ? clause.standard : clause.standard + " " + clause.id;
}

}  // namespace runseal::model
