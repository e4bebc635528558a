// A run, and an OpenSSH server of this test's own to send it to.
#pragma once

#include "support/deposit_site.h"

namespace runseal::test {

class Sftp : public DepositSite {
 protected:
  transfer::SftpOptions at(std::uint16_t port) const { return sshd.options(into, port); }
  transfer::SftpOptions at_server() const { return at(sshd.port()); }

  Sshd sshd{folder / "sshd"};
  OpenSink open = [this] { return open_sftp(at_server()); };
};

}  // namespace runseal::test
