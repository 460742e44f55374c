"""The other side of an interop test, on nng. See InteropTest for what it is asked to do.

    pynng_peer.py <req|rep|push|pull> <dial|listen> <url> <count>x<size> ...

Prints "ready" once it has a socket, and "ok" at the end; "pull" prints each message's number.
"""

import sys

import pynng

PATTERN = bytes(range(251)) * 66_843  # 16 MiB
LIMIT = 64 << 20
TIMEOUT_MS = 30_000


def messages(words):
    number = 0
    for word in words:
        count, size = map(int, word.split("x"))
        for _ in range(count):
            yield number, (number.to_bytes(4, "big") + PATTERN[:size])[:size]
            number += 1


def check(expected, actual):
    if expected != actual:
        sys.exit(f"expected {len(expected)} bytes, got {len(actual)}: {bytes(actual[:16])!r}")


def receive(socket):
    # pynng's recv() fails on an empty message.
    return socket.recv_msg().bytes


def say(word):
    print(word, flush=True)


def rep(socket, wanted):
    """As eKuiper does it: answers the handshake with a command, and each answer with the next."""
    check(b"handshake", receive(socket))
    for _, message in wanted:
        while True:
            socket.send(message)
            answer = receive(socket)
            if answer != b"handshake":
                break
            say("handshake")
        check(message, answer)


def req(socket, wanted):
    for _, message in wanted:
        socket.send(message)
        check(message, receive(socket))


def push(socket, wanted):
    for _, message in wanted:
        socket.send(message)


def pull(socket, wanted):
    for _, message in wanted:
        received = receive(socket)
        if len(message) == 4:
            # May begin anywhere: the sender may have had another peer before.
            say(int.from_bytes(received, "big"))
        else:
            check(message, received)


def main(protocol, way, url, *words):
    kind, role = {
        "req": (pynng.Req0, req),
        "rep": (pynng.Rep0, rep),
        "push": (pynng.Push0, push),
        "pull": (pynng.Pull0, pull),
    }[protocol]
    with kind(send_timeout=TIMEOUT_MS, recv_timeout=TIMEOUT_MS, recv_max_size=LIMIT) as socket:
        if way == "listen":
            socket.listen(url)
        else:
            socket.dial(url, block=False)
        say("ready")
        role(socket, messages(words))
        say("ok")
        sys.stdin.read()  # until the test has what it wants: closing could drop what was sent


main(*sys.argv[1:])
