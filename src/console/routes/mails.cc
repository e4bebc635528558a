// What was told to people by mail, and whether it can be.
#include "console/routes/mails.h"

#include "console/fields.h"
#include "console/listing.h"
#include "service/mailer.h"
#include "store/mail.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Permission;

constexpr std::size_t most_mails = 500;

Json shown(const model::Mail& mail) {
  Json item = mail;
  item.erase("text");
  return item;
}

Result<Answer> list(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto mails, console.directory.touch<std::vector<model::Mail>>([](store::Database& database) {
    return store::recent_mails(database, most_mails);
  }));
  std::vector<Json> items;
  for (const auto& mail : mails) items.push_back(shown(mail));
  return listed(request, std::move(items), {"created", "to", "subject", "state", "answer"}, true);
}

Result<Answer> test(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto body, request.json());
  RUNSEAL_TRY(const auto address, needed_text(body, "address"));
  RUNSEAL_TRY(const auto mail, service::send_test_mail(console.directory, address));
  return Answer::json(shown(mail));
}

}  // namespace

std::vector<Route> mails_routes() {
  return {{Method::get, "/api/v1/mails", Permission::inspect, list},
          {Method::post, "/api/v1/mails/tests", Permission::administer, test}};
}

}  // namespace runseal::console
