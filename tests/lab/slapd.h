// A real OpenLDAP server on loopback, with its configuration in cn=config as Debian has it and one small directory.
// Unprivileged where it is not root that starts it; it never changes its user.
#pragma once

#include <map>

#include "base/process.h"
#include "lab/lab.h"

namespace runseal::lab {

class RunningSlapd final : public Running {
 public:
  struct Setup {
    std::string global{};  // further lines of the entry cn=config
    bool has_certificate = false;
    std::string scheme = "ldap";
    std::map<std::string, std::string>
        environment{};  // with some, the mechanisms of SASL that are installed are offered
  };
  // Errors: unavailable.
  static Result<std::unique_ptr<Running>> start(const std::filesystem::path& folder, const Setup& setup);

  [[nodiscard]] std::string url() const override;
  [[nodiscard]] std::optional<std::filesystem::path> authority() const override { return folder_ / "authority/ca.pem"; }
  [[nodiscard]] std::string takes_remedy() const override { return "OpenLDAP"; }
  // By ldapmodify over ldapi:, as the remedy says.
  Result<> apply(const model::Remedy& remedy) override;
  // ldapsearch and ldapwhoami, in clear and inside TLS, and nmap's ldap-rootdse, held against the configuration.
  std::string second_opinion() override;

 private:
  RunningSlapd(std::filesystem::path folder, Setup setup) : folder_(std::move(folder)), setup_(std::move(setup)) {}
  Result<> prepare();
  Result<> launch();
  [[nodiscard]] std::string socket_url() const;
  [[nodiscard]] bool nmap_reads_the_root_dse() const;
  [[nodiscard]] int ask(const std::string& program, std::vector<std::string> arguments) const;

  std::filesystem::path folder_;
  Setup setup_;
  std::uint16_t port_ = 0;
  bool remedied_ = false;
  std::optional<base::Child> server_;
};

}  // namespace runseal::lab
