// The case: what a notice asks for, for each affected device, done or open, with evidence. It is computed anew from the
// records each time; nothing in it can be set by hand except what a person really says or signs.
#pragma once

#include "model/case.h"
#include "service/concerned.h"
#include "service/notices.h"
#include "service/people.h"

namespace runseal::service {

// Changes nothing.
Result<model::Case> case_of(Workspace& workspace, const model::Notice& notice);
Result<model::Case> case_of(Workspace& workspace, const model::Notice& notice, const Concerned& concerned);

struct NamedBytes {
  std::string name;
  Bytes bytes;
};

struct Statement {
  model::CaseAction action;
  std::string device_id;  // for protocol_settled and near_miss_settled
  std::string by;
  std::string on;  // YYYY-MM-DD; empty: today
  std::string note;
  std::optional<base::Path> file;                    // for guidance_read: what was read
  std::optional<NamedBytes> content = std::nullopt;  // the same where there is no file
};

// Errors: usage (measured_secure cannot be stated, only measured; a file or a device is missing), invalid (also: it was
// stated before, and the one who acts does not say why it is said anew), not_found.
Result<std::uint64_t> state_action(Workspace& workspace, const model::Notice& notice, const Statement& statement);

// Signed, with a reason and an end. Errors: denied (passphrase), invalid (date, reason, a device that is not affected).
Result<std::uint64_t> sign_exception(Workspace& workspace, const model::Notice& notice, const std::string& device_id,
                                     const std::string& reason, Date expires, const Signer& signer);

// The bytes that an exception's signature covers.
Result<std::string> signed_text(const model::CaseException& exception);

inline constexpr const char* exception_namespace = "runseal-exception";

}  // namespace runseal::service
