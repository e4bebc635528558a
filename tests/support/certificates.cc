#include "support/certificates.h"

#include <gtest/gtest.h>

#include "base/process.h"
#include "base/text.h"
#include "support/temporary.h"

namespace runseal::test {
namespace {

namespace fs = std::filesystem;

void openssl(const std::string& arguments) {
  base::Command command;
  command.program = "openssl";
  command.arguments = base::split(arguments, ' ');
  const auto done = base::run(command);
  EXPECT_TRUE(done && done->ok()) << arguments << ": " << (done ? done->err : done.error().describe());
}

std::string new_key(const std::string& kind, const fs::path& key) {
  const auto algorithm = kind == "ec" ? std::string("ec -pkeyopt ec_paramgen_curve:prime256v1") : kind;
  return "-newkey " + algorithm + " -nodes -keyout " + key.string();
}

}  // namespace

Authority::Authority(fs::path folder) : folder_(std::move(folder)) {
  fs::create_directories(folder_ / "issued");
  write_file(folder_ / "ca.cnf", "[ca]\ndefault_ca = lab\n[lab]\ndatabase = " + (folder_ / "index").string() +
                                     "\nnew_certs_dir = " + (folder_ / "issued").string() +
                                     "\nrand_serial = yes\nunique_subject = no\npolicy = any\ncopy_extensions = copy\n"
                                     "[any]\ncommonName = supplied\n");
  write_file(folder_ / "index", "");
  openssl("req -x509 " + new_key("ec", folder_ / "ca.key") + " -subj /CN=Test-Authority -days 3650 -out " +
          certificate().string());
}

MadeCertificate Authority::make(const Wish& wish) const {
  const auto base = folder_ / wish.name;
  const MadeCertificate made{base.string() + ".key", base.string() + ".pem"};
  const auto request = base.string() + ".csr";
  openssl("req -new " + new_key(wish.key, made.key) + " -subj /CN=" + wish.name +
          " -addext subjectAltName=" + wish.alternatives + " -out " + request);
  const auto issuer = wish.self_signed
                          ? "-selfsign -keyfile " + made.key.string()
                          : "-cert " + certificate().string() + " -keyfile " + (folder_ / "ca.key").string();
  openssl("ca -batch -notext -config " + (folder_ / "ca.cnf").string() + " " + issuer + " -md " + wish.digest +
          " -startdate " + wish.from + " -enddate " + wish.until + " -in " + request + " -out " +
          made.certificate.string());
  return made;
}

}  // namespace runseal::test
