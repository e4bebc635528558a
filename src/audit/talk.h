// One TCP connection on which questions are asked, each written down in the observation with the bytes that came back.
// What a whole answer is, the protocol's framing function says (proto/), so that no parser here touches a socket.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "audit/stream.h"
#include "base/result.h"
#include "base/tls_client.h"
#include "model/audit.h"

namespace runseal::audit {

// Of the bytes that have come so far: the size of the first whole message; nothing while more is needed; an error when
// it can become none (ErrorCode::limit: it lies about its lengths; not_found: it is another protocol; else malformed).
using Framing = std::function<Result<std::optional<std::size_t>>(ByteView)>;

struct TalkAnswer {
  Outcome outcome = Outcome::malformed;
  std::string detail;  // why, where the outcome alone does not say it
  Bytes message;       // one whole message, when answered
};

struct TlsStart {
  Outcome outcome = Outcome::malformed;
  std::string detail;
  base::TlsPeer peer;  // when answered (else asks_for_certificate alone). Who it is, the caller has to check
};

// Not for two questions at once.
class Talk {
 public:
  Talk(const boost::asio::any_io_executor& executor, Address address, Limits limits, model::Observation& into)
      : stream_(executor, limits), address_(std::move(address)), into_(into) {}

  // Connects at the first question. Sends `message` (may be empty, where the server speaks first or has more to say)
  // and takes one message. `label` names the exchange; `question` says in words what was sent, without any secret.
  boost::asio::awaitable<TalkAnswer> ask(std::string label, std::string question, Bytes message, Framing framing);
  // A TLS handshake (1.0 to 1.3) with whoever is there, also as the first question; afterwards ask() goes through TLS.
  // What the server had said before in clear and nobody took is an error: it would count as said inside.
  boost::asio::awaitable<TlsStart> start_tls(std::string label, std::string question, std::string server_name);
  // Keeps at most so many bytes of the last answer as evidence, where there are many alike.
  void keep_of_answer(std::size_t bytes);
  void want_reserved_port() { stream_.want_reserved_port(); }  // before the first question
  [[nodiscard]] bool has_reserved_port() const { return stream_.has_reserved_port(); }
  // Changes what was written down about the last question, once its answer has been read.
  void judged(const std::string& outcome) { into_.exchanges.back().outcome = outcome; }
  // The same for an answer that cannot be: gives back the words for it.
  std::string malformed(const Error& error);

 private:
  boost::asio::awaitable<TalkAnswer> converse(Bytes message, const Framing& framing);
  boost::asio::awaitable<TalkAnswer> take(const Framing& framing);
  boost::asio::awaitable<Outcome> connect();
  boost::asio::awaitable<Outcome> send(Bytes message);
  boost::asio::awaitable<Received> receive();
  boost::asio::awaitable<TlsStart> shake_hands(Bytes& heard);

  Stream stream_;
  Address address_;
  model::Observation& into_;
  Bytes buffer_;  // came, and was not taken yet
  bool connected_ = false;
  std::optional<base::TlsClient> tls_;
};

// Writes an exchange down, its answer shortened to what an observation keeps.
void add_exchange(model::Observation& into, std::string label, std::string question, ByteView answer,
                  std::string outcome);

// How an answer that cannot be is malformed.
[[nodiscard]] std::string words_for(const Error& error);
// "refused the connection", "did not answer within 10 s", …: why a question has no answer. `protocol`: "NFS".
[[nodiscard]] std::string words_for(Outcome outcome, const std::string& detail, std::chrono::milliseconds allowed,
                                    const std::string& protocol);

}  // namespace runseal::audit
