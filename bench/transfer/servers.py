"""The servers that the peers send to: real ones, on loopback only, in a temporary folder."""
import os
import socket
import subprocess
import time

SSH, RUNSEAL, NGINX, RSYNC, SMB = 22422, 22433, 22443, 22873, 14475
UPLOADS = ".uploads"  # where nginx keeps what is on its way: on the same file system, so that a name costs no copy
SSH_OPTIONS = "-c aes128-gcm@openssh.com -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"


def _wait_for(port):
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"bench/transfer: no server on port {port}")


class Servers:
    def __init__(self, side, work, there):
        self._side, self._work, self._there = side, work, there

    def _run(self, port, command):
        with open(f"{self._work}/server-{port}.log", "w", encoding="utf-8") as log:
            self._side.start(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        _wait_for(port)

    def _write(self, name, text):
        path = f"{self._work}/{name}"
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def ssh(self):
        for key in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{self._work}/{key}"], check=True)
        os.makedirs("/run/sshd", exist_ok=True)
        options = ["ListenAddress=127.0.0.1", f"AuthorizedKeysFile={self._work}/user.pub", "StrictModes=no",
                   "PermitRootLogin=yes", "UsePAM=no", "Subsystem=sftp internal-sftp"]
        self._run(SSH, ["/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null", "-h", f"{self._work}/host", "-p", str(SSH),
                        *(word for option in options for word in ("-o", option))])

    def smb(self):
        """Encryption required: a client that does not encrypt is refused."""
        folders = ["private dir", "lock directory", "state directory", "cache directory", "pid directory",
                   "ncalrpc dir"]
        os.makedirs(f"{self._work}/smb")
        config = self._write("smb.conf", "\n".join([
            "[global]", f"smb ports = {SMB}", "bind interfaces only = yes", "interfaces = 127.0.0.1/8",
            *(f"{name} = {self._work}/smb" for name in folders), f"log file = {self._work}/smb/log",
            "disable spoolss = yes", "disable netbios = yes", "load printers = no", "server smb encrypt = required",
            "[there]", f"path = {self._there}", "read only = no", ""]))
        subprocess.run(["smbpasswd", "-c", config, "-s", "-a", "root"], input=b"secret\nsecret\n", check=True,
                       stdout=subprocess.DEVNULL)
        self._run(SMB, ["smbd", "-F", "--no-process-group", "-s", config])

    def nginx(self):
        """As nobody."""
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", f"{self._work}/tls.key", "-out", f"{self._work}/tls.pem", "-days", "2", "-subj",
                        "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True,
                       stderr=subprocess.DEVNULL)
        os.chmod(f"{self._work}/tls.key", 0o644)  # a key of two days, of a server on loopback
        folder = f"{self._work}/nginx"
        os.makedirs(folder)
        os.chmod(folder, 0o777)
        others = "".join(f"{name}_temp_path {folder}/{name};" for name in ("proxy", "fastcgi", "uwsgi", "scgi"))
        config = self._write("nginx.conf", f"""
daemon off; worker_processes auto; pid {folder}/pid; error_log stderr;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {self._there}/{UPLOADS}; {others}
  server {{
    listen 127.0.0.1:{NGINX} ssl; root {self._there};
    ssl_certificate {self._work}/tls.pem; ssl_certificate_key {self._work}/tls.key;
    ssl_protocols TLSv1.3; ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
    client_max_body_size 0; client_body_buffer_size 256k; keepalive_requests 1000000;
    location / {{ dav_methods PUT; create_full_put_path on; }}
  }}
}}
""")
        self._run(NGINX, ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "nginx", "-c", config,
                          "-p", folder])

    def rsync(self):
        config = self._write("rsyncd.conf", f"""
address = 127.0.0.1
port = {RSYNC}
use chroot = no
uid = root
gid = root
[there]
path = {self._there}
read only = no
""")
        self._run(RSYNC, ["rsync", "--daemon", "--no-detach", f"--config={config}"])
