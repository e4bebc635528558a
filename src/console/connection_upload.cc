// A body that goes to the disk as it comes, a piece at a time: however long and slow it is, it takes one piece of
// memory and no thread while nothing of it comes.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/read.hpp>

#include "console/connection.h"
#include "console/on_pool.h"

namespace runseal::console {
namespace {

constexpr auto told = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t piece_size = 256U << 10U;
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

using Streamed = http::request_parser<http::buffer_body>;

// Fills a piece from a body as the parser hands it out.
class Piece {
 public:
  explicit Piece(Streamed& parser) : body_(parser.get().body()), bytes_(piece_size, '\0') { begin(); }
  void begin() {
    body_.data = bytes_.data();
    body_.size = bytes_.size();
  }
  [[nodiscard]] std::string_view filled() const { return {bytes_.data(), bytes_.size() - body_.size}; }
  [[nodiscard]] bool full() const { return body_.size == 0; }

 private:
  http::buffer_body::value_type& body_;
  std::string bytes_;
};

}  // namespace

const Uploading* Connection::uploading(const Exchange& exchange) const {
  const auto& all = server_.settings.uploads;
  const auto found = std::ranges::find_if(all, [&](const Uploading& one) {
    return one.method == exchange.route->method && one.pattern == exchange.route->pattern;
  });
  return found == all.end() ? nullptr : &*found;
}

asio::awaitable<std::optional<Answer>> Connection::answer_to_upload(Parser& parser, Exchange& exchange,
                                                                    const Uploading& kind) {
  const auto& request = exchange.asked.request;
  std::unique_ptr<Upload> upload;
  const std::function<Result<Answer>()> begin = [&]() -> Result<Answer> {
    RUNSEAL_TRY(upload, kind.begin(server_.console, request, exchange.caller));
    return Answer::nothing();
  };
  std::optional<Answer> answer = co_await handle_by(exchange, begin);
  if (!upload) co_return answer;
  answer = co_await take_upload(parser, exchange, *upload);
  if (!answer && !exchange.body_is_left) {
    const std::function<Result<Answer>()> handler = [&] {
      return kind.answer(server_.console, request, exchange.caller, *upload);
    };
    answer = co_await handle_by(exchange, handler);
  }
  // removing what was not kept may take a while
  (void)co_await on(server_.workers, [&upload] {
    upload.reset();
    return true;
  });
  co_return answer;
}

// An answer when it cannot be taken; nothing when it was, or when the visitor is gone (then it is still left).
asio::awaitable<std::optional<Answer>> Connection::take_upload(Parser& parser, Exchange& exchange, Upload& upload) {
  const auto& limits = server_.settings.limits;
  if (exchange.asked.expects && buffer_.size() == 0) {
    const bool here = co_await write(go_on);
    if (!here) co_return std::nullopt;
  }
  Streamed streamed(std::move(parser));
  streamed.body_limit(boost::none);  // who takes it knows its limit
  Piece piece(streamed);
  const auto began = std::chrono::steady_clock::now();
  std::uint64_t taken = 0;
  while (!streamed.is_done()) {
    tcp().expires_at(began + limits.body + std::chrono::seconds((taken + piece.filled().size()) / limits.body_rate));
    const auto [error, count] = co_await http::async_read_some(socket_, buffer_, streamed, told);
    const bool wants_room = error == http::error::need_buffer;
    if (error && !wants_room) co_return refusal_of_body(error);
    if (!wants_room && !piece.full() && !streamed.is_done()) continue;
    const auto filled = piece.filled();
    auto stored = co_await on(server_.workers, [&upload, filled] { return upload.take(filled); });
    if (!stored) co_return Answer::error(stored.error());
    taken += filled.size();
    piece.begin();
  }
  exchange.body_is_left = false;
  co_return std::nullopt;
}

}  // namespace runseal::console
