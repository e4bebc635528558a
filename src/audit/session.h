// What only somebody who may log in can find out: does this share serve a client that cannot encrypt?
// Asked with Samba's smbclient, run as a program, and with logins of our own (session_share.h). Nothing is written
// to the share and no file of it is opened. No more than one wrong password is ever sent. Everything is asked at the
// address that the probe measured; the name is not looked up again.
#pragma once

#include <optional>
#include <string>

#include "audit/stream.h"
#include "base/endpoint.h"
#include "base/files.h"
#include "model/audit.h"

namespace runseal::audit {

struct Credentials {
  std::string user;
  std::string password;
  std::string domain;
};

// Lines "username = …", "password = …", "domain = …", as smbclient -A takes them; '#' begins a comment.
// Errors: denied (not owned by the caller, or its mode is not 0600 or stricter), invalid (with the line), not_found.
[[nodiscard]] Result<Credentials> read_credentials(base::Files& files, const base::Path& file);

// RUNSEAL_SMB_USER, RUNSEAL_SMB_PASSWORD, RUNSEAL_SMB_DOMAIN; nothing unless the first two are set.
[[nodiscard]] std::optional<Credentials> credentials_from_environment();

// Adds to `into` (method "probe+session") the exchanges and, as far as they were shown, the facts
//   smb.session.login        accepted, refused (user or password wrong, account locked), failed (could not be told)
//   smb.session.encrypted    works, fails: does a login with encryption open the share?
//   smb.session.unencrypted  served, refused: does a login that cannot encrypt? "refused" only when the encrypted one
//                            works: then the refusal is not for the password, the account or the share.
//   smb.share-dfs            true, false: is the share a DFS namespace?
// The share is the first part of the endpoint's path; without one nothing is asked. Call it after
// the probe: where "smb.smb1" is true a login in SMB 1 is asked too. The password reaches smbclient by standard input;
// it, and the user's name, stand neither on a command line nor in the observation.
void ask_session(const base::Endpoint& endpoint, const Address& address, const Credentials& credentials, Limits limits,
                 model::Observation& into);

}  // namespace runseal::audit
