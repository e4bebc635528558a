// What belongs to the service itself: schedules, settings and accounts; see app/records.h.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/context.h"
#include "service/accounts.h"
#include "service/settings.h"
#include "store/records.h"

namespace runseal::app::records {

Result<std::vector<store::Kept<model::Schedule>>> schedules(const Context& context);  // by name
// Their evidence. `first`: RFC 3339; empty: after one interval.
Result<std::uint64_t> add_schedule(const Context& context, const model::Schedule& schedule, const std::string& first);
Result<std::uint64_t> remove_schedule(const Context& context, const std::string& name, const std::string& why);

Result<std::vector<service::Setting>> settings(const Context& context);
// Nothing when it was so already.
Result<std::optional<std::uint64_t>> change_setting(const Context& context, const std::string& key, const Json& value,
                                                    const std::string& why);

// As service::account_view().
Result<std::vector<Json>> accounts(const Context& context);
// The service is sent no password: it is given by a link.
Result<Json> add_account(const Context& context, const service::NewAccount& wanted);
Result<Json> change_account(const Context& context, const std::string& name, const service::AccountChange& change,
                            const std::string& why);
Result<service::Link> make_link(const Context& context, const std::string& name, const std::string& why);

}  // namespace runseal::app::records
