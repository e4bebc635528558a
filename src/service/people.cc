#include "service/people.h"

#include <fmt/format.h>

#include "base/sshsig.h"
#include "base/text.h"
#include "store/records.h"

namespace runseal::service {

Result<model::Person> add_person(Workspace& workspace, const std::string& name, const std::string& title,
                                 const std::string& passphrase) {
  if (base::trim(name).empty() || base::printable(name, 200) != name)
    return fail(ErrorCode::invalid, "a person needs a printable name of at most 200 bytes");
  if (base::printable(title, 200) != title)
    return fail(ErrorCode::invalid, "the title must be printable and at most 200 bytes");
  if (passphrase.size() < shortest_passphrase)
    return fail(ErrorCode::invalid, fmt::format("the passphrase is shorter than {} characters", shortest_passphrase),
                {}, "four or five unrelated words are easy to remember and hard to guess");
  RUNSEAL_TRY(const auto there, store::find_person(workspace.database(), name));
  if (there) return fail(ErrorCode::exists, "there is already a person called " + name);
  const auto key = base::PrivateKey::generate();
  RUNSEAL_TRY(auto locked, key.lock(passphrase));
  const model::Person person{name, title, base::ssh_public_key(key.public_key()), std::move(locked)};
  RUNSEAL_CHECK(
      workspace.record(Change{"person", name, Json{{"name", name}, {"title", title}, {"public_key", person.public_key}},
                              [person](store::Database& database, const std::string& entry) {
                                return store::save_person(database, person, entry);
                              }}));
  return person;
}

Result<Signer> signer_named(Workspace& workspace, const std::string& name, const std::string& passphrase) {
  RUNSEAL_TRY(const auto person, store::find_person(workspace.database(), name));
  if (!person)
    return fail(ErrorCode::not_found, "no person called \"" + base::printable(name, 60) + "\" can sign", {},
                "add them: runseal person add \"NAME\" --title \"TITLE\"");
  RUNSEAL_TRY(auto key, base::PrivateKey::unlock(person->record.locked_key, passphrase));
  if (base::ssh_public_key(key.public_key()) != person->record.public_key)
    return fail(ErrorCode::corrupt, "the stored key of " + name + " does not belong to their public key", "runseal.db");
  return Signer{person->record, std::move(key)};
}

}  // namespace runseal::service
