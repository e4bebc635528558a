// The part of a conversation that goes through TLS.
#include "audit/talk.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {
constexpr std::size_t at_a_time = 16U << 10U;
constexpr std::size_t most_of_a_handshake = 512U << 10U;
}  // namespace

void Talk::keep_of_answer(std::size_t bytes) {
  auto& kept = into_.exchanges.back().answer_hex;
  kept.resize(std::min(kept.size(), bytes * 2));
}

asio::awaitable<Outcome> Talk::send(Bytes message) {
  if (!tls_) co_return co_await stream_.write(std::move(message));
  if (!tls_->write(message)) co_return Outcome::closed;  // by the server's close_notify
  co_return co_await stream_.write(tls_->take());
}

asio::awaitable<Received> Talk::receive() {
  if (!tls_) co_return co_await stream_.read_some(at_a_time);
  for (;;) {
    auto received = co_await stream_.read_some(at_a_time);
    tls_->feed(received.bytes);
    auto content = tls_->read();
    if (!content) {
      received.outcome = content.error().code == ErrorCode::denied ? Outcome::reset : Outcome::malformed;
      received.bytes.clear();
      co_return received;
    }
    received.bytes = *std::move(content);
    if (received.outcome != Outcome::answered || !received.bytes.empty()) co_return received;
    if (tls_->ended()) {
      received.outcome = Outcome::closed;
      co_return received;
    }
    if (auto own = tls_->take(); !own.empty())  // such as the answer to a key update
      if (const auto sent = co_await stream_.write(std::move(own)); sent != Outcome::answered) {
        received.outcome = sent;
        co_return received;
      }
  }
}

asio::awaitable<TlsStart> Talk::start_tls(std::string label, std::string question, std::string server_name) {
  TlsStart start;
  Bytes heard;
  if (!buffer_.empty()) {
    heard = buffer_;
    start.detail = "answered wrongly: it said more in clear before TLS began";
  } else {
    start.outcome = co_await connect();
    if (start.outcome == Outcome::answered) {
      tls_.emplace(server_name);
      start = co_await shake_hands(heard);
    }
  }
  auto outcome = std::string(base::name_of(start.outcome));
  if (!start.detail.empty()) outcome += ": " + start.detail;
  add_exchange(into_, std::move(label), std::move(question), heard, std::move(outcome));
  co_return start;
}

asio::awaitable<TlsStart> Talk::shake_hands(Bytes& heard) {
  TlsStart start;
  for (;;) {
    const auto done = tls_->shake_hands();
    if (auto own = tls_->take(); !own.empty()) {
      start.outcome = co_await stream_.write(std::move(own));
      if (done && start.outcome != Outcome::answered) co_return start;
    }
    if (!done || heard.size() > most_of_a_handshake) {
      start.outcome = Outcome::malformed;
      start.detail = done ? "lies about its lengths: its handshake has no end" : done.error().what;
      start.peer.asks_for_certificate = tls_->asked_for_certificate();
      co_return start;
    }
    if (*done) {
      start.outcome = Outcome::answered;
      start.peer = tls_->peer();
      co_return start;
    }
    const auto more = co_await stream_.read_some(at_a_time);
    heard.insert(heard.end(), more.bytes.begin(), more.bytes.end());
    tls_->feed(more.bytes);
    if (more.outcome == Outcome::answered) continue;
    start.outcome = more.outcome;
    co_return start;
  }
}

}  // namespace runseal::audit
