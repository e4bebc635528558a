// Runs that are on their way now.
#include "console/routes/transfers.h"

#include "service/transfer_board.h"

namespace runseal::console {
namespace {

Result<Answer> list(Console& console, const Request&, const service::Caller&) {
  auto items = console.transfers != nullptr ? console.transfers->items() : Json::array();
  const auto total = items.size();
  return Answer::json({{"items", std::move(items)}, {"total", total}});
}

}  // namespace

std::vector<Route> transfers_routes() { return {{Method::get, "/api/v1/transfers", service::Permission::view, list}}; }

}  // namespace runseal::console
