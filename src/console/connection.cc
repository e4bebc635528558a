#include "console/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/read.hpp>

namespace runseal::console {
namespace {

constexpr auto told = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t most_farewell = 64U << 20U;

Answer refusal(int status, const char* what) {
  auto answer = Answer::error({ErrorCode::invalid, what, {}, {}});
  answer.status = status;
  return answer;
}

}  // namespace

Connection::Connection(ServerState& server, asio::ip::tcp::socket socket, std::string peer, Visitors::Ticket ticket)
    : server_(server),
      peer_(std::move(peer)),
      ticket_(std::move(ticket)),
      tls_(server.tls),
      socket_(beast::tcp_stream(std::move(socket)), *tls_),
      buffer_(server.settings.limits.header_bytes + (64U << 10U)),
      wake_(server.io) {
  server_.open.insert(this);
  ++server_.statistics.connections;
}

Connection::~Connection() {
  server_.open.erase(this);
  --server_.statistics.connections;
}

void Connection::end_soon() {
  if (idle_) tcp().cancel();
  wake_.cancel();
}

asio::awaitable<void> Connection::live() {
  bool goes_on = co_await shake_hands();
  if (!goes_on) co_return;
  for (bool first = true; goes_on && !server_.stopping; first = false) goes_on = co_await one_request(first);
  co_await farewell();
}

asio::awaitable<bool> Connection::shake_hands() {
  tcp().expires_after(server_.settings.limits.handshake);
  idle_ = true;
  const auto [error] = co_await socket_.async_handshake(asio::ssl::stream_base::server, told);
  idle_ = false;
  if (error) ++server_.statistics.handshakes_failed;
  co_return !error;
}

// What a visitor sent ahead, behind the request before, lies in the buffer already.
asio::awaitable<bool> Connection::wait_for_request(bool first) {
  if (buffer_.size() > 0) co_return true;
  const auto& limits = server_.settings.limits;
  tcp().expires_after(first ? limits.header : limits.idle);
  idle_ = true;
  const auto [error, count] = co_await socket_.async_read_some(buffer_.prepare(4096), told);
  idle_ = false;
  buffer_.commit(count);
  co_return !error;
}

asio::awaitable<bool> Connection::one_request(bool first) {
  const bool comes = co_await wait_for_request(first);
  if (!comes) co_return false;
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(server_.settings.limits.header_bytes));
  parser.body_limit(boost::none);  // the route's own comes with the route
  tcp().expires_after(server_.settings.limits.header);
  const auto [error, count] = co_await http::async_read_header(socket_, buffer_, parser, told);
  const auto began = std::chrono::steady_clock::now();
  if (error) co_return co_await refuse_header(error);

  Exchange exchange;
  exchange.version = parser.get().version();
  const std::string method(parser.get().method_string());
  std::optional<Answer> answer;
  auto asked = request_of(parser.get(), exchange.version, server_.settings.limits.header_fields);
  const bool understood = asked.has_value();
  if (understood) {
    exchange.asked = *std::move(asked);
    exchange.asked.request.peer = peer_;
    exchange.body_is_left = exchange.asked.has_body;
    exchange.keep_alive = parser.keep_alive();
    answer = co_await answer_to(parser, exchange);
    if (!answer) co_return false;
  } else {
    answer = std::move(asked).error();
  }
  const bool keep =
      understood && !server_.stopping && exchange.keep_alive && exchange.version == 11 && !exchange.body_is_left;
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
  server_.statistics.answered(answer->status, took);
  if (server_.settings.visited)
    server_.settings.visited({method, exchange.asked.request.path, peer_, exchange.caller.account, answer->status,
                              answer->body.size(), took});
  const bool sent = co_await send(*answer, exchange.asked.head, keep);
  co_return sent&& keep && !answer->stream;
}

// Who sent no request at all, or was too slow with it, is owed no answer.
asio::awaitable<bool> Connection::refuse_header(beast::error_code error) {
  if (error == beast::error::timeout) ++server_.statistics.timed_out;
  if (error.category() != make_error_code(http::error::bad_method).category() || error == http::error::end_of_stream ||
      error == http::error::partial_message)
    co_return false;
  const bool large = error == http::error::header_limit || error == http::error::buffer_overflow;
  const auto answer =
      large ? refusal(431, "the request's header is too large") : refusal(400, "this is no request of HTTP/1.1");
  server_.statistics.answered(answer.status, {});
  co_await send(answer, false, false);
  co_return false;
}

// A socket that is closed before all was read from it resets the connection, and the last answer is lost
// (RFC 9112 9.6): so what still comes is taken for a moment, and forgotten.
asio::awaitable<void> Connection::farewell() {
  tcp().expires_after(server_.settings.limits.farewell);
  (void)co_await socket_.async_shutdown(told);
  if (!tcp().socket().is_open()) co_return;
  beast::error_code ignored;
  (void)tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  tcp().expires_after(server_.settings.limits.farewell);
  for (std::size_t taken = 0; taken < most_farewell;) {
    const auto [error, count] = co_await tcp().async_read_some(asio::buffer(ignored_), told);
    if (error) break;
    taken += count;
  }
}

}  // namespace runseal::console
