// nginx in the ways it is met: TLS in order and not, with certificates of all kinds, and in clear. What must be said
// follows from its configuration; curl, openssl s_client and nmap are asked as well.
#include <fmt/format.h>

#include "base/text.h"
#include "lab/lab.h"
#include "support/certificates.h"
#include "support/nginx.h"
#include "support/ports.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace {

namespace fs = std::filesystem;
using model::Protection;

constexpr const char* good_tls =
    "ssl_protocols TLSv1.2 TLSv1.3;\nssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;\n"
    "add_header Strict-Transport-Security max-age=63072000 always;\n";
constexpr const char* with_login = "auth_basic runs;\nauth_basic_user_file /etc/nginx/runs.htpasswd;\n";

struct Site {
  bool tls = true;
  test::Authority::Wish certificate;
  std::string lines;           // of the block server { }
  bool clients_accept = true;  // the certificate, told the authority
  bool old_versions = false;
};

class RunningNginx final : public Running {
 public:
  RunningNginx(fs::path folder, Site site) : folder_(std::move(folder)), site_(std::move(site)) {}

  Result<> start() {
    const test::Authority authority(folder_ / "ca");
    if (site_.tls) made_ = authority.make(site_.certificate);
    fs::create_directories(folder_ / "www/runs");
    test::write_file(folder_ / "www/runs/RunInfo.xml", "<RunInfo/>");
    test::write_file(folder_ / "runs.htpasswd", "sequencer:{PLAIN}secret\n");
    port_ = test::free_port();
    return run();
  }

  std::string url() const override {
    return fmt::format("{}://127.0.0.1:{}/runs", site_.tls ? "https" : "http", port_);
  }
  std::optional<fs::path> authority() const override { return folder_ / "ca/ca.pem"; }
  std::string takes_remedy() const override { return "nginx"; }

  // In place of the lines with the same names, as the remedy says.
  Result<> apply(const model::Remedy& remedy) override {
    for (const auto line : base::lines(remedy.text)) {
      const auto name = std::string(line.substr(0, line.find(' ') + 1));
      if (name.starts_with("ssl_") || name.starts_with("auth_")) drop(name);
      site_.lines += std::string(line) + "\n";
    }
    site_.old_versions = false;
    nginx_.reset();
    return run();
  }

  std::string second_opinion() override {
    if (!site_.tls) return {};
    const auto curl = said("curl", {"-sS", "-o", "/dev/null", "--cacert", authority()->string(), url()});
    if (curl.ok() != site_.clients_accept) return "curl: " + curl.err;
    const auto client = said("openssl", {"s_client", "-connect", fmt::format("127.0.0.1:{}", port_), "-CAfile",
                                         authority()->string(), "-verify_ip", "127.0.0.1", "-verify_return_error"});
    if (client.ok() != site_.clients_accept) return "openssl s_client: " + client.err;
    const auto nmap =
        said("nmap", {"-Pn", "-n", "-p", std::to_string(port_), "--script", "ssl-enum-ciphers", "127.0.0.1"});
    const bool sees_old = nmap.out.find("TLSv1.0:") != std::string::npos;
    if (sees_old != site_.old_versions) return "nmap: " + nmap.out;
    return {};
  }

 private:
  static base::Finished said(const std::string& program, const std::vector<std::string>& arguments) {
    base::Command command;
    command.program = program;
    command.arguments = arguments;
    const auto done = base::run(command);
    return done ? *done : base::Finished{};
  }

  void drop(const std::string& name) {
    std::string kept;
    for (const auto line : base::lines(site_.lines))
      if (!line.starts_with(name)) kept += std::string(line) + "\n";
    site_.lines = kept;
  }

  Result<> run() {
    auto server = fmt::format("server {{\nlisten 127.0.0.1:{}{};\nroot {}/www;\n", port_, site_.tls ? " ssl" : "",
                              folder_.string());
    if (site_.tls)
      server +=
          fmt::format("ssl_certificate {};\nssl_certificate_key {};\n", made_.certificate.string(), made_.key.string());
    server += base::replaced(site_.lines, "/etc/nginx/", folder_.string() + "/") + "}\n";
    RUNSEAL_TRY(auto started, test::Nginx::start(folder_, server, "127.0.0.1", port_));
    nginx_ = std::move(started);
    return {};
  }

  fs::path folder_;
  Site site_;
  test::MadeCertificate made_;
  std::uint16_t port_ = 0;
  std::optional<test::Nginx> nginx_;
};

auto nginx(Site site) {
  return [site = std::move(site)](const fs::path& folder) -> Result<std::unique_ptr<Running>> {
    auto server = std::make_unique<RunningNginx>(folder, site);
    RUNSEAL_CHECK(server->start());
    return server;
  };
}

