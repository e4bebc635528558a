#!/usr/bin/env python3
"""Checks the folder that it lies in, with Python, openssl and ssh-keygen. It needs no runseal and no network.

    python3 check.py [--key 'NAME+HASH+BASE64']

Exit: 0 everything holds, 1 something is wrong, 2 it could not check.
"""
import base64, hashlib, json, os, subprocess, sys, tempfile

here = os.path.dirname(os.path.abspath(__file__))
wrong = []


def read(*parts):
    with open(os.path.join(here, *parts), "rb") as file:
        return file.read()


def files(folder):
    path = os.path.join(here, folder)
    return sorted(os.listdir(path)) if os.path.isdir(path) else []


def hold(condition, what):
    print(("holds  " if condition else "WRONG  ") + what)
    if not condition:
        wrong.append(what)


def sha256(data):
    return hashlib.sha256(data).digest()


def run(*command, stdin=b""):
    return subprocess.run(command, input=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def ed25519(public, message, signature):
    """RFC 8032, by openssl."""
    with tempfile.TemporaryDirectory() as folder:
        name = lambda part: os.path.join(folder, part)
        der = bytes.fromhex("302a300506032b6570032100") + public  # SubjectPublicKeyInfo, RFC 8410
        for part, data in (("key", der), ("message", message), ("signature", signature)):
            with open(name(part), "wb") as file:
                file.write(data)
        return run("openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", name("key"),
                   "-rawin", "-in", name("message"), "-sigfile", name("signature"))


def open_checkpoint(note, vkey):
    """C2SP signed-note and tlog-checkpoint: name, number of entries, root."""
    name, key_id, key = vkey.split("+", 2)
    key = base64.b64decode(key)
    hold(key[0] == 1 and len(key) == 33 and sha256(name.encode() + b"\n" + key)[:4].hex() == key_id,
         "the log's key is an Ed25519 key and its number fits it")
    text, signatures = note.decode().split("\n\n", 1)
    text += "\n"
    good = False
    for line in signatures.splitlines():
        dash, signer, data = line.split(" ")
        data = base64.b64decode(data)
        if dash == "\u2014" and signer == name and data[:4].hex() == key_id:
            good = good or ed25519(key[1:], text.encode(), data[4:])
    hold(good, "the log's state is signed by " + vkey)
    lines = text.split("\n")
    hold(lines[0] == name, "the state is that of the log " + name)
    return int(lines[1]), base64.b64decode(lines[2])


def root_of(index, size, leaf, path):
    """RFC 9162, section 2.1.3.2."""
    node, last, hashed = index, size - 1, leaf
    for other in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            hashed = sha256(b"\1" + other + hashed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            hashed = sha256(b"\1" + hashed + other)
        node, last = node >> 1, last >> 1
    return hashed if last == 0 and index < size else None


def check_entries(note, size, root):
    entries = {}
    for name in files("entries"):
        index = int(name.removesuffix(".json"))
        entry = read("entries", name)
        head, proof_note = read("proofs", name.replace(".json", ".proof")).split(b"\n\n", 1)
        lines = head.decode().split("\n")
        path = [base64.b64decode(line) for line in lines[3:]]
        hold(lines[0] == "c2sp.org/tlog-proof@v1" and lines[2] == "index %d" % index and proof_note == note
             and base64.b64decode(lines[1].removeprefix("extra ")) == entry
             and root_of(index, size, sha256(b"\0" + entry), path) == root,
             "entry %d stands in the log: %s" % (index, name))
        entries[index] = json.loads(entry)
    hold(len(entries) > 0 and len(files("proofs")) == len(entries), "%d entries, each with its proof" % len(entries))
    return entries


def check_files(entries):
    """Letters, attachments and replies are those that the entries tell of."""
    for name in files("letters"):
        told = entries[int(name[:8])]["data"]["notice"]["source"]["sha256"]
        hold(hashlib.sha256(read("letters", name)).hexdigest() == told, "the letter is the one logged: " + name)
    for name in files("attachments"):
        told = entries[int(name[:8])]["data"]["attachment"]["sha256"]
        hold(hashlib.sha256(read("attachments", name)).hexdigest() == told, "attached and logged: " + name)
    told = {entry["data"]["reply"]: entry["data"] for entry in entries.values() if entry["kind"] == "reply"}
    hold(sorted(told) == files("replies"), "the replies are those that were logged: %d" % len(told))
    for reply, data in told.items():
        for name in files(os.path.join("replies", reply)):
            for ending in ("pdf", "json"):
                if name.endswith("." + ending):
                    there = hashlib.sha256(read("replies", reply, name)).hexdigest()
                    hold(there == data[ending + "_sha256"], "the %s is the one logged: %s" % (ending.upper(), name))
                if name.endswith("." + ending + ".sig"):
                    hold(read("replies", reply, name).decode() == data[ending + "_signature"],
                         "its signature is the one logged: " + name)


def signed(what, namespace, signer, message, signature):
    hold(run("ssh-keygen", "-Y", "verify", "-f", os.path.join(here, "signers"), "-I", signer, "-n", namespace,
             "-s", os.path.join(here, signature), stdin=message), "%s is signed by %s" % (what, signer))


def check_signatures(entries):
    logged = {entry["data"]["public_key"] for entry in entries.values() if entry["kind"] == "person"}
    if os.path.exists(os.path.join(here, "signers")):
        for line in read("signers").decode().splitlines():
            hold(" ".join(line.split(" ")[-2:]) in logged, "a signer's key is one that was logged: " + line)
    for index, entry in entries.items():
        data = entry["data"]
        if entry["kind"] == "reply":
            for name in files(os.path.join("replies", data["reply"])):
                if name.endswith(".sig"):
                    message = read("replies", data["reply"], name.removesuffix(".sig"))
                    signed(name.removesuffix(".sig"), "runseal-reply", data["signature"]["name"], message,
                           os.path.join("replies", data["reply"], name))
        if entry["kind"] == "exception":
            message = read("exceptions", "%08d.txt" % index)
            hold(json.loads(message) == {k: v for k, v in data.items() if k != "signature"},
                 "exception %d: the signed words are those logged" % index)
            signed("exception %d" % index, "runseal-exception", data["by"], message, "exceptions/%08d.sig" % index)


def main():
    vkey = read("log", "evidence.vkey").decode().strip()
    if sys.argv[1:2] == ["--key"]:
        hold(vkey == sys.argv[2].strip(), "the key in this folder is the one that you gave")
        vkey = sys.argv[2].strip()
    listed = dict(reversed(line.split("  ", 1)) for line in read("SHA256SUMS").decode().splitlines())
    for name, told in listed.items():
        if hashlib.sha256(read(*name.split("/"))).hexdigest() != told:
            hold(False, "changed since it was packed: " + name)
    note = read("log", "checkpoint")
    entries = check_entries(note, *open_checkpoint(note, vkey))
    check_files(entries)
    check_signatures(entries)
    print("%d thing(s) wrong" % len(wrong) if wrong else "everything holds")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        print("WRONG  this folder cannot be read as a bundle: %r" % error)
        sys.exit(1)
