// A real SMTP server for tests: Debian's exim on 127.0.0.1, as its own user, gone with its object. It takes mail for
// anybody but nobody@…, and keeps it in a file; while the file `busy` is there, it asks to be asked later.
#pragma once

#include <optional>
#include <string>

#include "base/process.h"
#include "support/certificates.h"

namespace runseal::test {

class Exim {
 public:
  struct Wish {
    bool starttls = true;
    bool tls_at_once = false;
    std::string user = {};  // and password: nobody else may send; empty: everybody may
    std::string password = {};
  };
  // Exim can become its own user only where root starts it: nothing, where the tests run as somebody else.
  [[nodiscard]] static bool can_run();

  Exim(std::filesystem::path folder, const MadeCertificate& certificate, const Wish& wish);
  Exim(const Exim&) = delete;
  Exim& operator=(const Exim&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  void busy(bool yes) const;
  // What has arrived, as an mbox, once there are `count` mails in it or a few seconds have passed.
  [[nodiscard]] std::string mails(std::size_t count) const;
  [[nodiscard]] std::string log() const;

 private:
  std::filesystem::path folder_;
  std::uint16_t port_;
  std::optional<base::Child> child_;
};

}  // namespace runseal::test