Site with_certificate(test::Authority::Wish wish) {
  Site site;
  site.certificate = std::move(wish);
  site.lines = std::string(good_tls) + with_login;
  site.clients_accept = false;
  return site;
}

Site with_lines(const std::string& lines, bool tls = true) {
  Site site;
  site.tls = tls;
  site.lines = lines;
  return site;
}

Site with_old_versions() {
  auto site = with_lines("ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;\nssl_ciphers ALL:@SECLEVEL=0;\n" +
                         std::string(with_login));
  site.old_versions = true;
  return site;
}

test::Authority::Wish wish(void (*change)(test::Authority::Wish&)) {
  test::Authority::Wish made;
  change(made);
  return made;
}

constexpr Grades all(Protection grade) { return {grade, grade, grade}; }
constexpr auto maybe = all(Protection::optional);
constexpr auto safe = all(Protection::protected_);
constexpr auto none = all(Protection::absent);

std::vector<Entry> certificates() {
  return {
      {"https_expired",
       "nginx in order, whose certificate has ended",
       nginx(with_certificate(wish([](auto& it) { it.until = "20240101000000Z"; }))),
       maybe,
       {"tls.certificate-out-of-date"},
       {"tls.certificate-for-another-name", "tls.old-version-accepted"},
       std::nullopt},
      {"https_self_signed",
       "nginx in order, whose certificate is signed by itself alone",
       nginx(with_certificate(wish([](auto& it) { it.self_signed = true; }))),
       maybe,
       {"tls.certificate-self-signed"},
       {"tls.certificate-out-of-date"},
       std::nullopt},
      {"https_other_name",
       "nginx in order, whose certificate is for another name",
       nginx(with_certificate(wish([](auto& it) { it.alternatives = "DNS:elsewhere.example"; }))),
       maybe,
       {"tls.certificate-for-another-name"},
       {"tls.certificate-not-vouched-for"},
       std::nullopt},
  };
}

}  // namespace

std::vector<Entry> http_lab() {
  auto rsa_1024 = with_certificate(wish([](auto& it) { it.key = "rsa:1024"; }));
  rsa_1024.lines = "ssl_protocols TLSv1.2 TLSv1.3;\nssl_ciphers ECDHE+AESGCM:@SECLEVEL=0;\n" + std::string(with_login);
  std::vector<Entry> entries{
      {"https_in_order",
       "nginx with TLS 1.2 and 1.3, strong suites, a certificate of the site's authority, a login",
       nginx(with_lines(std::string(good_tls) + with_login)),
       safe,
       {"tls.client-not-measured"},
       {"tls.old-version-accepted", "tls.no-forward-secrecy", "tls.cbc-suite", "tls.certificate-not-vouched-for",
        "http.no-strict-transport", "http.open-without-login"},
       std::nullopt},
      {"https_debian_default",
       "nginx as Debian installs it, a folder listed to anybody",
       nginx(
           with_lines("ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;\nssl_prefer_server_ciphers on;\nautoindex on;\n")),
       {Protection::protected_, Protection::protected_, Protection::optional},
       {"http.open-without-login", "http.no-strict-transport", "tls.no-forward-secrecy", "tls.cbc-suite"},
       {"tls.old-version-accepted", "http.in-clear"},
       safe},
      {"https_old_versions",
       "nginx that lets in TLS 1.0 and every cipher, at OpenSSL's security level 0",
       nginx(with_old_versions()),
       maybe,
       {"tls.old-version-accepted", "tls.suite-without-certificate", "tls.no-forward-secrecy"},
       {"tls.ssl-3-accepted", "tls.certificate-not-vouched-for"},
       safe},
      {"https_rsa_1024",
       "nginx whose certificate has an RSA key of 1024 bits",
       nginx(std::move(rsa_1024)),
       maybe,
       {"tls.certificate-weak-key", "http.no-strict-transport"},
       {"tls.certificate-for-another-name"},
       std::nullopt},
      {"http_plain",
       "nginx in clear, with a password and uploads",
       nginx(
           with_lines("location / {\nif ($request_method = OPTIONS) {\nadd_header Allow \"GET, HEAD, PUT, OPTIONS\";\n"
                      "return 204;\n}\n" +
                          std::string(with_login) + "}\n",
                      false)),
       none,
       {"http.in-clear", "http.basic-in-clear", "http.upload-in-clear"},
       {"http.only-a-redirect", "http.open-without-login", "tls.client-not-measured"},
       std::nullopt},
      {"http_redirect",
       "nginx in clear, which only sends clients on to HTTPS",
       nginx(with_lines("return 301 https://nas01.example$request_uri;\n", false)),
       none,
       {"http.only-a-redirect"},
       {"http.basic-in-clear", "http.upload-in-clear"},
       std::nullopt},
  };
  for (auto& entry : certificates()) entries.push_back(std::move(entry));
  return entries;
}

}  // namespace runseal::lab
