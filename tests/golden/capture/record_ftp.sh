#!/usr/bin/env bash
# record_ftp.sh: makes ftp_*.pcap again: vsftpd, and curl in each mode of FTP. Needs root, and what script/bootstrap test
# installs.
. "$(dirname "$0")/record.sh"

mkdir -p "$folder/ftp/runs" "$folder/empty"
mount --bind "$folder/ftp" /srv/ftp
chown ftp "$folder/ftp/runs"
printf 'marker: a run\n' >"$folder/ftp/runs/RunInfo.xml"
printf 'marker: what was written\n' >"$folder/up"
openssl req -x509 -newkey rsa:2048 -nodes -days 9999 -subj /CN=nas01 -keyout "$folder/key" -out "$folder/certificate" \
  2>/dev/null
configure() { # PORT [IMPLICIT]
  cat >"$folder/conf$1" <<EOF
listen=YES
listen_address=127.0.0.1
listen_port=$1
background=NO
anonymous_enable=YES
write_enable=YES
anon_upload_enable=YES
secure_chroot_dir=$folder/empty
seccomp_sandbox=NO
ssl_enable=YES
allow_anon_ssl=YES
ssl_ciphers=HIGH
require_ssl_reuse=NO
implicit_ssl=${2-NO}
rsa_cert_file=$folder/certificate
rsa_private_key_file=$folder/key
EOF
  vsftpd "$folder/conf$1" &
  until_it_answers "$1"
}
configure 21
configure 990 YES

get() { curl -sSk --user anonymous:secret "${@:2}" "$1/runs/RunInfo.xml"; }
put() {
  rm -f "$folder/ftp/runs/up.txt"
  curl -sSk --user anonymous:secret "${@:2}" -T "$folder/up" "$1/runs/up.txt"
}
get_and_put() { get "$@" && put "$@"; }
record ftp_epsv.pcap get_and_put ftp://127.0.0.1
record ftp_pasv.pcap get_and_put ftp://127.0.0.1 --disable-epsv
record ftp_port.pcap get_and_put ftp://127.0.0.1 --disable-eprt --ftp-port 127.0.0.1
record ftp_eprt.pcap get_and_put ftp://127.0.0.1 --ftp-port 127.0.0.1
record ftp_tls.pcap get ftp://127.0.0.1 --ssl-reqd
record ftp_tls_data_clear.pcap get ftp://127.0.0.1 --ftp-ssl-control
record ftp_implicit.pcap get ftps://127.0.0.1
