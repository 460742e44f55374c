"""The least MQTT 3.1.1 that a benchmark needs, QoS 0 only: a client that costs less than what it measures."""

import socket
import struct


def _string(text):
    data = text.encode()
    return struct.pack(">H", len(data)) + data


def _packet(kind, body):
    length = bytearray()
    rest = len(body)
    while True:
        rest, digit = divmod(rest, 128)
        length.append(digit | (0x80 if rest else 0))
        if not rest:
            return bytes([kind]) + bytes(length) + body


class Client:
    """One connection; `receive` is for what it subscribed to."""

    def __init__(self, port, name, timeout=30):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray()
        # Protocol MQTT 4, clean session, no keep-alive.
        self._socket.sendall(_packet(0x10, _string("MQTT") + b"\x04\x02\0\0" + _string(name)))
        self._expect(0x20)

    def subscribe(self, topic):
        self._socket.sendall(_packet(0x82, b"\0\1" + _string(topic) + b"\0"))
        self._expect(0x90)

    def publish(self, topic, payload):
        self._socket.sendall(_packet(0x30, _string(topic) + payload))

    def receive(self):
        """The payload of the next message."""
        body = self._expect(0x30)
        topic = struct.unpack_from(">H", body)[0]
        return body[2 + topic :]

    def _expect(self, kind):
        while True:
            got, body = self._read()
            if got & 0xF0 == kind & 0xF0:
                return body

    def _read(self):
        head = self._take(2)
        length, shift, digit = 0, 0, head[1]
        while True:
            length |= (digit & 0x7F) << shift
            if not digit & 0x80:
                return head[0], self._take(length)
            digit = self._take(1)[0]
            shift += 7

    def _take(self, length):
        while len(self._buffer) < length:
            part = self._socket.recv(1 << 16)
            if not part:
                raise ConnectionError("the broker hung up")
            self._buffer += part
        taken = bytes(self._buffer[:length])
        del self._buffer[:length]
        return taken

    def close(self):
        self._socket.close()
