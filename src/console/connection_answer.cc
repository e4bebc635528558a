// From a request's header to its answer: the door, the body, the handler.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/read.hpp>

#include "console/connection.h"
#include "console/guard.h"
#include "console/on_pool.h"

namespace runseal::console {
namespace {

constexpr auto told = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

Answer busy() {
  auto answer = Answer::error({ErrorCode::unavailable, "the console is busy", {}, "try again in a few seconds"});
  answer.headers.emplace_back("Retry-After", "2");
  return answer;
}

Answer too_large(std::size_t most) {
  return Answer::error(
      {ErrorCode::limit, "what was sent is too large", "at most " + std::to_string(most) + " bytes", {}});
}

// Counts something for as long as it lives.
class Share {
 public:
  Share(std::size_t& total, std::size_t own) : total_(total), own_(own) { total_ += own_; }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;
  ~Share() { total_ -= own_; }

 private:
  std::size_t& total_;
  std::size_t own_;
};

struct Handled {
  Answer answer;
  std::string complaint;  // for the log; empty: none
};

Handled run_handler(const std::function<Result<Answer>()>& handler) {
  try {
    auto answer = handler();
    if (answer) return {*std::move(answer), {}};
    const bool fault = status_of(answer.error().code) >= 500;
    return {Answer::error(answer.error()), fault ? answer.error().describe() : std::string()};
  } catch (const std::exception& error) {
    return {Answer::error({ErrorCode::internal, "a fault of the console itself", {}, "its log says more"}),
            error.what()};
  }
}

}  // namespace

asio::awaitable<std::optional<Answer>> Connection::answer_to(Parser& parser, Exchange& exchange) {
  const auto& request = exchange.asked.request;
  if (!belongs_to_page(request.path)) co_return co_await answer_by_route(parser, exchange);
  if (request.method == Method::get) co_return server_.page.answer(request);
  auto answer = Answer::error({ErrorCode::usage, "the page is only read", {}, {}});
  answer.status = 405;
  answer.headers.emplace_back("Allow", "GET, HEAD");
  co_return answer;
}

asio::awaitable<std::optional<Answer>> Connection::answer_by_route(Parser& parser, Exchange& exchange) {
  const auto& limits = server_.settings.limits;
  if (server_.waiting >= limits.waiting) co_return busy();
  const Share place(server_.waiting, 1);
  auto admitted = co_await on(
      server_.workers, [this, &exchange] { return admit(server_.console, server_.routes, exchange.asked.request); });
  if (!admitted) co_return std::move(admitted).error();
  exchange.route = admitted->route;
  exchange.caller = std::move(admitted->caller);
  if (const auto* kind = uploading(exchange); exchange.asked.has_body && kind != nullptr)
    co_return co_await answer_to_upload(parser, exchange, *kind);
  if (exchange.asked.has_body) {
    const auto most = exchange.route->permission ? exchange.route->most_body
                                                 : std::min(exchange.route->most_body, limits.strangers_body);
    const auto size = parser.content_length().value_or(most);
    if (size > most) co_return too_large(most);
    if (server_.body_bytes + size > limits.bodies_at_once) co_return busy();
    const Share memory(server_.body_bytes, size);
    auto refused = co_await take_body(parser, exchange, most);
    if (refused || exchange.body_is_left) co_return refused;
    co_return co_await handle(exchange);
  }
  co_return co_await handle(exchange);
}

// An answer when it cannot be taken; nothing when it was, or when the visitor is gone (then it is still left).
asio::awaitable<std::optional<Answer>> Connection::take_body(Parser& parser, Exchange& exchange, std::size_t most) {
  parser.body_limit(most);
  if (exchange.asked.expects && buffer_.size() == 0) {
    const bool here = co_await write(go_on);
    if (!here) co_return std::nullopt;
  }
  beast::error_code error;
  const bool whole = co_await read_body(parser, error);
  if (whole) {
    exchange.body_is_left = false;
    exchange.asked.request.body = std::move(parser.get().body());
    co_return std::nullopt;
  }
  if (error == http::error::body_limit) co_return too_large(most);
  co_return refusal_of_body(error);
}

std::optional<Answer> Connection::refusal_of_body(beast::error_code error) {
  if (error == beast::error::timeout) ++server_.statistics.timed_out;
  const bool wrong = error.category() == make_error_code(http::error::bad_chunk).category() &&
                     error != http::error::end_of_stream && error != http::error::partial_message;
  if (!wrong) return std::nullopt;
  return Answer::error({ErrorCode::invalid, "the body is not what its header says", {}, {}});
}

// A visitor may be slow, but not slower than a certain rate: the time it has grows with what it has sent.
asio::awaitable<bool> Connection::read_body(Parser& parser, beast::error_code& error) {
  const auto& limits = server_.settings.limits;
  const auto began = std::chrono::steady_clock::now();
  std::size_t taken = 0;
  while (!parser.is_done()) {
    tcp().expires_at(began + limits.body + std::chrono::seconds(taken / limits.body_rate));
    const auto [failed, count] = co_await http::async_read_some(socket_, buffer_, parser, told);
    taken += count;
    error = failed;
    if (failed) co_return false;
  }
  co_return true;
}

asio::awaitable<Answer> Connection::handle(Exchange& exchange) {
  const std::function<Result<Answer>()> handler = [this, &exchange] {
    return exchange.route->handler(server_.console, exchange.asked.request, exchange.caller);
  };
  co_return co_await handle_by(exchange, handler);
}

asio::awaitable<Answer> Connection::handle_by(Exchange& exchange, const std::function<Result<Answer>()>& handler) {
  // who changes something without being signed in is signing in: slow by design, and open to everybody
  const bool at_the_door = !exchange.route->permission && exchange.asked.request.method != Method::get;
  auto& pool = at_the_door ? server_.door_workers : server_.workers;
  auto handled = co_await on(pool, [&handler] { return run_handler(handler); });
  if (!handled.complaint.empty() && server_.settings.complained)
    server_.settings.complained(std::string(name_of(exchange.asked.request.method)) + " " + exchange.route->pattern +
                                ": " + handled.complaint);
  co_return std::move(handled.answer);
}

}  // namespace runseal::console
