#include "audit/reach.h"

#include <fmt/format.h>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/time.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

constexpr const char* label = "addresses";

std::string no_address(const Limits& limits) {
  if (limits.stopped()) return "cancelled";
  if (limits.left().count() == 0)
    return fmt::format("its name was not looked up within {}", base::format_span(limits.allowed));
  return "its name was not found";
}

// Leaves time for the addresses that follow.
Limits half(Limits limits) {
  limits.deadline = std::min(limits.deadline, limits.now() + limits.left() / 2);
  return limits;
}

void write_down(const base::Endpoint& endpoint, const std::string& measured, const Json& others,
                model::Observation& into) {
  auto outcome = "measured: " + measured;
  for (const auto& [address, why] : others.items()) outcome += fmt::format("; {}: {}", address, why.get<std::string>());
  into.exchanges.push_back({label, "looked up the addresses of " + endpoint.host, "", 0, outcome});
  into.facts["address"] = {measured, label};
  if (!others.empty()) into.facts["address.unmeasured"] = {others, label};
}

}  // namespace

asio::awaitable<std::optional<Address>> reach(base::Endpoint endpoint, Limits limits, LookUp look_up,
                                              model::Observation& into) {
  const auto addresses = co_await resolve(endpoint.host, endpoint.port, limits, std::move(look_up));
  if (addresses.empty()) {
    into.failure = no_address(limits);
    co_return std::nullopt;
  }
  auto chosen = addresses.front();
  boost::system::error_code is_name;
  (void)asio::ip::make_address(endpoint.host, is_name);
  if (!is_name) co_return chosen;

  auto others = Json::object();
  const auto executor = co_await asio::this_coro::executor;
  for (std::size_t i = 0; i + 1 < addresses.size(); ++i) {
    Stream stream(executor, half(limits));
    const auto outcome = co_await stream.connect(addresses[i]);
    chosen = addresses[i];
    if (outcome == Outcome::answered) break;
    others[chosen.address().to_string()] = base::name_of(outcome);
    chosen = addresses[i + 1];
  }
  for (const auto& address : addresses)
    if (const auto text = address.address().to_string(); address != chosen && !others.contains(text))
      others[text] = not_asked;
  write_down(endpoint, chosen.address().to_string(), others, into);
  co_return chosen;
}

}  // namespace runseal::audit
