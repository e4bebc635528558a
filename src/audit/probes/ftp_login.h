// What only a login can tell of an FTP server: does it move files in clear for somebody who logged in inside TLS?
#pragma once

#include <memory>

#include "audit/session.h"
#include "base/certificate.h"
#include "base/endpoint.h"

namespace runseal::audit {

struct FtpTarget {
  FtpTarget(base::Endpoint at, Address by, std::shared_ptr<const base::Trust> believed)
      : endpoint(std::move(at)), address(std::move(by)), trust(std::move(believed)) {}
  [[nodiscard]] bool implicit() const { return endpoint.scheme == "ftps"; }

  base::Endpoint endpoint;
  Address address;
  std::shared_ptr<const base::Trust> trust;  // nothing: the system's
};

// Blocks. The password goes out inside TLS alone, to a server whose certificate is for the endpoint's name and is
// vouched for: anybody else could be the one who wants it. Facts
//   ftp.session.login       accepted, refused, failed (not tried too)
//   ftp.session.clear-data  refused; not-refused: a file that does not exist was looked for after PROT C
void log_in_to_ftp(const FtpTarget& target, const Credentials& credentials, Limits limits, model::Observation& into);

}  // namespace runseal::audit
