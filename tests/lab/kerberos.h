// A Kerberos realm of its own on loopback: MIT's key distribution centre, a user with a ticket, and the keys of the
// services nfs and ldap of "localhost".
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/process.h"

namespace runseal::lab {

class KerberosRealm {
 public:
  // Errors: unavailable, where a program is not installed.
  [[nodiscard]] static Result<std::unique_ptr<KerberosRealm>> start(const std::filesystem::path& folder);

  // What clients and servers need to be told.
  [[nodiscard]] std::map<std::string, std::string> environment() const;
  [[nodiscard]] std::filesystem::path keys() const { return folder_ / "keytab"; }

 private:
  explicit KerberosRealm(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Result<> run(const std::string& program, std::vector<std::string> arguments, const std::string& input = {}) const;

  std::filesystem::path folder_;
  std::optional<base::Child> centre_;
};

}  // namespace runseal::lab
