"""The service is killed in the middle of writing, again and again: what it acknowledged is there, and store and evidence
agree about all of it."""
import json
import random
import signal
import threading
import time
import unittest

from service import API, Service

ROUNDS = 6
WRITERS = 3


class Killed(unittest.TestCase):
    def setUp(self):
        self.service = Service()
        self.addCleanup(self.service.close)
        self.service.runseal("init", "--name", "administrator", "--full-name", "Persona Administrator")
        self.acknowledged = set()

    def write_until_it_dies(self, headers, prefix):
        connection = self.service.connect()
        for number in range(100000):
            name = f"{prefix}-{number}"
            try:
                connection.request("POST", API + "/accounts", json.dumps({"name": name, "full_name": name, "roles": ["viewer"]}), headers)
                answer = connection.getresponse()
                answer.read()
            except OSError:
                return
            except Exception:  # cut in the middle of an answer
                return
            if answer.status == 201:
                self.acknowledged.add(name)

    def test_nothing_that_was_acknowledged_is_lost(self):
        for number in range(ROUNDS):
            self.service.start()
            headers = self.service.session("administrator").headers()
            writers = [threading.Thread(target=self.write_until_it_dies, args=(headers, f"r{number}w{writer}")) for writer in range(WRITERS)]
            for writer in writers:
                writer.start()
            time.sleep(0.3 + random.random() * 0.7)
            self.assertEqual(self.service.end(signal.SIGKILL), -signal.SIGKILL)
            for writer in writers:
                writer.join()
        self.assertGreater(len(self.acknowledged), ROUNDS, "hardly anything was written")
        self.service.start()  # finishes what was begun
        self.assertEqual(self.service.end(), 0)
        self.service.runseal("evidence", "verify")
        with self.service.database() as database:
            accounts = {name for (name,) in database.execute("SELECT name FROM account")}
            entries = [(json.loads(body), position) for body, position in database.execute("SELECT body, position FROM evidence")]
        told = {entry["subject"] for entry, _ in entries if entry["kind"] == "account" and entry["data"]["what"] == "created"}
        self.assertEqual(self.acknowledged - accounts, set(), "acknowledged, and lost")
        self.assertEqual(accounts, told, "the store and the evidence tell of other accounts")
        self.assertEqual(sorted(position for _, position in entries), list(range(len(entries))), "each entry has its place in the log")
        log = json.loads(self.service.runseal("--json", "evidence", "verify"))
        self.assertEqual(log["entries"], len(entries), "the log and the store count alike")

    def test_an_upload_that_was_coming_leaves_nothing(self):
        self.service.start()
        headers = self.service.session("administrator").headers()
        connection = self.service.connect()
        connection.putrequest("POST", API + "/captures?file_name=friday.pcap")
        for name, value in {**headers, "Content-Length": "9000000"}.items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(b"patients' data " * 100000)
        uploads = self.service.data / "uploads"
        for _ in range(200):
            if uploads.exists() and any(one.stat().st_size for one in uploads.iterdir()):
                break
            time.sleep(0.05)
        arriving = list(uploads.iterdir())
        self.assertEqual([one.stat().st_mode & 0o777 for one in arriving], [0o600])
        self.service.end(signal.SIGKILL)
        self.service.start()
        self.assertEqual(list(uploads.iterdir()), [])
        self.assertEqual(self.service.end(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
