// A real vsftpd on loopback. Its one user, "sequencer", exists for it alone (libnss-wrapper, libpam-wrapper). Started
// by root it drops to an unprivileged user by itself; started by somebody else it can let in only "anonymous".
#pragma once

#include <map>

#include "base/process.h"
#include "lab/lab.h"
#include "support/certificates.h"

namespace runseal::lab {

class RunningVsftpd final : public Running {
 public:
  struct Setup {
    std::map<std::string, std::string> settings{};  // lines of vsftpd.conf(5), beside what every one of the lab has
    std::string scheme = "ftp";
    std::string path = "/";  // of the address
    bool logs_in = false;    // the audit gets credentials: takes root
    bool self_signed = false;
  };
  // Errors: unavailable.
  static Result<std::unique_ptr<Running>> start(const std::filesystem::path& folder, const Setup& setup);

  [[nodiscard]] std::string url() const override;
  [[nodiscard]] std::optional<audit::Credentials> credentials() const override;
  [[nodiscard]] std::optional<std::filesystem::path> authority() const override { return folder_ / "authority/ca.pem"; }
  [[nodiscard]] std::string takes_remedy() const override { return "vsftpd"; }
  Result<> apply(const model::Remedy& remedy) override;
  // curl, which logs in in clear and inside TLS, openssl s_client, and nmap's ftp-anon, held against vsftpd.conf.
  std::string second_opinion() override;
  [[nodiscard]] std::string log() const;  // with each command that came (vsftpd masks passwords)

 private:
  RunningVsftpd(std::filesystem::path folder, Setup setup) : folder_(std::move(folder)), setup_(std::move(setup)) {}
  Result<> prepare();
  Result<> launch();
  [[nodiscard]] bool is_on(const std::string& setting) const;
  [[nodiscard]] bool curl_gets_in(const std::string& options) const;
  [[nodiscard]] bool openssl_shakes_hands() const;
  [[nodiscard]] bool nmap_gets_in_as_anonymous() const;

  std::filesystem::path folder_;
  Setup setup_;
  std::uint16_t port_ = 0;
  std::string password_;
  std::string config_;
  std::optional<base::Child> server_;
};

}  // namespace runseal::lab
