// The console's server: HTTP/1.1 over TLS. One thread speaks with all visitors and never waits for any of them, nor for
// a handler; handlers run on threads of their own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/server_certificate.h"
#include "base/tcp.h"
#include "console/limits.h"
#include "console/page.h"
#include "console/route.h"
#include "console/upload.h"

namespace runseal::console {

// What is told of each answer. No secrets, and nothing that stood behind a question mark.
struct Visit {
  std::string method;
  std::string path;
  std::string peer;
  std::string account;  // empty: nobody
  int status = 0;
  std::size_t bytes = 0;  // of the answer's body
  std::chrono::microseconds took{0};
};

struct ServerSettings {
  base::HostPort listen;
  bool tls12 = false;
  base::ServerCertificate certificate;
  // The site's own: browsers are told to insist on a certificate that they trust (RFC 6797). With one that was made
  // here that would lock out, once it is made anew, whoever had told a browser to trust it.
  bool own_certificate = false;
  Limits limits;
  std::vector<Uploading> uploads;
  std::function<void(const Visit&)> visited;           // called by the one thread: must not wait
  std::function<void(const std::string&)> complained;  // of a fault of a handler or of the system; so must this
};

class Server {
 public:
  // All of these outlive it. console.statistics is where it counts.
  Server(Console& console, const std::vector<Route>& routes, const std::map<std::string, WebFile>& page,
         ServerSettings settings);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // as stop()

  // Errors: unavailable (the port is taken), invalid (the certificate).
  Result<> start();
  [[nodiscard]] std::uint16_t port() const;
  // For connections that come from now on. Errors: invalid.
  Result<> use_certificate(const base::ServerCertificate& certificate);
  // Requests in flight are answered, streams end, nobody new is let in.
  void stop();
  // Whether the thread that speaks with visitors still turns. Waits two seconds at most.
  [[nodiscard]] bool alive();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace runseal::console
