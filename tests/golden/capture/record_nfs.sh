#!/usr/bin/env bash
# record_nfs.sh: makes nfs3.pcap and nfs4.pcap again: NFS-Ganesha with AUTH_SYS, read and written by libnfs. Needs root,
# and what script/bootstrap test installs.
. "$(dirname "$0")/record.sh"

ip address add 192.0.2.1/32 dev lo
mkdir -p /run/rpcbind "$folder/runs/240101_A" "$folder/recovery"
chmod 777 "$folder/runs" "$folder/runs/240101_A"
echo 'marker: a run' >"$folder/runs/240101_A/RunInfo.xml"
printf 'marker: what was written\n' >"$folder/up"
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

read_and_write() {
  nfs-cat "nfs://192.0.2.1/runs/240101_A/RunInfo.xml?version=$1"
  nfs-cp "$folder/up" "nfs://192.0.2.1/runs/240101_A/up$1.txt?version=$1"
}
for version in 3 4; do record nfs$version.pcap read_and_write $version; done
