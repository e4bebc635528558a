# For the scripts beside it: a network namespace of its own with the loopback interface up, a temporary folder, and
#   record FILE COMMAND…: what crosses the loopback interface while the command runs, as tests/golden/capture/FILE
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ "${1-}" != inside ]; then exec unshare --net --mount "$0" inside; fi

ip link set lo up
mount -t tmpfs none /run
folder=$(mktemp -d)
chmod 755 "$folder"
trap 'kill -KILL $(jobs -p) 2>/dev/null; wait; umount /srv/ftp 2>/dev/null; rm -rf "$folder"' EXIT

record() {
  local file=$1 dumper
  shift
  dumpcap -q -i lo -w "$folder/$file" -P -s 0 2>"$folder/dumpcap" &
  dumper=$!
  until [ -s "$folder/$file" ]; do sleep 0.05; done
  sleep 0.3
  "$@" >"$folder/out" 2>&1 || { cat "$folder/out" >&2; return 1; }
  sleep 0.5
  kill -INT $dumper
  wait $dumper || true
  cp "$folder/$file" "$here/$file"
  chmod 644 "$here/$file"
}

until_it_answers() { # PORT
  until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do sleep 0.05; done
}
