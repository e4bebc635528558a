// The part of an FTP conversation that goes through TLS.
#pragma once

#include "audit/probes/ftp_answers.h"
#include "audit/probes/tls_questions.h"

namespace runseal::audit {

// After AUTH TLS (RFC 4217), as it stands in the observation once for each question that TLS is asked.
[[nodiscard]] OpenTls after_auth_tls(boost::asio::any_io_executor executor, const Address& address,
                                     model::Observation& into);

struct FtpTlsTalk {
  std::unique_ptr<Talk> talk;  // greeted, inside TLS; nothing: it could not be made
  base::TlsPeer peer;
  FtpAnswer greeting;  // or why there is none
};

// A whole handshake, and the greeting where it comes inside TLS (`implicit`).
boost::asio::awaitable<FtpTlsTalk> ftp_inside_tls(const OpenTls& open, bool implicit, std::string label,
                                                  std::string server_name, Limits limits);

// PROT P and PROT C, and whether a password would be asked for.
boost::asio::awaitable<FtpInside> ask_inside_tls(Talk& talk);

}  // namespace runseal::audit
