// A TLS server for tests: openssl s_server on 127.0.0.1, gone with its object.
#pragma once

#include <string>
#include <vector>

#include "base/process.h"
#include "support/certificates.h"

namespace runseal::test {

class TlsServer {
 public:
  // `arguments`: further ones of s_server(1).
  TlsServer(const std::filesystem::path& folder, const MadeCertificate& certificate,
            const std::vector<std::string>& arguments);

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  std::uint16_t port_ = 0;
  std::optional<base::Child> child_;
};

}  // namespace runseal::test
