"""The emulator without an account's throttle of 10,000 requests a second, which is less than it can answer."""

import socket
import sys

from emulator.__main__ import Server
from emulator.server import Settings
from emulator.snapshot import Throttle

if __name__ == "__main__":
    port = int(sys.argv[1])
    listener = socket.create_server(("127.0.0.1", port), backlog=2048)
    Server(Settings(port=port, account_throttle=Throttle(1_000_000, 1_000_000))).run(sockets=[listener])
