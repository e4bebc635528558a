#include "service/sessions.h"

#include <algorithm>

#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"
#include "service/reason.h"
#include "store/console_records.h"

namespace runseal::service {
namespace {
constexpr std::size_t secret_size = 32;
constexpr std::size_t longest_agent = 200;
}  // namespace

std::string secret_hash(const std::string& secret) { return base::sha256_hex(base::as_bytes(secret)); }

Caller caller_of(const model::Account& account, const model::SessionRecord& session) {
  Caller caller;
  caller.account = account.name;
  caller.full_name = account.full_name;
  caller.permissions = permissions_of(account.roles);
  caller.session = session.id;
  caller.peer = session.peer;
  caller.csrf = session.csrf;
  return caller;
}

SignedIn begin_session(const model::Account& account, const std::string& way, const From& from, Instant now) {
  SignedIn made;
  made.secret = base::to_hex(base::random_bytes(secret_size));
  auto& session = made.session;
  session.id = base::random_id();
  session.account = account.name;
  session.csrf = base::to_hex(base::random_bytes(secret_size));
  session.created = base::format_instant(now);
  session.seen = session.created;
  session.expires = base::format_instant(now + session_lasts);
  session.peer = from.peer;
  session.agent = base::printable(from.agent, longest_agent);
  session.way = way;
  made.caller = caller_of(account, session);
  return made;
}

Result<> keep_session(store::Database& database, const SignedIn& made) {
  return store::save_session(database, secret_hash(made.secret), made.session);
}

bool is_open(const model::SessionRecord& session, Instant now) {
  const auto expires = base::parse_instant(session.expires);
  const auto seen = base::parse_instant(session.seen);
  return expires && seen && now < *expires && now < *seen + session_idles;
}

Result<std::vector<model::SessionRecord>> open_sessions(store::Database& database, const std::string& account,
                                                        Instant now) {
  RUNSEAL_TRY(auto sessions, store::sessions_of(database, account));
  std::erase_if(sessions, [&](const auto& session) { return !is_open(session, now); });
  return sessions;
}

Result<> end_session(Workspace& workspace, const std::string& account, const std::string& id) {
  RUNSEAL_TRY(const auto sessions, store::sessions_of(workspace.database(), account));
  if (std::ranges::none_of(sessions, [&](const auto& one) { return one.id == id; }))
    return fail(ErrorCode::not_found, "there is no such session");
  RUNSEAL_CHECK(must_say_why(workspace));
  RUNSEAL_CHECK(workspace.record(Change{"account",
                                        account,
                                        {{"what", "session ended"}, {"name", account}},
                                        [&id](store::Database& database, const std::string&) -> Result<> {
                                          RUNSEAL_CHECK(store::remove_session(database, id));
                                          return {};
                                        }}));
  return {};
}

}  // namespace runseal::service
