// People who sign: each has an Ed25519 key locked under a passphrase that runseal never keeps.
#pragma once

#include "base/keys.h"
#include "model/case.h"
#include "service/workspace.h"

namespace runseal::service {

inline constexpr std::size_t shortest_passphrase = 12;

// Errors: exists, invalid (an empty name, a passphrase that is too short).
Result<model::Person> add_person(Workspace& workspace, const std::string& name, const std::string& title,
                                 const std::string& passphrase);

struct Signer {
  model::Person person;
  base::PrivateKey key;
};
// Opens the person's key. Errors: not_found, denied (the passphrase).
Result<Signer> signer_named(Workspace& workspace, const std::string& name, const std::string& passphrase);

}  // namespace runseal::service
