#!/usr/bin/env bash
# record_rsync.sh: makes rsync_*.pcap again: an rsync daemon, read and written. Needs root, and what script/bootstrap test
# installs.
. "$(dirname "$0")/record.sh"

mkdir -p "$folder/runs/240101_A" "$folder/own"
printf 'marker: a run\n' >"$folder/runs/240101_A/RunInfo.xml"
printf 'marker: what was written\n' >"$folder/own/up.txt"
echo sequencer:secret >"$folder/secrets"
echo secret >"$folder/password"
chmod 600 "$folder/secrets" "$folder/password"
cat >"$folder/conf" <<EOF
address = 127.0.0.1
use chroot = no
[runs]
path = $folder/runs
read only = no
uid = root
gid = root
[locked]
path = $folder/runs
auth users = sequencer
secrets file = $folder/secrets
EOF
rsync --daemon --no-detach --config="$folder/conf" &
until_it_answers 873

record rsync_read.pcap rsync -a rsync://127.0.0.1/runs/240101_A "$folder/own/"
record rsync_write.pcap rsync -a "$folder/own/up.txt" rsync://127.0.0.1/runs/240101_A/
record rsync_password.pcap rsync -a --password-file="$folder/password" rsync://sequencer@127.0.0.1/locked/240101_A "$folder/own/"
record rsync_list.pcap rsync rsync://127.0.0.1/
record rsync_secluded_read.pcap rsync -as rsync://127.0.0.1/runs/240101_A "$folder/own/"
record rsync_secluded_write.pcap rsync -as "$folder/own/up.txt" rsync://127.0.0.1/runs/240101_A/
record rsync_files_from.pcap rsync --files-from=<(echo 240101_A/RunInfo.xml) rsync://127.0.0.1/runs/ "$folder/own/"
record rsync_module.pcap rsync -a rsync://127.0.0.1/runs "$folder/own/"
