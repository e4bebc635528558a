// An OpenSSH server on 127.0.0.1 whose configuration a test writes. Unlike tests/support/sshd.h it has no account to
// log in to: it is measured, not used.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/process.h"
#include "lab/lab.h"

namespace runseal::lab {

class SshdServer final : public Running {
 public:
  // `host_keys`: arguments of ssh-keygen, one for each key: {"-t", "rsa", "-b", "1024"}.
  static Result<std::unique_ptr<SshdServer>> start(const std::filesystem::path& folder, const std::string& lines,
                                                   const std::vector<std::vector<std::string>>& host_keys);

  std::string url() const override;
  std::string takes_remedy() const override { return "OpenSSH"; }
  Result<> apply(const model::Remedy& remedy) override;  // at the very top, as it says
  std::string second_opinion() override;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::vector<std::filesystem::path> host_keys() const { return host_keys_; }
  // What the server itself says it would accept: sshd -T. "kexalgorithms" → "a,b".
  [[nodiscard]] Result<std::string> effective(const std::string& setting) const;
  Result<> new_host_keys(const std::vector<std::vector<std::string>>& host_keys);  // and a restart

 private:
  explicit SshdServer(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Result<> make_keys(const std::vector<std::vector<std::string>>& host_keys);
  Result<> restart();

  std::filesystem::path folder_;
  std::string lines_;
  std::uint16_t port_ = 0;
  bool remedied_ = false;
  std::vector<std::filesystem::path> host_keys_;
  std::optional<base::Child> child_;
};

}  // namespace runseal::lab
