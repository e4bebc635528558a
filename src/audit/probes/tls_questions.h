// What a server that speaks TLS would accept, and who it says it is: for every protocol that goes through TLS. Each
// question has a connection of its own; but for one whole handshake all of them end after the server's first answer.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "audit/talk.h"
#include "base/certificate.h"

namespace runseal::audit {

// A fresh connection that is ready for a ClientHello: at once, or after a word such as STARTTLS.
struct TlsOpening {
  std::unique_ptr<Talk> talk;  // nothing: it could not be made
  Outcome outcome = Outcome::answered;
  std::string failure;  // why not
};
using OpenTls = std::function<boost::asio::awaitable<TlsOpening>(Limits)>;

// For a port where the client speaks TLS at once. `into` must outlive it.
[[nodiscard]] OpenTls tls_at_once(boost::asio::any_io_executor executor, const Address& address,
                                  model::Observation& into);

struct TlsTarget {
  // Not an aggregate: GCC 12 destroys one twice that is made in the arguments of a co_await.
  TlsTarget(std::string to, std::shared_ptr<const base::Trust> believed)
      : host(std::move(to)), trust(std::move(believed)) {}

  std::string host;                          // what the certificate must be for; sent as SNI when it is a name
  std::shared_ptr<const base::Trust> trust;  // nothing: the system's
};

struct TlsOutcome {
  bool spoken = false;  // somebody there speaks TLS
  std::string failure;  // why a question that decides is not answered; empty when all are
  Outcome first{};      // of the first question
};

// Adds exchanges "tls-…" and, as far as they were shown, the facts
//   tls.versions         by version, "SSL 3.0" to "TLS 1.3": is it accepted, offered alone?
//   tls.hung-up          by version: how it was refused, where no alert said so
//   tls.suites           by version (TLS 1.3, and the newest below that is accepted): the suites, in the server's order
//   tls.suites-complete  by version: were they asked for until nothing more was accepted?
//   tls.server-order     does the server's order decide, or the client's?
//   tls.groups           by version: groups of the key exchange, in the server's order; tls.groups-complete
//   tls.dh-bits          the smallest prime of a finite-field key exchange below TLS 1.3
//   tls.compression, tls.secure-renegotiation, tls.stapled, tls.client-certificate-asked
//   tls.certificates     each different certificate of the server, with its chain held against the authorities
//   tls.negotiated       version, suite and group of a handshake by OpenSSL
boost::asio::awaitable<TlsOutcome> ask_tls(OpenTls open, TlsTarget target, Limits limits, model::Observation& into);

}  // namespace runseal::audit
