#!/usr/bin/env bash
# record_nfs.sh: makes nfs3.pcap and nfs4.pcap again: NFS-Ganesha with AUTH_SYS, read and written by libnfs, in a network
# namespace of its own. Needs root, and what script/bootstrap test installs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ "${1-}" = inside ] || exec unshare --net --mount "$0" inside

ip link set lo up
ip address add 192.0.2.1/32 dev lo
mount -t tmpfs none /run
mkdir -p /run/rpcbind
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$folder"' EXIT
mkdir -p "$folder/runs/240101_A" "$folder/recovery"
chmod 777 "$folder/runs" "$folder/runs/240101_A"
echo 'marker: a run' >"$folder/runs/240101_A/RunInfo.xml"
cat >"$folder/conf" <<EOF
NFS_CORE_PARAM { Protocols = 3, 4; NFS_Port = 2049; MNT_Port = 20048; Enable_NLM = false; Enable_RQUOTA = false;
  mount_path_pseudo = true; }
NFSV4 { Graceless = true; RecoveryRoot = $folder/recovery; }
EXPORT { Export_Id = 1; Path = $folder/runs; Pseudo = /runs; Access_Type = RW; SecType = sys; Squash = No_Root_Squash;
  Protocols = 3, 4; FSAL { Name = VFS; } }
EOF
rpcbind -f -w &
until rpcinfo -p 127.0.0.1 >/dev/null 2>&1; do sleep 0.05; done
ganesha.nfsd -F -f "$folder/conf" -L "$folder/log" -p "$folder/pid" -N NIV_EVENT &
until grep -q 'NFS SERVER INITIALIZED' "$folder/log" 2>/dev/null; do sleep 0.05; done

record() { # FILE COMMANDS
  dumpcap -q -i lo -w "$folder/one.pcap" -P -s 0 2>/dev/null &
  local dumper=$!
  until [ -s "$folder/one.pcap" ]; do sleep 0.05; done
  sleep 0.3
  eval "$2"
  sleep 0.5
  kill -INT $dumper
  wait $dumper || true
  cp "$folder/one.pcap" "$here/$1"
}
export NFS3="nfs://192.0.2.1/runs" NFS4="nfs://192.0.2.1/runs"
printf 'marker: what was written\n' >"$folder/up"
record nfs3.pcap 'nfs-cat "$NFS3/240101_A/RunInfo.xml?version=3"; nfs-cp "$folder/up" "$NFS3/240101_A/up3.txt?version=3"'
record nfs4.pcap 'nfs-cat "$NFS4/240101_A/RunInfo.xml?version=4"; nfs-cp "$folder/up" "$NFS4/240101_A/up4.txt?version=4"'
