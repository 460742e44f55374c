"""eKuiper's side of the portable plugin protocol, for one plugin: just enough to time its start.

Played in-house because eKuiper starts a plugin when it is installed, long before a rule needs it: the time from exec to
the first label cannot be seen through it. The messages are those of eKuiper 2.4.
"""

import base64
import json
import os
import select
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

SP_REP = b"\0SP\0\0\x31\0\0"
CALL_CONTEXT = json.dumps({"ruleId": "rule", "opId": "op", "instanceId": 0, "funcId": 0})


class Rep:
    """A REP socket on a Unix socket, with one peer."""

    def __init__(self, path, timeout=30):
        Path(path).unlink(missing_ok=True)
        self._path = path
        self._timeout = timeout
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        self._listener.listen()
        self._listener.settimeout(timeout)
        self._peer = None
        self._id = b""

    def accept(self):
        self._peer, _ = self._listener.accept()
        self._peer.settimeout(self._timeout)
        self._peer.sendall(SP_REP)
        self._read(8)

    def receive(self):
        length = struct.unpack(">xQ", self._read(9))[0]
        body = self._read(length)
        self._id = body[:4]
        return body[4:]

    def send(self, body):
        # Python's SDK repeats its handshake while idle, and takes an answer to the last one only.
        while select.select([self._peer], [], [], 0)[0]:
            self.receive()
        self._peer.sendall(b"\1" + struct.pack(">Q", 4 + len(body)) + self._id + body)

    def _read(self, length):
        data = bytearray()
        while len(data) < length:
            part = self._peer.recv(length - len(data))
            if not part:
                raise ConnectionError(f"{self._path}: the plugin hung up")
            data += part
        return bytes(data)

    def close(self):
        if self._peer:
            self._peer.close()
        self._listener.close()
        Path(self._path).unlink(missing_ok=True)


class Plugin:
    """A plugin's process, started with nothing before it, and its channels."""

    def __init__(self, name, function, command, folder, log):
        self._control = Rep(f"/tmp/plugin_{name}.ipc")
        self._function_path = f"/tmp/func_{function}.ipc"
        self._function_name = function
        self._function = None
        self._log = open(log, "wb")
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=self._log, stderr=self._log, start_new_session=True
        )

    def start(self):
        """Greets the plugin and has it serve the function, as the first rule that needs it does."""
        self._control.accept()
        if self._control.receive() != b"handshake":
            raise ConnectionError("no handshake")
        self._function = Rep(self._function_path)
        argument = {"symbolName": self._function_name, "meta": {}, "pluginType": "func"}
        self._control.send(json.dumps({"cmd": "start", "arg": json.dumps(argument)}).encode())
        self._function.accept()
        if self._function.receive() != b"handshake":
            raise ConnectionError("no handshake for the function")

    def exec(self, argument):
        arguments = [base64.b64encode(argument).decode(), CALL_CONTEXT]
        self._function.send(json.dumps({"func": "Exec", "arg": arguments}).encode())
        while (answer := self._function.receive()) == b"handshake":
            pass
        answer = json.loads(answer)
        if not answer["state"]:
            raise RuntimeError(answer["result"])
        return answer["result"]

    def close(self):
        try:
            os.killpg(self.process.pid, 9)
        except ProcessLookupError:
            pass
        self.process.wait()
        self._log.close()
        self._control.close()
        if self._function:
            self._function.close()


def first_label(folder, picture, command):
    """Milliseconds from the start of a plugin's process in its folder to the label of the picture."""
    plugin = Plugin("pyai", "labelImage", command, folder, "/tmp/plugin.log")
    try:
        plugin.start()
        plugin.exec(picture)
        return 1000 * (time.perf_counter() - plugin.began)
    finally:
        plugin.close()


if __name__ == "__main__":
    print(first_label(sys.argv[1], Path(sys.argv[2]).read_bytes(), sys.argv[3:]))
