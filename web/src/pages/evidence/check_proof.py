#!/usr/bin/env python3
"""Checks the proof of one entry without runseal: python3 check_proof.py FILE.proof 'KEY'

Needs Python 3 and openssl, nothing else. KEY is the log's key as you know it, not one that came with the proof.
Rules: RFC 9162 section 2.1 (hashes), C2SP signed-note, tlog-checkpoint and tlog-proof (texts)."""
import base64, hashlib, os, subprocess, sys, tempfile


def sha256(data):
    return hashlib.sha256(data).digest()


def need(holds, what):
    if not holds:
        sys.exit("DOES NOT HOLD: " + what)


def decoded(text):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text, "something is written in another way than it must be")
    return raw


def signed_by(key, text, signature):
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("key", "text", "signature")]
        der = bytes.fromhex("302a300506032b6570032100") + key  # RFC 8410: an Ed25519 public key
        for name, content in zip(names, (der, text, signature)):
            with open(name, "wb") as file:
                file.write(content)
        command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", names[0],
                   "-in", names[1], "-sigfile", names[2]]
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def main(file, vkey):
    name, digits, encoded = vkey.strip().split("+", 2)
    typed = decoded(encoded)
    key_id = sha256(name.encode() + b"\n" + typed)[:4]
    need(typed[:1] == b"\x01" and len(typed) == 33 and key_id.hex() == digits, "the key is damaged")

    proof = open(file, encoding="utf-8", newline="").read()
    head, _, checkpoint = proof.partition("\n\n")
    version, extra, place, *path = head.split("\n")
    need(version == "c2sp.org/tlog-proof@v1" and extra.startswith("extra ") and place.startswith("index "), "not a proof")
    entry, index = decoded(extra[6:]), int(place[6:])

    text, _, signatures = checkpoint.rpartition("\n\n")
    text = (text + "\n").encode()
    origin, size, root = text.decode().split("\n")[:3]
    need(origin == name, "the checkpoint is another log's")
    ours = [line.split(" ")[2] for line in signatures.split("\n") if line.startswith("\u2014 " + name + " ")]
    raw = [decoded(one) for one in ours]
    need(raw and all(one[:4] == key_id and signed_by(typed[1:], text, one[4:]) for one in raw), "the signature")

    fn, sn, hashed = index, int(size) - 1, sha256(b"\0" + entry)
    need(0 <= fn <= sn, "the index")
    for sibling in (decoded(line) for line in path):
        need(sn > 0, "the path is too long")
        if fn & 1 or fn == sn:
            hashed = sha256(b"\1" + sibling + hashed)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            hashed = sha256(b"\1" + hashed + sibling)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0 and hashed == decoded(root), "the entry does not lead to the signed root")

    print("HOLDS: entry %d of %s, signed by %s:" % (index, size, name))
    sys.stdout.flush()
    sys.stdout.buffer.write(entry + b"\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
