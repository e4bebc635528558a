"""What is measured: each carries a run to THERE/run, and is a line for bash at the client's side."""
import json
import os
import subprocess
import time

from measure.sides import Side
from servers import NGINX, RSYNC, RUNSEAL, SMB, SSH, SSH_OPTIONS, Servers


class Tools:
    def __init__(self, runseal, work, there):
        self._runseal, self._work, self._there = runseal, work, there
        self.client = Side("client")
        self._servers = {}  # name -> its side

    # name -> (server to start beforehand, what it is)
    known = {
        "runseal": ("runseal", "sealed, every file verified, durable, countersigned; TLS 1.3"),
        "cp": (None, "cp -r: one process, no network"),
        "rsync": ("ssh", "rsync -a over ssh, aes128-gcm"),
        "tar": ("ssh", "tar over ssh, aes128-gcm"),
        "scp": ("ssh", "scp -r -O, aes128-gcm"),
        "smb": ("smb", "smbclient to Samba, encryption required"),
        "rclone": ("smb", "rclone to the same Samba"),
        "curl": ("nginx", "8 curl at once to nginx, PUT over TLS 1.3"),
        "rsyncd": ("rsync", "rsync daemon, plain text: for comparison only"),
    }

    def prepare(self, chosen):
        """Pairs the two nodes of runseal, and starts the servers that the others need."""
        self._pair()
        for name in dict.fromkeys(self.known[tool][0] for tool in chosen if self.known[tool][0]):
            self._servers[name] = Side(name)
            if name != "runseal":
                getattr(Servers(self._servers[name], self._work, self._there), name)()

    def server_of(self, tool):
        return self._servers.get(self.known[tool][0])

    def close(self):
        for side in (self.client, *self._servers.values()):
            side.close()

    def take(self, run):
        """The run to carry from now on, and the lists of its files that curl wants."""
        self._run = run
        names = sorted(os.path.relpath(os.path.join(folder, name), run)
                       for folder, _, found in os.walk(run) for name in found)
        for i in range(8):
            with open(f"{self._work}/curl.{i}", "w", encoding="utf-8") as out:
                for name in names[i::8]:
                    out.write(f'upload-file = "{run}/{name}"\nurl = "https://127.0.0.1:{NGINX}/run/{name}"\n')

    def carry(self, tool):
        """From start to end, all processes of it. Errors end the bench: figures of a failure are none."""
        if tool == "runseal":
            return self._by_runseal()
        self._check(tool, self.client.start(getattr(self, f"_{tool}")(), stderr=subprocess.PIPE, text=True))

    @staticmethod
    def _check(what, process):
        _, said = process.communicate()
        if process.returncode != 0:
            raise SystemExit(f"bench/transfer: {what} failed: {said}")

    def _ssh(self):
        return f"ssh -p {SSH} -i {self._work}/user {SSH_OPTIONS}"

    def _cp(self):
        return f"exec cp -r {self._run} {self._there}/run"

    def _rsync(self):
        return f"exec rsync -a -e '{self._ssh()}' {self._run}/ root@127.0.0.1:{self._there}/run/"

    def _rsyncd(self):
        return f"exec rsync -a {self._run}/ rsync://127.0.0.1:{RSYNC}/there/run/"

    def _tar(self):
        return (f"set -o pipefail; tar -C {self._run} -cf - . | "
                f"{self._ssh()} root@127.0.0.1 'mkdir {self._there}/run && tar -C {self._there}/run -xf -'")

    def _scp(self):
        return (f"exec scp -q -r -O -P {SSH} -i {self._work}/user {SSH_OPTIONS} "
                f"{self._run} root@127.0.0.1:{self._there}/run")

    def _smb(self):
        return (f"smbclient //127.0.0.1/there -p {SMB} -U root%secret --client-protection=encrypt -m SMB3_11 "
                f"-c 'prompt OFF; recurse ON; mkdir run; cd run; lcd {self._run}; mput *' > /dev/null 2>&1")

    def _rclone(self):
        return (f"pass=$(rclone obscure secret) && exec rclone --config '' --transfers 8 copy {self._run} "
                f'":smb,host=127.0.0.1,port={SMB},user=root,pass=$pass:there/run"')

    def _curl(self):
        curl = f"curl -sS --fail --cacert {self._work}/tls.pem -K {self._work}/curl.$i > /dev/null"
        return (f"for i in 0 1 2 3 4 5 6 7; do {curl} & all+=($!); done; "
                "for one in ${all[@]}; do wait $one || exit 1; done")

    def _command(self, end):
        return [self._runseal, "--data", f"{self._work}/data-{end}"]

    def _pair(self):
        def line(end, *words):
            said = subprocess.run([*self._command(end), "--json", "node", "pair", *words], stdout=subprocess.PIPE,
                                  check=True)
            return json.loads(said.stdout)["line"]

        answer = line("a", line("b", "--address", f"127.0.0.1:{RUNSEAL}", "--name", "there"), "--name", "here")
        subprocess.run([*self._command("b"), "node", "pair", answer], check=True, stdout=subprocess.DEVNULL)

    def _by_runseal(self):
        """The receiver's start counts too."""
        log = f"{self._work}/receive.log"
        with open(log, "w", encoding="utf-8") as out:
            command = [*self._command("b"), "receive", "--into", self._there, "--once",
                       "--listen", f"127.0.0.1:{RUNSEAL}"]
            receiver = self._servers["runseal"].start(command, stdout=out, stderr=out)
        while receiver.poll() is None and "receiving" not in open(log, encoding="utf-8").read():
            time.sleep(0.005)
        command = [*self._command("a"), "send", self._run, f"runseal://127.0.0.1:{RUNSEAL}/run", "--incomplete"]
        sender = self.client.start(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self._check("runseal send", sender)
        self._check("runseal receive", receiver)
