// What people sign, here or at a running service (--server); see app/records.h. A service is given the passphrase with
// each signature: docs/adr/0007-signing-with-a-token.md.
#pragma once

#include <string>
#include <vector>

#include "app/context.h"
#include "service/answer.h"

namespace runseal::app::records {

struct WantedException {
  std::string notice;
  std::string device;
  std::string by;
  std::string reason;
  std::string until;  // YYYY-MM-DD
};
// Asks for the passphrase once it is known that `by` may sign here. Its evidence.
Result<std::uint64_t> sign_exception(const Context& context, const WantedException& wanted);

struct PreparedReply {
  model::Reply reply;                // as a draft
  std::vector<std::string> missing;  // what keeps it from being signed
  std::string seen;                  // service::digest_of it, of a service's
};
// Of a service, a form that names nobody (`person`) names the token's owner.
Result<PreparedReply> prepare_reply(const Context& context, const std::string& notice,
                                    const service::ReplyRequest& request);

// Writes the files into `folder`; asks for the passphrase. Errors: as service::sign_reply; conflict (a service's case
// changed since it was prepared).
Result<service::SignedReply> sign_reply(const Context& context, const std::string& notice, const PreparedReply& form,
                                        const service::ReplyRequest& request, const std::string& meaning,
                                        const base::Path& folder);

}  // namespace runseal::app::records
