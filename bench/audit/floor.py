#!/usr/bin/python3
"""The least that a server of SMB takes: CONNECTIONS to each address, on each one NEGOTIATE asked and its answer read,
32 at once, nothing looked at. Nobody who asks for five dialects and SMB 1 can be faster than with six.
  bench/audit/floor.py CONNECTIONS PORT ADDRESS…"""
import selectors
import socket
import struct
import sys

DIALECT = 0x0210
BODY = struct.pack("<HHHHI16sQH", 36, 1, 1, 0, 0, bytes(16), 0, DIALECT)  # MS-SMB2 2.2.3
HEADER = struct.pack("<4sHHIHHIIQIIQ16s", b"\xfeSMB", 64, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, bytes(16))  # 2.2.1.2
ASKED = struct.pack(">I", len(HEADER + BODY)) + HEADER + BODY


def main():
    connections, port, addresses = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    left = [(address, port) for _ in range(connections) for address in addresses]
    answered, ready = 0, selectors.DefaultSelector()

    def another():
        if left:
            link = socket.create_connection(left.pop())
            link.sendall(ASKED)
            ready.register(link, selectors.EVENT_READ)

    for _ in range(32):
        another()
    while ready.get_map():
        for key, _ in ready.select():
            answered += b"\xfeSMB" in key.fileobj.recv(4096)
            ready.unregister(key.fileobj)
            key.fileobj.close()
            another()
    print("answered", answered)
    sys.exit(answered != connections * len(addresses))


main()
