#include "audit/rules/ftp_remedies.h"

#include <fmt/format.h>

#include "audit/rules/device_end.h"
#include "base/endpoint.h"

namespace runseal::audit {
namespace {

using model::Remedy;

constexpr const char* who_breaks =
    "Clients that speak FTP in clear or do not protect their files (PROT P), those that stop at TLS 1.1, and access as "
    "\"anonymous\". Open connections break once: change it between runs.";

Remedy vsftpd() {
  return {
      "vsftpd", "vsftpd.conf",
      "# a certificate for the server's name, by an authority that the devices know; leave out what is set already:\n"
      "#rsa_cert_file=/etc/ssl/certs/ftp.pem\n"
      "#rsa_private_key_file=/etc/ssl/private/ftp.key\n"
      "ssl_enable=YES\n"
      "force_local_logins_ssl=YES\n"
      "force_local_data_ssl=YES\n"
      "require_ssl_reuse=YES\n"
      "ssl_sslv2=NO\n"
      "ssl_sslv3=NO\n"
      "ssl_tlsv1=NO\n"
      "ssl_ciphers=ECDHE+AESGCM:ECDHE+CHACHA20\n"
      "anonymous_enable=NO\n",
      "Before the change: cp -p /etc/vsftpd.conf /etc/vsftpd.conf.before. To undo it, copy that file back and restart "
      "vsftpd. (To apply the change: paste it at the end of vsftpd.conf, where later lines win, and restart vsftpd. "
      "No line may have a space beside \"=\" or at its end.)",
      std::string(who_breaks) +
          " Clients that do not take the TLS session of the commands up again for the files; for those alone set "
          "require_ssl_reuse=NO."};
}

Remedy proftpd() {
  return {"ProFTPD", "proftpd.conf",
          "<IfModule mod_tls.c>\n"
          "  TLSEngine on\n"
          "  TLSRequired on\n"
          "  TLSProtocol TLSv1.2 TLSv1.3\n"
          "  TLSCipherSuite ECDHE+AESGCM:ECDHE+CHACHA20\n"
          "  # a certificate for the server's name, by an authority that the devices know:\n"
          "  TLSRSACertificateFile /etc/ssl/certs/ftp.pem\n"
          "  TLSRSACertificateKeyFile /etc/ssl/private/ftp.key\n"
          "</IfModule>\n"
          "# and take out each <Anonymous …> section\n",
          "Before the change: cp -a /etc/proftpd /etc/proftpd.before. To undo it, copy that folder back and restart "
          "proftpd. (To apply the change: put it into tls.conf in place of what stands there, see that proftpd.conf "
          "includes tls.conf and modules.conf loads mod_tls, run proftpd -t, restart proftpd. Debian keeps mod_tls in "
          "the package proftpd-mod-crypto.)",
          who_breaks};
}

Remedy iis() {
  return {
      "IIS FTP", "powershell",
      "Import-Module WebAdministration\n"
      "$site = 'IIS:\\Sites\\<name of the FTP site>'\n"
      "$ssl = 'ftpServer.security.ssl'\n"
      "Set-ItemProperty $site -Name \"$ssl.serverCertHash\" -Value '<thumbprint of the certificate>'\n"
      "Set-ItemProperty $site -Name \"$ssl.controlChannelPolicy\" -Value 'SslRequire'\n"
      "Set-ItemProperty $site -Name \"$ssl.dataChannelPolicy\" -Value 'SslRequire'\n"
      "Set-ItemProperty $site -Name 'ftpServer.security.authentication.anonymousAuthentication.enabled' -Value "
      "$false\n"
      "Restart-Service ftpsvc\n",
      "Before the change: copy %windir%\\System32\\inetsrv\\config\\applicationHost.config. To undo it, put the copy "
      "back and restart the service ftpsvc.",
      std::string(who_breaks) +
          " Which versions of TLS and cipher suites are accepted is set for the whole of "
          "Windows (Schannel)."};
}

}  // namespace

std::vector<Remedy> ftp_server_remedies() { return {vsftpd(), proftpd(), iis()}; }

std::vector<Remedy> ftp_device_remedies(const std::string& endpoint, const std::vector<model::Device>& devices) {
  const auto parsed = base::parse_endpoint(endpoint);
  const auto host = parsed ? parsed->host : std::string("SERVER");
  DeviceEnd end;
  end.language = "lftp.conf";
  end.on_linux = fmt::format(
      "# ~/.lftprc, for transfers to {} by lftp:\n"
      "set ftp:ssl-force true\n"
      "set ftp:ssl-protect-data true\n"
      "set ftp:ssl-protect-list true\n"
      "set ssl:verify-certificate true\n"
      "# by curl: --ssl-reqd, and never --insecure or --ftp-ssl-control\n",
      host);
  end.elsewhere =
      "In the program that sends the files: \"require explicit FTP over TLS\" (port 21) or \"implicit FTP over TLS\" "
      "(port 990), not \"if available\"; protect the data connection (PROT P); check the server's certificate, with "
      "the "
      "site's authority added where there is one.\n"
      "A device that speaks FTP in clear alone cannot be protected by settings: place a gateway beside it, on a cable "
      "of "
      "its own, that passes its runs on over a protected connection.\n";
  end.undo = "Set the same settings back to what they were.";
  end.may_break = "Transfers to servers that cannot do the same, or whose certificate does not hold.";
  return device_remedies(end, devices);
}

}  // namespace runseal::audit
