#include "audit/rules/ldap_remedies.h"

#include <fmt/format.h>

#include "audit/rules/device_end.h"
#include "base/endpoint.h"

namespace runseal::audit {
namespace {

using model::Remedy;

Remedy openldap() {
  return {
      "OpenLDAP", "ldif",
      "# ldapmodify -Q -Y EXTERNAL -H ldapi:/// -f FILE   (as root on the server; {1}mdb: the database's own name)\n"
      "# A certificate for the server's name must be set before (olcTLSCertificateFile, olcTLSCertificateKeyFile).\n"
      "dn: olcDatabase={1}mdb,cn=config\n"
      "changetype: modify\n"
      "replace: olcRequires\n"
      "olcRequires: authc\n"
      "\n"
      "dn: cn=config\n"
      "changetype: modify\n"
      "replace: olcTLSCipherSuite\n"
      "# Debian, Ubuntu (GnuTLS). Red Hat, SUSE (OpenSSL): ECDHE+AESGCM:ECDHE+CHACHA20, and olcTLSProtocolMin: 3.3\n"
      "olcTLSCipherSuite: SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-RSA:+ECDHE-ECDSA:-CIPHER-ALL:"
      "+AES-256-GCM:+AES-128-GCM:+CHACHA20-POLY1305\n"
      "-\n"
      "replace: olcDisallows\n"
      "olcDisallows: bind_anon\n"
      "-\n"
      "replace: olcLocalSSF\n"
      "olcLocalSSF: 128\n"
      "-\n"
      "replace: olcSecurity\n"
      "olcSecurity: ssf=128 simple_bind=128\n",
      "Before the change: slapcat -n 0 -l before.ldif. To undo it, give ldapmodify the same with the values that stand "
      "there, or \"delete: ATTRIBUTE\" for those that do not. (olcLocalSSF keeps ldapi:/// as good as TLS, so that it "
      "stays open for this. With slapd.conf in place of cn=config: localSSF 128, security ssf=128 simple_bind=128, "
      "TLSCipherSuite, disallow bind_anon, require authc; then restart slapd.)",
      "Clients that do not use TLS, those that stop at TLS 1.1, and those that read without a login, such as an sssd "
      "or "
      "nslcd that has no bind DN: give those an account first. Open connections break once."};
}

Remedy active_directory() {
  return {
      "Active Directory", "text",
      "In a policy for the domain controllers (Default Domain Controllers Policy), Computer Configuration > Policies > "
      "Windows Settings > Security Settings > Local Policies > Security Options:\n"
      "  Domain controller: LDAP server signing requirements = Require signing\n"
      "  Domain controller: LDAP server channel binding token requirements = Always\n"
      "In a policy for every computer of the domain, before that:\n"
      "  Network security: LDAP client signing requirements = Require signing\n"
      "A certificate for server authentication in the controller's own store makes ldaps:// and StartTLS work.\n"
      "Event 2887 in the log \"Directory Service\" counts the logins that would be refused; with the value \"16 LDAP "
      "Interface Events\" = 2 below HKLM\\SYSTEM\\CurrentControlSet\\Services\\NTDS\\Diagnostics, event 2889 names "
      "their clients. Look there first.\n",
      "Set each policy back to Not Defined (or to the value it had) and run gpupdate /force on the controllers.",
      "Clients that log in by a simple bind without TLS or by Kerberos or NTLM without signing, and those that cannot "
      "do channel binding: older appliances, scanners and scripts."};
}

}  // namespace

std::vector<Remedy> ldap_server_remedies() { return {openldap(), active_directory()}; }

std::vector<Remedy> ldap_device_remedies(const std::string& endpoint, const std::vector<model::Device>& devices) {
  const auto parsed = base::parse_endpoint(endpoint);
  const auto host = parsed ? parsed->host : std::string("SERVER");
  const bool tls_at_once = parsed && parsed->scheme == "ldaps";
  DeviceEnd end;
  end.language = "text";
  end.on_linux = fmt::format(
      "# /etc/ldap/ldap.conf (Red Hat: /etc/openldap/ldap.conf)\n"
      "TLS_CACERT /etc/ssl/certs/ca-certificates.crt\n"
      "TLS_REQCERT demand\n"
      "# /etc/sssd/sssd.conf, in the section [domain/…]\n"
      "ldap_uri = {}://{}\n"
      "{}"
      "ldap_tls_reqcert = demand\n"
      "# then: systemctl restart sssd\n",
      tls_at_once ? "ldaps" : "ldap", host, tls_at_once ? "" : "ldap_id_use_start_tls = true\n");
  end.elsewhere =
      "In the program that asks the directory: LDAPS (port 636), or StartTLS where it can insist on it; check the "
      "server's certificate; give an account of its own with the right to read.\n"
      "Windows in a domain: Network security: LDAP client signing requirements = Require signing\n";
  end.undo = "Set the same settings back to what they were.";
  end.may_break =
      "Logins through servers that cannot do the same, or whose certificate does not hold. Keep a local "
      "account at hand while you change it.";
  return device_remedies(end, devices);
}

}  // namespace runseal::audit
