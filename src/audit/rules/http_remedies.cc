#include "audit/rules/http_remedies.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/device_limits.h"
#include "base/endpoint.h"

namespace runseal::audit {
namespace {

using model::Device;
using model::Remedy;

constexpr const char* breaks =
    "Clients that stop at TLS 1.1: Windows 7 and Server 2008 R2 use TLS 1.2 only after it was switched on there, Java "
    "7 "
    "and OpenSSL 1.0.0 not at all. Programs that were set up with http:// must be given https://. Change it between "
    "runs.";

constexpr const char* suites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

// For who is let in: a login is the server's to ask for, and inside TLS Basic is enough.
std::string nginx_login(const HttpFacts& facts) {
  if (facts.without_login != "served") return {};
  return "# a login; its file, as root: printf 'sequencer:%s\\n' \"$(openssl passwd -6)\" > /etc/nginx/runs.htpasswd\n"
         "auth_basic \"runs\";\n"
         "auth_basic_user_file /etc/nginx/runs.htpasswd;\n";
}

Remedy nginx(const std::string& host, const HttpFacts& facts) {
  auto text = fmt::format(
      "# in the block server {{ listen 443 ssl; ... }}, in place of the lines with the same names\n"
      "ssl_protocols TLSv1.2 TLSv1.3;\n"
      "ssl_ciphers {};\n"
      "ssl_prefer_server_ciphers off;\n"
      "ssl_session_tickets off;\n"
      "add_header Strict-Transport-Security \"max-age=63072000\" always;\n",
      suites);
  text += nginx_login(facts);
  text += fmt::format(
      "# and everything that a block with listen 80; holds in place of its content:\n"
      "#   listen 80;\n"
      "#   server_name {};\n"
      "#   return 301 https://$host$request_uri;\n",
      host);
  return {
      "nginx", "nginx", text,
      "Before the change: cp -a /etc/nginx /etc/nginx.before. To undo it, copy it back and run nginx -t && nginx -s "
      "reload. ssl_protocols counts in the default server of a port: set it there. Where there is no certificate "
      "yet, ssl_certificate and ssl_certificate_key come first.",
      breaks};
}

Remedy apache(const std::string& host) {
  return {"Apache", "apache",
          fmt::format("# in the block <VirtualHost *:443>\n"
                      "SSLEngine on\n"
                      "SSLProtocol -all +TLSv1.2 +TLSv1.3\n"
                      "SSLCipherSuite {}\n"
                      "SSLHonorCipherOrder off\n"
                      "SSLCompression off\n"
                      "SSLInsecureRenegotiation off\n"
                      "Header always set Strict-Transport-Security \"max-age=63072000\"\n"
                      "# and as the whole content of <VirtualHost *:80>:\n"
                      "#   ServerName {}\n"
                      "#   Redirect permanent / https://{}/\n",
                      suites, host, host),
          "Before the change: cp -a /etc/apache2 /etc/apache2.before. To undo it, copy it back and run apachectl "
          "configtest && apachectl graceful. The Header line needs: a2enmod headers.",
          breaks};
}

Remedy iis(const std::string& host) {
  return {
      "IIS", "powershell",
      fmt::format(
          "foreach ($v in 'SSL 2.0','SSL 3.0','TLS 1.0','TLS 1.1') {{\n"
          "  $k = \"HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\$v\\Server\"\n"
          "  New-Item $k -Force | Out-Null\n"
          "  Set-ItemProperty $k Enabled 0 -Type DWord; Set-ItemProperty $k DisabledByDefault 1 -Type DWord\n"
          "}}\n"
          "Get-TlsCipherSuite | Where-Object Name -match 'NULL|RC4|3DES|_DES_|TLS_RSA_|CBC' | "
          "ForEach-Object {{ Disable-TlsCipherSuite -Name $_.Name }}\n"
          "# the site asks for TLS, and tells clients to (IIS 10 of Windows Server 2019 and later)\n"
          "Import-Module WebAdministration\n"
          "Set-WebConfigurationProperty -PSPath 'IIS:\\' -Location 'Default Web Site' "
          "-Filter system.webServer/security/access -Name sslFlags -Value Ssl\n"
          "Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Name hsts.enabled -Value True "
          "-Filter \"system.applicationHost/sites/site[@name='Default Web Site']\"\n"
          "Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Name hsts.max-age -Value 63072000 "
          "-Filter \"system.applicationHost/sites/site[@name='Default Web Site']\"\n"
          "# in place of 'Default Web Site': the site that serves {}. Then restart the server.\n",
          host),
      "Before the change: reg export HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL "
      "schannel.reg; Get-TlsCipherSuite | Export-Clixml suites.xml; Backup-WebConfiguration before. To undo it, "
      "reg import schannel.reg, Enable-TlsCipherSuite for each name of suites.xml, Restore-WebConfiguration before, "
      "restart.",
      std::string(breaks) +
          " The protocols count for every service of this Windows that uses TLS, Remote Desktop too."};
}

Remedy certificate(const std::string& host) {
  const bool address =
      host.find_first_not_of("0123456789.") == std::string::npos || host.find(':') != std::string::npos;
  return {"certificate", "shell",
          fmt::format("openssl req -new -newkey rsa:3072 -nodes -keyout {0}.key -out {0}.csr -subj /CN={0} "
                      "-addext subjectAltName={1}:{0}\n"
                      "# let an authority that the devices know sign {0}.csr: the hospital's own, or a public one;\n"
                      "# install what it gives back together with the certificates between, and {0}.key\n",
                      host, address ? "IP" : "DNS"),
          "Keep the former certificate and key and put them back.",
          "Devices that were set up to know the former certificate itself turn the new one down until they are told."};
}

std::string with_tls(const std::string& endpoint) {
  const auto at = endpoint.find("://");
  const auto scheme = endpoint.substr(0, at);
  if (scheme == "http") return "https" + endpoint.substr(at);
  if (scheme == "dav" || scheme == "webdav") return scheme + "s" + endpoint.substr(at);
  return endpoint;
}

Remedy device_remedy(const HttpFacts& facts, const std::string& endpoint, const std::vector<Device>& devices) {
  std::string text;
  if (facts.in_clear()) text += fmt::format("Set the device's destination to {}\n", with_tls(endpoint));
  text +=
      "Let the device check the server's certificate: no option such as \"ignore certificate errors\", \"trust all\" "
      "or "
      "-k; install the certificate of the site's own authority where there is one.\n"
      "Use a user of the device's own, which may write to its folder alone.\n";
  if (std::ranges::any_of(devices, [](const Device& device) { return smb_end_of(&device) == SmbEnd::smb_2_1; }))
    text +=
        "Windows 7 and Server 2008 R2 need the update KB3140245 and its registry values, so that programs use TLS "
        "1.2.\n";
  if (!std::ranges::all_of(devices, is_linux) || devices.empty())
    text +=
        "The control computer of an instrument is part of a medical device: ask its manufacturer before changing a "
        "setting on it, and install nothing.\n";
  if (std::ranges::any_of(devices, has_both_modes))
    text +=
        "This device runs in Dx and in RUO mode over the same connection: the change meets both together. Send a test "
        "run in each mode afterwards.\n";
  return {"this device", "text", text, "Set the same settings back to what they were.",
          "Connections to servers whose certificate does not hold. Do it between runs."};
}

bool has_wrong_certificate(const model::Assessment& assessment) {
  return std::ranges::any_of(assessment.findings, [](const model::Finding& finding) {
    return finding.id.starts_with("tls.certificate-") && finding.severity >= model::Severity::medium;
  });
}

}  // namespace

std::vector<Remedy> http_remedies(const model::Assessment& assessment, const HttpFacts& facts,
                                  const std::string& endpoint, const std::vector<Device>& devices) {
  const auto parsed = base::parse_endpoint(endpoint);
  const auto host = parsed ? parsed->host : std::string("server");
  std::vector<Remedy> remedies;
  if (!assessment.secure()) {
    remedies = {nginx(host, facts), apache(host), iis(host)};
    if (has_wrong_certificate(assessment)) remedies.push_back(certificate(host));
  }
  remedies.push_back(device_remedy(facts, endpoint, devices));
  return remedies;
}

}  // namespace runseal::audit
