#!/usr/bin/env bash
# record_iscsi.sh: makes iscsi_*.pcap again: targets of tgt, and libiscsi. Needs root, and what script/bootstrap test
# installs.
. "$(dirname "$0")/record.sh"

export TGT_IPC_SOCKET="$folder/socket"
truncate -s 4M "$folder/disk"
tgtd -f --iscsi portal=127.0.0.1:3260 &
until_it_answers 3260
admin() { tgtadm --lld iscsi "$@"; }
target() { # NUMBER NAME
  admin --op new --mode target --tid "$1" -T "$2"
  admin --op new --mode logicalunit --tid "$1" --lun 1 -b "$folder/disk"
  admin --op bind --mode target --tid "$1" -I ALL
}
target 1 iqn.2024-05.invalid.lab:runs
target 2 iqn.2024-05.invalid.lab:locked
admin --op new --mode account --user lab --password a-lab-password
admin --op bind --mode account --tid 2 --user lab

record iscsi_open.pcap iscsi-inq iscsi://127.0.0.1/iqn.2024-05.invalid.lab:runs/1
record iscsi_chap.pcap iscsi-readcapacity16 iscsi://lab%a-lab-password@127.0.0.1/iqn.2024-05.invalid.lab:locked/1
