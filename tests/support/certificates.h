// Certificates for servers in tests, made by openssl: by an authority of the test's own, or in ways that are wrong.
#pragma once

#include <filesystem>
#include <string>

namespace runseal::test {

struct MadeCertificate {
  std::filesystem::path key;
  std::filesystem::path certificate;  // PEM
};

// An authority below `folder`, which makes certificates there.
class Authority {
 public:
  explicit Authority(std::filesystem::path folder);

  [[nodiscard]] std::filesystem::path certificate() const { return folder_ / "ca.pem"; }

  struct Wish {
    std::string name = "server";                              // of the files
    std::string key = "rsa:3072";                             // as `openssl req -newkey`; "ec": P-256
    std::string alternatives = "DNS:localhost,IP:127.0.0.1";  // subjectAltName
    std::string from = "20200101000000Z";                     // YYYYMMDDHHMMSSZ
    std::string until = "20991231235959Z";
    std::string digest = "sha256";
    bool self_signed = false;
  };
  [[nodiscard]] MadeCertificate make(const Wish& wish) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace runseal::test
