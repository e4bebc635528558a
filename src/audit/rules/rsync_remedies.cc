#include "audit/rules/rsync_remedies.h"

#include <fmt/format.h>

#include "base/endpoint.h"

namespace runseal::audit {

using model::Remedy;

std::vector<Remedy> rsync_plain_remedies(const std::string& endpoint) {
  const auto parsed = base::parse_endpoint(endpoint);
  const auto host = parsed ? parsed->host : std::string("HOST");
  const auto port = parsed && parsed->port != 0 ? parsed->port : std::uint16_t{873};
  return {
      {"rsyncd", "rsyncd.conf",
       fmt::format(
           "# 1. /etc/rsyncd.conf, first lines: heard on this machine alone, and never without a password. The\n"
           "#    file of passwords (user:password, mode 0600) must exist.\n"
           "address = 127.0.0.1\n"
           "auth users = sequencer\n"
           "secrets file = /etc/rsyncd.secrets\n"
           "# 2. /etc/stunnel/rsync.conf: the network reaches it inside TLS, at port 874 (rsync-ssl on the "
           "clients)\n"
           "#   [rsync]\n"
           "#   accept = 874\n"
           "#   connect = 127.0.0.1:{}\n"
           "#   cert = /etc/stunnel/rsync.pem\n",
           port),
       "Take the lines out again and restart rsync; stop stunnel.",
       "Every client that connects to the daemon directly. Settings inside a module win over these: look through the "
       "modules for \"auth users\" of their own. Open connections break once: change it between runs."},
      {"OpenSSH", "text",
       "Better still, without a daemon: rsync inside SSH.\n"
       "1. On the server: systemctl disable --now rsync\n"
       "2. In the account's authorized_keys: command=\"rrsync /srv/runs\",restrict ssh-ed25519 KEY\n"
       "3. Then measure ssh://" +
           host + " as well: its host key is what proves the server.\n",
       "systemctl enable --now rsync; take the line out of authorized_keys.",
       "Clients that know the daemon's address only; programs that cannot speak SSH."},
      {"this device", "text",
       fmt::format(
           "In place of rsync://{}/… :\n"
           "  rsync -a -e ssh FOLDER sequencer@{}:/      (SSH; list its host key in the known hosts first)\n"
           "  rsync-ssl -a FOLDER rsync://sequencer@{}/MODULE      (TLS; RSYNC_SSL_CA_CERT names the authority)\n",
           host, host, host),
       "Use the former address again.",
       "Nothing on this device, once the server is ready. On an instrument, ask its manufacturer before changing a "
       "setting, and install nothing."}};
}

std::vector<Remedy> rsync_tls_remedies(const std::string& endpoint) {
  const auto parsed = base::parse_endpoint(endpoint);
  const auto host = parsed ? parsed->host : std::string("HOST");
  return {
      {"stunnel", "stunnel.conf",
       "; First lines of /etc/stunnel/rsync.conf, in place of others of the same names. The certificate is one that\n"
       "; the clients' authority vouches for, for the name by which they call this server.\n"
       "sslVersionMin = TLSv1.2\n"
       "ciphers = ECDHE+AESGCM:ECDHE+CHACHA20\n",
       "Take the lines out again; restart stunnel.",
       "Clients that speak nothing newer than TLS 1.1. Open connections break once: change it between runs."},
      {"rsyncd", "rsyncd.conf",
       "# /etc/rsyncd.conf, first lines: heard on this machine alone, and never without a password. The file of\n"
       "# passwords (user:password, mode 0600) must exist.\n"
       "address = 127.0.0.1\n"
       "auth users = sequencer\n"
       "secrets file = /etc/rsyncd.secrets\n",
       "Take the lines out again and restart rsync.",
       "Every client that connects to the daemon directly, or without a password. Settings inside a module win over "
       "these: look through the modules for \"auth users\" of their own."},
      {"this device", "text",
       fmt::format("With the authority's certificate in /etc/ssl/site-ca.pem:\n"
                   "  RSYNC_SSL_CA_CERT=/etc/ssl/site-ca.pem rsync-ssl -a FOLDER rsync://sequencer@{}/MODULE\n"
                   "Never set RSYNC_SSL_CA_CERT to nothing: rsync-ssl then takes any certificate.\n",
                   host),
       "Use the former command again.",
       "Nothing, once the server's certificate is right. On an instrument, ask its manufacturer before changing a "
       "setting, and install nothing."}};
}

}  // namespace runseal::audit
