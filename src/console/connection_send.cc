// Answers on their way out: whole, or as they come.
#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "base/time.h"
#include "console/answer_head.h"
#include "console/connection.h"
#include "console/on_pool.h"

namespace runseal::console {
namespace {

constexpr auto told = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t piece_size = 64U << 10U;
constexpr auto look_again = std::chrono::seconds(5);  // a stream that nobody woke may still have something to say

}  // namespace

asio::awaitable<bool> Connection::send(const Answer& answer, bool head_only, bool keep) {
  const bool streams = answer.stream != nullptr && !head_only;
  const bool chunked = streams && keep;  // else until the end: HTTP/1.0 has no chunks
  Framing framing{keep && !streams, {}, chunked, server_.settings.own_certificate};
  if (answer.stream == nullptr) framing.length = answer.body.size();
  auto head = answer_head(answer, framing, base::system_clock().now());
  const bool bare = streams || head_only || answer.status == 204 || answer.status == 304;
  const bool together = !bare && answer.body.size() <= piece_size;
  if (together) head.append(answer.body);
  bool here = co_await write(head);
  if (here && streams) here = co_await send_stream(answer, chunked);
  if (here && !bare && !together) here = co_await write(answer.body);
  co_return here;
}

// Each piece has its time: a visitor who takes nothing is let go, one who is slow is not.
asio::awaitable<bool> Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, piece_size);
    tcp().expires_after(server_.settings.limits.write);
    const auto [error, count] = co_await asio::async_write(socket_, asio::buffer(piece.data(), piece.size()), told);
    if (error) co_return false;
    bytes.remove_prefix(piece.size());
  }
  co_return true;
}

// The visitor only listens; that it left shows when reading ends. Started at once, so that the limits of writing do not
// count for it.
void Connection::watch_for_leaving() {
  socket_.async_read_some(asio::buffer(ignored_), [self = shared_from_this()](beast::error_code error, std::size_t) {
    if (!error) return self->watch_for_leaving();
    self->left_ = true;
    self->wake_.cancel();
  });
}

asio::awaitable<bool> Connection::send_stream(const Answer& answer, bool chunked) {
  const auto stream = answer.stream;
  ++server_.statistics.streams;
  tcp().expires_never();
  watch_for_leaving();
  const auto wake = [weak = weak_from_this(), weak_io = std::weak_ptr(server_.kept_io)] {
    const auto io = weak_io.lock();
    if (!io) return;
    asio::post(*io, [weak] {
      const auto self = weak.lock();
      if (!self) return;
      self->woken_ = true;
      self->wake_.cancel();
    });
  };
  const auto next = [&stream, &wake] { return stream->next(wake); };
  bool here = true;
  while (here && !left_ && !server_.stopping) {
    woken_ = false;
    auto piece = co_await on(server_.workers, next);
    if (!piece.empty()) {
      // named: GCC 12 destroys some temporaries of an expression with co_await twice
      if (chunked) piece = fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
      here = co_await write(piece);
    } else if (stream->ended()) {
      break;
    } else if (!woken_ && !left_ && !server_.stopping) {
      wake_.expires_after(look_again);
      (void)co_await wake_.async_wait(told);
    }
  }
  if (here && !left_ && chunked) here = co_await write("0\r\n\r\n");
  --server_.statistics.streams;
  // until its reading has ended: what follows has limits of its own, which would not count for it
  while (!left_) {
    tcp().cancel();
    wake_.expires_after(look_again);
    (void)co_await wake_.async_wait(told);
  }
  co_return here;
}

}  // namespace runseal::console
