#include "console/server.h"

#include <fcntl.h>

#include <future>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "console/connection.h"

namespace runseal::console {
namespace {

using asio::ip::tcp;

constexpr auto told = asio::as_tuple(asio::use_awaitable);
constexpr auto after_failure = std::chrono::milliseconds(100);
constexpr auto most_silence = std::chrono::seconds(2);

// As people write it; a v4 address that came through a v6 socket is that v4 address.
asio::ip::address address_of(const tcp::socket& socket) {
  boost::system::error_code error;
  auto address = socket.remote_endpoint(error).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  return address;
}

std::string visitor_of(const asio::ip::address& address) {
  if (!address.is_v6()) return address.to_string();
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return asio::ip::address_v6(bytes).to_string();
}

void let_in(ServerState& state, tcp::socket socket) {
  const auto address = address_of(socket);
  auto ticket = state.visitors.enter(visitor_of(address));
  if (!ticket) {
    ++state.statistics.turned_away;
    return;  // closed
  }
  ++state.statistics.accepted;
  boost::system::error_code ignored;
  (void)socket.set_option(tcp::no_delay(true), ignored);
  const auto connection =
      std::make_shared<Connection>(state, std::move(socket), address.to_string(), *std::move(ticket));
  asio::co_spawn(state.io, [connection]() -> asio::awaitable<void> { return connection->live(); }, asio::detached);
}

asio::awaitable<void> accept_all(ServerState& state, tcp::acceptor& acceptor) {
  asio::steady_timer pause(state.io);
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(told);
    if (state.stopping || !acceptor.is_open()) co_return;
    if (!error) {
      let_in(state, std::move(socket));
      continue;
    }
    // no descriptor is free, or the visitor left before it was let in
    pause.expires_after(after_failure);
    (void)co_await pause.async_wait(told);
  }
}

Result<std::shared_ptr<asio::ssl::context>> tls_of(const base::ServerCertificate& certificate, bool tls12) {
  RUNSEAL_TRY(auto made, base::server_context(certificate, tls12));
  return std::make_shared<asio::ssl::context>(made.release());
}

}  // namespace

struct Server::State : ServerState {
  using ServerState::ServerState;
  tcp::acceptor acceptor{io};
  std::uint16_t port = 0;
  std::thread thread;
};

Server::Server(Console& console, const std::vector<Route>& routes, const std::map<std::string, WebFile>& page,
               ServerSettings settings)
    : state_(std::make_unique<State>(console, routes, page, std::move(settings))) {}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return state_->port; }

Result<> Server::start() {
  RUNSEAL_TRY(state_->tls, tls_of(state_->settings.certificate, state_->settings.tls12));
  RUNSEAL_TRY(auto listener, base::tcp_listen(state_->settings.listen));
  state_->port = base::tcp_port(listener);
  sockaddr_storage own{};
  socklen_t size = sizeof own;
  ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&own), &size);
  state_->acceptor.assign(own.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), listener.release());
  asio::co_spawn(state_->io, accept_all(*state_, state_->acceptor), asio::detached);
  state_->thread = std::thread([this] { state_->io.run(); });
  return {};
}

Result<> Server::use_certificate(const base::ServerCertificate& certificate) {
  RUNSEAL_TRY(auto tls, tls_of(certificate, state_->settings.tls12));
  asio::post(state_->io, [state = state_.get(), tls = std::move(tls)] { state->tls = tls; });
  return {};
}

void Server::stop() {
  if (!state_->thread.joinable()) return;
  asio::post(state_->io, [state = state_.get()] {
    state->stopping = true;
    boost::system::error_code ignored;
    (void)state->acceptor.close(ignored);
    for (auto* connection : state->open) connection->end_soon();
  });
  const auto last = std::chrono::steady_clock::now() + state_->settings.limits.stop;
  while (state_->statistics.connections > 0 && std::chrono::steady_clock::now() < last)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  state_->io.stop();
  state_->thread.join();
  state_->workers.join();
  state_->door_workers.join();
}

bool Server::alive() {
  const auto turned = std::make_shared<std::promise<void>>();
  auto seen = turned->get_future();
  asio::post(state_->io, [turned] { turned->set_value(); });
  return seen.wait_for(most_silence) == std::future_status::ready;
}

}  // namespace runseal::console
