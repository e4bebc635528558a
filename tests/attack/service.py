"""The real `runseal serve` on loopback, and a client that speaks to it as a page, a program or a stranger would."""
import hashlib
import http.client
import json
import os
import pathlib
import secrets
import signal
import socket
import sqlite3
import ssl
import subprocess
import tempfile
import time
from datetime import datetime, timedelta, timezone

PROGRAM = os.environ["RUNSEAL_PROGRAM"]
PASSWORD = "pulksteņi zem galda"
ROLES = ["viewer", "technician", "quality", "auditor", "administrator"]
API = "/api/v1"


def moment(**ago):
    return (datetime.now(timezone.utc) - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def free_port():
    # never one of the ephemeral range
    for port in range(20000 + secrets.randbelow(5000), 32000):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass
    raise RuntimeError("no free port")


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.type = (response.getheader("content-type") or "").split(";")[0]
        self.headers = response.headers
        # a stream has no end: its head is all that is asked for
        self.body = b"" if self.type == "text/event-stream" else response.read()

    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        return self.json()["error"] if self.status >= 400 and self.type == "application/json" else {}


class Service:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.data = pathlib.Path(self.folder.name) / "data"
        self.port = free_port()
        self.process = None
        self.connection = None

    def runseal(self, *words, wanted=0):
        environment = dict(os.environ, RUNSEAL_PASSPHRASE=PASSWORD, RUNSEAL_DATA=str(self.data))
        ended = subprocess.run([PROGRAM, *words], env=environment, capture_output=True, text=True, timeout=120)
        assert ended.returncode == wanted, f"runseal {' '.join(words)}: {ended.returncode}\n{ended.stdout}{ended.stderr}"
        return ended.stdout

    def start(self):
        with open(self.data.parent / "log", "ab") as log:
            self.process = subprocess.Popen([PROGRAM, "--data", str(self.data), "serve", "--listen", f"127.0.0.1:{self.port}"],
                                            stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, self.log()
            time.sleep(0.05)
        raise RuntimeError("the service did not start:\n" + self.log())

    def log(self):
        return (self.data.parent / "log").read_text(errors="replace")[-4000:]

    def end(self, number=signal.SIGTERM):
        self.hang_up()
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(30)
        return self.process.returncode if self.process else None

    def close(self):
        self.end()
        self.folder.cleanup()

    def hang_up(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def connect(self):
        context = ssl.create_default_context(cafile=str(self.data / "keys" / "console.pem"))
        context.check_hostname = False  # the certificate itself is pinned
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=60)

    def ask(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        for attempt in (1, 2):
            self.connection = self.connection or self.connect()
            try:
                self.connection.request(method, path, body, headers)
                answer = Answer(self.connection.getresponse())
                if answer.type == "text/event-stream" or answer.headers.get("connection", "").lower() == "close":
                    self.hang_up()
                return answer
            except (http.client.HTTPException, OSError):
                # kept alive, and closed by the server meanwhile
                self.hang_up()
                if self.process.poll() is not None:
                    raise RuntimeError(f"the service ended with {self.process.returncode} at {method} {path}\n{self.log()}") from None
                if attempt == 2:
                    raise

    def database(self):
        return sqlite3.connect(self.data / "runseal.db", timeout=30)

    def session(self, account, **change):
        """A session as signing in makes it, put straight into the store: no password is hashed for it."""
        secret, csrf = secrets.token_hex(32), secrets.token_hex(32)
        record = dict(id=secrets.token_hex(8), account=account, csrf=csrf, created=moment(), seen=moment(),
                      expires=moment(hours=-12), peer="127.0.0.1", agent="attack", way="password")
        record.update(change)
        with self.database() as database:
            database.execute("INSERT INTO session (secret_sha256, id, account, expires, body) VALUES (?,?,?,?,?)",
                             (hashlib.sha256(secret.encode()).hexdigest(), record["id"], account, record["expires"],
                              json.dumps(record)))
        return Session(secret, csrf, record)


class Session:
    def __init__(self, secret, csrf, record=None):
        self.secret, self.csrf, self.record = secret, csrf, record

    def headers(self, csrf=True):
        headers = {"Cookie": f"__Host-runseal={self.secret}"}
        if csrf:
            headers["X-Runseal-Csrf"] = self.csrf if csrf is True else csrf
        return headers


def sign_in(service, name, password=PASSWORD):
    answer = service.ask("POST", API + "/session", {"name": name, "password": password})
    assert answer.status == 200, answer.body
    cookie = answer.headers["set-cookie"]
    return Session(cookie.split("=", 1)[1].split(";")[0], answer.json()["csrf"])


def laboratory():
    """A service with an account for each role, named like it, and a little of everything to look at."""
    service = Service()
    service.runseal("init", "--name", "administrator", "--full-name", "Persona Administrator")
    for role in ROLES[:-1]:
        service.runseal("account", "add", role, f"Persona {role.title()}", "--role", role)
    service.runseal("device", "add", "Sequencer one", "--id", "seq1", "--catalogue", "SY-410-1003",
                    "--connection", "smb://nas01.lab.example/runs")
    service.runseal("notice", "match", "FSN2024-1562")
    service.start()
    return service
