"""What this machine can do at most, one thing at a time: nothing that does all of it can be faster than their sum."""
import os
import re
import socket
import subprocess
import time

PIECE = 256 << 10


def _openssl(algorithm):
    """MB/s of one core, pieces of 16 KB as a TLS record has them."""
    said = subprocess.run(["openssl", "speed", "-elapsed", "-seconds", "1", "-bytes", "16384", "-evp", algorithm],
                          capture_output=True, text=True, check=True).stdout
    return float(re.findall(r"([\d.]+)k\s*$", said)[-1]) / 1e3


def _kernel(bench_hash):
    """MB/s of runseal's own SHA-256 on one core: several files interleaved."""
    said = subprocess.run([bench_hash, "kernels"], capture_output=True, text=True, check=True).stdout
    return max(float(rate) for rate in re.findall(r"^sha-ni.* messages +median +(\d+)", said, re.M) or [0]) or None


def _loopback(size=4 << 30):
    """Bytes from one process to another over TCP: MB/s, and processor seconds for a GB at both ends."""
    server = socket.create_server(("127.0.0.1", 0))
    before, began = sum(os.times()[:4]), time.monotonic()
    child = os.fork()
    if child == 0:
        link, block = socket.create_connection(server.getsockname()), bytes(PIECE)
        for _ in range(size // PIECE):
            link.sendall(block)
        os._exit(0)
    link, room, left = server.accept()[0], bytearray(PIECE), size
    while left > 0:
        left -= link.recv_into(room)
    os.waitpid(child, 0)
    return size / (time.monotonic() - began) / 1e6, (sum(os.times()[:4]) - before) / (size / 1e9)


def measure(bench_hash):
    rate, cpu = _loopback()
    return {"aes": _openssl("aes-128-gcm"), "sha": _openssl("sha256"), "kernel": _kernel(bench_hash),
            "loopback": rate, "loopback_cpu": cpu}


def most(limits, copy):
    """MB/s if every core did nothing but what a transfer cannot do without: for each byte encrypt and decrypt, hash at
    both ends, carry over TCP, and what copying the files costs."""
    if limits["kernel"] is None or copy is None:
        return None
    seconds = 2e3 / limits["aes"] + 2e3 / limits["kernel"] + limits["loopback_cpu"] + copy["machine"]
    return 1e3 * os.cpu_count() / seconds


def show(limits):
    print("This machine at most, MB/s:")
    print(f"  AES-128-GCM, one core (openssl speed)    {limits['aes']:6.0f}")
    print(f"  SHA-256, one core (openssl speed)        {limits['sha']:6.0f}")
    if limits["kernel"]:
        print(f"  SHA-256, one core (runseal, interleaved) {limits['kernel']:6.0f}")
    print(f"  TCP over loopback, one connection        {limits['loopback']:6.0f}   "
          f"{limits['loopback_cpu']:.2f} CPU s/GB", flush=True)


def show_fraction(limits, measured):
    """measured: tool -> summary, of one run."""
    ours = measured.get("runseal")
    if ours is None:
        return
    for name, limit in (("AES-128-GCM of one core", limits["aes"]), ("SHA-256 of one core", limits["kernel"]),
                        ("TCP over loopback", limits["loopback"]),
                        ("cp -r", measured["cp"]["rate"] if "cp" in measured else None),
                        ("all of it in turn on all cores", most(limits, measured.get("cp")))):
        if limit:
            print(f"    runseal reaches {100 * ours['rate'] / limit:4.0f} % of {name} ({limit:.0f} MB/s)")
