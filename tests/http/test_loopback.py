"""Over a real socket: connections that break, answers that do not come, nobody there."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from slarules.errors import SourceError
from slarules.http import Site, open_http
from slarules.http.live import LiveHttp
from tests.http.sites import World

WHOLE = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"is": 1}'

Answering = Callable[[socket.socket, bytes], None]


def whole(peer: socket.socket, _: bytes) -> None:
    peer.sendall(WHOLE)


def nothing(peer: socket.socket, _: bytes) -> None:
    del peer


def half(peer: socket.socket, _: bytes) -> None:
    peer.sendall(WHOLE[:-4])


def reset(peer: socket.socket, _: bytes) -> None:
    peer.sendall(WHOLE[:-4])
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def chunks_without_end(peer: socket.socket, _: bytes) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1, 2\r\n")


def nonsense(peer: socket.socket, _: bytes) -> None:
    peer.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")


@contextmanager
def server(*answers: Answering) -> Iterator[str]:
    """Give the address of a server that answers each connection once, as it is told."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for answer in answers:
            peer, _ = listening.accept()
            with peer:
                answer(peer, peer.recv(65_536))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        thread.join(10)
        listening.close()


def talking(world: World, base: str, timeout: float = 20) -> LiveHttp:
    return open_http(
        Site(base, timeout=timeout),
        secret=lambda _: "",
        now=lambda: world.now,
        sleep=world.sleep,
        source="jira:acme",
    )


@pytest.mark.parametrize("broken", [nothing, half, reset, chunks_without_end, nonsense])
def test_a_connection_that_breaks_is_tried_again(broken: Answering) -> None:
    world = World()
    with server(broken, broken, whole) as base:
        http = talking(world, base)
        assert http.get("/x").json() == {"is": 1}
        http.close()
    assert len(world.slept) == 2


def test_an_answer_that_does_not_come_is_given_up() -> None:
    world = World()

    def silent(peer: socket.socket, _: bytes) -> None:
        while peer.recv(1):  # until the other side hangs up
            pass

    with server(silent, whole) as base:
        http = talking(world, base, timeout=1)
        assert http.get("/x").json() == {"is": 1}
        http.close()
    assert len(world.slept) == 1


@pytest.mark.parametrize("way", ["settings", "environment"])
def test_a_proxy_is_used(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []

    def proxy(peer: socket.socket, said: bytes) -> None:
        heard.append(said)
        peer.sendall(WHOLE)

    world = World()
    with server(proxy) as address:
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.upper(), raising=False)
        if way == "environment":
            monkeypatch.setenv("http_proxy", address)
        settings = Site(
            "http://lab.invalid", proxy=address if way == "settings" else None, allow_plain=True
        )
        http = open_http(settings, secret=lambda _: "", now=lambda: world.now, sleep=world.sleep)
        assert http.get("/x").json() == {"is": 1}
        http.close()
    assert heard[0].startswith(b"GET http://lab.invalid/x HTTP/1.1")


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        base = f"http://127.0.0.1:{closed.getsockname()[1]}"
    world = World()
    with pytest.raises(
        SourceError, match=r"GET 127\.0\.0\.1:\d+/x: no connection: .*after 6 tries"
    ):
        talking(world, base).get("/x")


def test_a_site_that_speaks_no_tls_is_told_at_once() -> None:
    world = World()
    with server(whole) as address, pytest.raises(SourceError, match=r"speaks no TLS; .* http://"):
        talking(world, address.replace("http:", "https:")).get("/x")
