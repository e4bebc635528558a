#include "model/case.h"

#include "base/json_fields.h"

namespace runseal::model {

RUNSEAL_JSON_FIELDS(Attachment, file_name, sha256, bytes)
RUNSEAL_JSON_FIELDS(CaseException, notice_id, device_id, reason, by, at, expires, signer_key, signature)
RUNSEAL_JSON_FIELDS(SignatureBlock, name, at, meaning)
RUNSEAL_JSON_FIELDS(Person, name, title, public_key, locked_key)
RUNSEAL_JSON_FIELDS(ActionRecord, notice_id, device_id, action, by, at, on, note, attachment, about)
RUNSEAL_JSON_FIELDS(CaseItem, action, device_id, state, detail, by, on, evidence)
RUNSEAL_JSON_FIELDS(MeasuredConnection, endpoint, at, integrity, confidentiality, peer_authenticity, stale)
RUNSEAL_JSON_FIELDS(ExceptionInForce, expires, by, reason)
RUNSEAL_JSON_FIELDS(NearMiss, device_id, name, catalogue_number, serial, site, settled_by, settled_on, note)
RUNSEAL_JSON_FIELDS(CaseDevice, device_id, name, catalogue_number, serial, site, product, secure, exception,
                    connections)
RUNSEAL_JSON_FIELDS(Case, notice_id, items, devices, near_misses, not_affected)
RUNSEAL_JSON_FIELDS(Answer, part, ask, kind, label, value, date, missing, evidence)
RUNSEAL_JSON_FIELDS(Reply, id, notice_id, references, publisher, notice_title, reply_address, role, language,
                    date_format, organisation, person, title, date, draft, answers, devices, near_misses, not_affected,
                    evidence_origin, evidence_size, evidence_root, made_at, version, signature)

}  // namespace runseal::model
