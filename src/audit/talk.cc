#include "audit/talk.h"

#include "base/time.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

constexpr std::size_t kept_of_an_answer = 1024;
constexpr std::size_t most_of_an_answer = 1U << 20U;

}  // namespace

void add_exchange(model::Observation& into, std::string label, std::string question, ByteView answer,
                  std::string outcome) {
  model::Exchange exchange;
  exchange.label = std::move(label);
  exchange.question = std::move(question);
  exchange.answer_hex = base::to_hex(answer.first(std::min(answer.size(), kept_of_an_answer)));
  exchange.answer_bytes = answer.size();
  exchange.outcome = std::move(outcome);
  into.exchanges.push_back(std::move(exchange));
}

std::string words_for(const Error& error) {
  return (error.code == ErrorCode::limit ? "lies about its lengths: " : "answered wrongly: ") + error.what;
}

std::string words_for(Outcome outcome, const std::string& detail, std::chrono::milliseconds allowed,
                      const std::string& protocol) {
  switch (outcome) {
    case Outcome::answered: return "answered";
    case Outcome::refused: return "refused the connection";
    case Outcome::unreachable: return "cannot be reached over the network";
    case Outcome::timed_out: return "did not answer within " + base::format_span(allowed);
    case Outcome::closed: return "closed the connection";
    case Outcome::reset: return "reset the connection";
    case Outcome::cancelled: return "cancelled";
    case Outcome::other_protocol: return "answered with something that is not " + protocol;
    case Outcome::malformed: return detail;
  }
  return "unknown";
}

std::string Talk::malformed(const Error& error) {
  auto words = words_for(error);
  judged("malformed: " + words);
  return words;
}

asio::awaitable<TalkAnswer> Talk::ask(std::string label, std::string question, Bytes message, Framing framing) {
  auto answer = co_await converse(std::move(message), framing);
  auto outcome = std::string(base::name_of(answer.outcome));
  if (!answer.detail.empty()) outcome += ": " + answer.detail;
  const bool whole = answer.outcome == Outcome::answered;
  add_exchange(into_, std::move(label), std::move(question), whole ? answer.message : buffer_, std::move(outcome));
  co_return answer;
}

asio::awaitable<TalkAnswer> Talk::converse(Bytes message, const Framing& framing) {
  TalkAnswer answer;
  answer.outcome = co_await connect();
  if (answer.outcome == Outcome::answered && !message.empty()) answer.outcome = co_await send(std::move(message));
  if (answer.outcome != Outcome::answered) co_return answer;
  co_return co_await take(framing);
}

asio::awaitable<Outcome> Talk::connect() {
  if (connected_) co_return Outcome::answered;
  const auto outcome = co_await stream_.connect(address_);
  connected_ = outcome == Outcome::answered;
  co_return outcome;
}

asio::awaitable<TalkAnswer> Talk::take(const Framing& framing) {
  TalkAnswer answer;
  while (true) {
    const auto size = framing(buffer_);
    if (!size) {
      const bool other = size.error().code == ErrorCode::not_found;
      answer.outcome = other ? Outcome::other_protocol : Outcome::malformed;
      if (!other) answer.detail = words_for(size.error());
      co_return answer;
    }
    if (*size && **size <= buffer_.size()) {
      const auto end = buffer_.begin() + static_cast<std::ptrdiff_t>(**size);
      answer.outcome = Outcome::answered;
      answer.message.assign(buffer_.begin(), end);
      buffer_.erase(buffer_.begin(), end);
      co_return answer;
    }
    if (buffer_.size() >= most_of_an_answer) {
      answer.outcome = Outcome::malformed;
      answer.detail = "lies about its lengths: its answer has no end";
      co_return answer;
    }
    const auto more = co_await receive();
    buffer_.insert(buffer_.end(), more.bytes.begin(), more.bytes.end());
    answer.outcome = more.outcome;
    if (more.outcome == Outcome::answered) continue;
    if (!buffer_.empty() && (more.outcome == Outcome::closed || more.outcome == Outcome::reset)) {
      answer.outcome = Outcome::malformed;
      answer.detail = "its answer was cut off";
    }
    co_return answer;
  }
}

}  // namespace runseal::audit
