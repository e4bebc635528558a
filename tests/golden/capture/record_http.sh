#!/usr/bin/env bash
# record_http.sh: makes http_*.pcap again: nginx with WebDAV, and curl. Needs root, and what script/bootstrap test installs.
. "$(dirname "$0")/record.sh"

mkdir -p "$folder/www/runs"
chmod 777 "$folder/www" "$folder/www/runs"
printf 'marker: a run\n' >"$folder/www/runs/RunInfo.xml"
printf 'marker: what was written\n' >"$folder/up"
cat >"$folder/conf" <<EOF
daemon off; master_process off; pid $folder/pid; error_log $folder/log; events {}
http {
  access_log off; client_body_temp_path $folder/t1; proxy_temp_path $folder/t2; fastcgi_temp_path $folder/t3;
  uwsgi_temp_path $folder/t4; scgi_temp_path $folder/t5;
  server { listen 127.0.0.1:80; root $folder/www; dav_methods PUT DELETE MKCOL COPY MOVE;
    location /chunked { proxy_pass http://127.0.0.1:8081/runs; proxy_http_version 1.1; ssi on; ssi_types *; } }
  server { listen 127.0.0.1:8081; root $folder/www; }
}
EOF
nginx -e "$folder/log" -p "$folder" -c "$folder/conf" &
until_it_answers 80

webdav() {
  local to=http://127.0.0.1
  curl -sS --user sequencer:secret "$to/runs/RunInfo.xml?signature=secret" --next \
    --user sequencer:secret -T "$folder/up" "$to/runs/up%201.txt" --next \
    -sS -H 'Transfer-Encoding: chunked' -T "$folder/up" "$to/runs/chunked.txt" --next \
    -sS -X MOVE -H "Destination: $to/runs/moved.txt" "$to/runs/chunked.txt" --next \
    -sS "$to/chunked/RunInfo.xml" --next \
    -sS -I "$to/runs/RunInfo.xml" --next -sS "$to/runs/missing" --next -sS -X DELETE "$to/runs/moved.txt"
}
s3() {
  curl -sS --aws-sigv4 aws:amz:us-east-1:s3 --user KEYID:secret -T "$folder/up" http://127.0.0.1/runs/object
}
record http_webdav.pcap webdav
record http_s3.pcap s3
