// How the first person comes in: there is no default password.
#pragma once

#include <optional>
#include <string>

#include "service/accounts.h"

namespace runseal::service {

struct FirstLink {
  std::string account;
  Link link;
};

// Where nobody could sign in to administer: a one-time link for the first administrator, who is made if there is none.
// `always`: also where somebody could.
Result<std::optional<FirstLink>> first_link(Workspace& workspace, bool always);

}  // namespace runseal::service
