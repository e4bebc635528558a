#!/usr/bin/env bash
# record_kerberos.sh: makes kerberos_tcp.pcap and kerberos_udp.pcap again: MIT's key distribution centre and its kinit.
# Needs root, and the packages krb5-kdc, krb5-admin-server and krb5-user.
. "$(dirname "$0")/record.sh"

export KRB5_CONFIG=$folder/krb5.conf KRB5_KDC_PROFILE=$folder/kdc.conf KRB5CCNAME=FILE:$folder/tickets
configure() { # udp_preference_limit
  printf '[libdefaults]\ndefault_realm = EXAMPLE.ORG\nudp_preference_limit = %s\ndns_lookup_kdc = false\n' "$1" >"$folder/krb5.conf"
  printf '[realms]\nEXAMPLE.ORG = {\n kdc = 127.0.0.1:88\n}\n' >>"$folder/krb5.conf"
}
configure 1
cat >"$folder/kdc.conf" <<EOF
[kdcdefaults]
kdc_listen = 127.0.0.1:88
kdc_tcp_listen = 127.0.0.1:88
[realms]
EXAMPLE.ORG = {
 database_name = $folder/principals
 key_stash_file = $folder/stash
}
EOF
kdb5_util create -s -P secret >/dev/null 2>&1
kadmin.local -q 'addprinc -pw secret +requires_preauth user' >/dev/null 2>&1
kadmin.local -q 'addprinc -randkey nfs/nas01.example.org' >/dev/null 2>&1
krb5kdc -n >/dev/null 2>&1 &
until_it_answers 88

ask() {
  configure "$1"
  echo secret | kinit user
  kvno nfs/nas01.example.org
  kdestroy
}
record kerberos_tcp.pcap ask 1
record kerberos_udp.pcap ask 100000
