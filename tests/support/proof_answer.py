#!/usr/bin/env python3
"""Checks the answer of GET /api/v1/evidence/N/proof, read from standard input, by the steps that
docs/formats/evidence.md gives for a browser, with hashlib and openssl alone. Exit: 0 it holds."""
import base64, hashlib, json, subprocess, sys, tempfile

answer = json.load(sys.stdin)
sha256 = lambda data: hashlib.sha256(data).digest()

name, key_id, key = answer["key"].split("+", 2)
key = base64.b64decode(key)
assert key[0] == 1 and len(key) == 33 and sha256(name.encode() + b"\n" + key)[:4].hex() == key_id, "key"

text, signatures = answer["checkpoint"].split("\n\n", 1)
text += "\n"
origin, size, root = text.splitlines()[:3]
assert origin == name and int(size) == answer["size"], "checkpoint"
mark, signer, signature = signatures.splitlines()[0].split(" ")
signature = base64.b64decode(signature)
assert mark == "\u2014" and signer == name and signature[:4] == bytes.fromhex(key_id), "signature line"
with tempfile.TemporaryDirectory() as folder:
    for part, data in (("key", bytes.fromhex("302a300506032b6570032100") + key[1:]), ("text", text.encode()),
                       ("signature", signature[4:])):
        with open(folder + "/" + part, "wb") as file:
            file.write(data)
    subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", folder + "/key", "-rawin",
                    "-in", folder + "/text", "-sigfile", folder + "/signature"], check=True, stdout=subprocess.DEVNULL)

hashed = sha256(b"\0" + base64.b64decode(answer["leaf"], validate=True))
node, last = answer["index"], answer["size"] - 1
assert node <= last, "index"
for other in (base64.b64decode(part, validate=True) for part in answer["path"]):
    assert last > 0 and len(other) == 32, "path"
    if node % 2 == 1 or node == last:
        hashed = sha256(b"\1" + other + hashed)
        while node % 2 == 0 and node > 0:
            node, last = node // 2, last // 2
    else:
        hashed = sha256(b"\1" + hashed + other)
    node, last = node // 2, last // 2
assert last == 0 and hashed == base64.b64decode(root), "root"
