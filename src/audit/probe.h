// A probe asks one protocol what an endpoint would accept. It sends the least that answers, never writes, never guesses
// a password. Adding one: proto/x.{h,cc}, audit/probes/x.{h,cc}, and a line in the program's list of probes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "audit/session.h"
#include "audit/stream.h"
#include "base/certificate.h"
#include "base/endpoint.h"
#include "model/audit.h"

namespace runseal::audit {

// What the user tells all probes.
struct ProbeSettings {
  std::shared_ptr<const base::Trust> trust;  // whose certificates are believed; nothing: those the system believes
};

struct ProbeInfo {
  std::string name;                  // also the observation's protocol
  std::vector<std::string> schemes;  // of the URLs that it answers for
  std::uint16_t port = 0;            // where the URL names none
  std::string sends;                 // in words, shown before it runs
  bool local = false;                // it asks this machine: no name is looked up, no login is offered
};

class Probe {
 public:
  virtual ~Probe() = default;
  [[nodiscard]] virtual ProbeInfo describe() const = 0;

  // Adds facts and exchanges to `into`, and sets complete or failure. Ends by the deadline. Asks at `address` only (of
  // a local probe: none); `endpoint` says by what name. Several run at once on one thread: it must not block, and keeps
  // nothing of its own between calls.
  virtual boost::asio::awaitable<void> ask(base::Endpoint endpoint, Address address, Limits limits,
                                           model::Observation& into) const = 0;

  // What only a login can tell, at the same address; called after ask() where the user gave credentials. May block for
  // what is left of the time. Says how it went in the fact "<protocol>.session.login": "accepted", "refused" (a wrong
  // password) or "failed".
  virtual void log_in(const base::Endpoint&, const Address&, const Credentials&, Limits,
                      model::Observation& /*into*/) const {}
};

}  // namespace runseal::audit
