#!/usr/bin/env bash
# record_ldap.sh: makes ldap_*.pcap again: OpenLDAP, asked as nobody, with a password, and through TLS. Needs root, and
# what script/bootstrap test installs.
. "$(dirname "$0")/record.sh"

mkdir -p "$folder/config" "$folder/data"
openssl req -x509 -newkey rsa:2048 -nodes -days 9999 -subj /CN=127.0.0.1 -keyout "$folder/key" \
  -out "$folder/certificate" 2>/dev/null
cat >"$folder/config.ldif" <<EOF
dn: cn=config
objectClass: olcGlobal
cn: config
olcTLSCertificateFile: $folder/certificate
olcTLSCertificateKeyFile: $folder/key

dn: cn=module,cn=config
objectClass: olcModuleList
cn: module
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file:///etc/ldap/schema/core.ldif

dn: olcDatabase=mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: mdb
olcSuffix: dc=example
olcRootDN: cn=admin,dc=example
olcRootPW: secret
olcDbDirectory: $folder/data
EOF
printf 'dn: dc=example\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Laboratory\n' >"$folder/data.ldif"
slapadd -n 0 -F "$folder/config" -l "$folder/config.ldif"
slapadd -n 1 -F "$folder/config" -l "$folder/data.ldif"
slapd -d 256 -F "$folder/config" -h ldap://127.0.0.1:389 2>/dev/null &
until_it_answers 389

export LDAPTLS_REQCERT=never
ask() { ldapsearch -LLL -H ldap://127.0.0.1 -b dc=example -s base "$@" o; }
record ldap_anonymous.pcap ask -x
record ldap_simple.pcap ask -x -D cn=admin,dc=example -w secret
record ldap_start_tls.pcap ask -x -ZZ -D cn=admin,dc=example -w secret
