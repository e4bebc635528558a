#include <netdb.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <thread>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "audit/stream.h"

namespace runseal::audit {
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// Shared by the coroutine that waits and the thread that may outlive it.
struct Lookup {
  std::mutex mutex;
  bool done = false;
  std::vector<Address> found;
  std::shared_ptr<asio::steady_timer> waiting;  // gone when nobody waits any more
};

void start(const std::shared_ptr<Lookup>& lookup, std::string host, std::uint16_t port, LookUp look_up) {
  std::thread([lookup, host = std::move(host), port, look_up = std::move(look_up)] {
    const auto addresses = look_up(host);
    const std::lock_guard lock(lookup->mutex);
    for (const auto& address : addresses)
      if (const Address one(address, port); std::ranges::find(lookup->found, one) == lookup->found.end())
        lookup->found.push_back(one);
    lookup->done = true;
    // under the lock: as long as somebody waits, the executor lives
    if (auto timer = std::move(lookup->waiting)) asio::post(timer->get_executor(), [timer] { timer->cancel(); });
  }).detach();
}

bool finished(Lookup& lookup) {
  const std::lock_guard lock(lookup.mutex);
  return lookup.done;
}

}  // namespace

std::vector<asio::ip::address> system_look_up(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  std::vector<asio::ip::address> found;
  if (::getaddrinfo(host.c_str(), nullptr, &wanted, &list) != 0) return found;
  for (const auto* one = list; one != nullptr; one = one->ai_next) {
    Address address;
    if (one->ai_addrlen > address.capacity()) continue;
    std::memcpy(address.data(), one->ai_addr, one->ai_addrlen);
    address.resize(one->ai_addrlen);
    found.push_back(address.address());
  }
  ::freeaddrinfo(list);
  return found;
}

asio::awaitable<std::vector<Address>> resolve(std::string host, std::uint16_t port, Limits limits, LookUp look_up) {
  error_code not_literal;
  const auto literal = asio::ip::make_address(host, not_literal);
  if (!not_literal) co_return std::vector<Address>(1, Address(literal, port));

  const auto executor = co_await asio::this_coro::executor;
  const auto timer = std::make_shared<asio::steady_timer>(executor);
  const auto lookup = std::make_shared<Lookup>();
  lookup->waiting = timer;
  start(lookup, host, port, std::move(look_up));
  while (!finished(*lookup) && limits.left().count() > 0) {
    // in slices: to see a stop, and because the wake-up may come between two waits
    timer->expires_after(std::min(limits.left(), std::chrono::milliseconds(50)));
    error_code woken;
    co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  const std::lock_guard lock(lookup->mutex);
  lookup->waiting.reset();
  co_return lookup->found;
}

}  // namespace runseal::audit
