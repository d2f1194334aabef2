"""A web application behind a socket of this machine, whose answers may be spoilt on their way."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from slarules.testing import WsgiApp

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Reply:
    """An answer.

    Attributes:
        cut: After how many bytes of the body the connection breaks; None for never.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    cut: int | None = None

    @property
    def json(self) -> Any:  # noqa: ANN401  # whatever it holds
        """The body, as JSON."""
        return json.loads(self.body)


Spoil = Callable[[Reply], Reply]


def refused(status: int, **headers: str) -> Spoil:
    """Answer with a status and nothing else."""

    def spoil(reply: Reply) -> Reply:
        told = {name.replace("_", "-"): text for name, text in headers.items()}
        kept = {"Date": reply.headers["Date"], "Content-Type": "application/json"}
        return Reply(status, kept | told, b'{"errorMessages": ["refused"]}')

    return spoil


def reset(reply: Reply) -> Reply:
    """Break the connection in the middle of the body."""
    reply.cut = len(reply.body) // 2
    return reply


def truncated(reply: Reply) -> Reply:
    """Send half of the JSON, as if that were all."""
    reply.body = reply.body[: len(reply.body) // 2]
    return reply


@dataclass(slots=True)
class Way:
    """What happens to answers on their way: the next ones to a path, or all.

    Attributes:
        planned: What is done to the next answers, by the end of their path; None for nothing.
        always: What is done to all behind these.
        then: Called after the answer to such a path was made, each time.
    """

    app: WsgiApp
    planned: dict[str, list[Spoil | None]] = field(default_factory=dict)
    always: dict[str, Spoil] = field(default_factory=dict)
    then: dict[str, Callable[[], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as the application does, but for what is spoilt."""
        with self.lock:
            reply = self._reply(environ)
        length = reply.headers.get("Content-Length", str(len(reply.body)))
        if reply.cut is None:
            length = str(len(reply.body))
        headers = {**reply.headers, "Content-Length": length}
        start(f"{reply.status} Said", list(headers.items()))
        return _pieces(reply, environ["socket"])

    def _reply(self, environ: dict[str, Any]) -> Reply:
        path = environ["PATH_INFO"]
        self.asked.append(path)
        said: list[tuple[str, Headers]] = []
        body = b"".join(self.app(environ, lambda *words: said.append((words[0], words[1]))))
        status, headers = said[0]
        named = {name.title(): text for name, text in headers}
        reply = Reply(int(status.split()[0]), named, body)
        named["Content-Length"] = str(len(body))
        spoil = self._spoil(path)
        reply = spoil(reply) if spoil else reply
        for end, then in self.then.items():
            if path.endswith(end):
                then()
        return reply

    def _spoil(self, path: str) -> Spoil | None:
        for end, planned in self.planned.items():
            if path.endswith(end) and planned:
                return planned.pop(0)
        return next((each for end, each in self.always.items() if path.endswith(end)), None)

    def honest(self) -> None:
        """Spoil nothing any more."""
        self.planned, self.always, self.then = {}, {}, {}


def _pieces(reply: Reply, peer: socket.socket) -> Iterator[bytes]:
    if reply.cut is None:
        yield reply.body
        return
    yield reply.body[: reply.cut]
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ConnectionResetError


class _Handler(WSGIRequestHandler):
    def get_environ(self) -> dict[str, Any]:
        return {**super().get_environ(), "socket": self.connection}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # named there
        del format, args


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401  # as there
        # A broken connection must not be ended in good order first.
        self.close_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        # Who does not trust a certificate hangs up, which is what is tested.
        del request, client_address


@dataclass(slots=True)
class Served:
    """An application that is being served.

    Attributes:
        address: Where, such as `http://127.0.0.1:8080`.
    """

    server: WSGIServer
    thread: threading.Thread
    address: str

    def close(self) -> None:
        """Serve it no more."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def served(app: WsgiApp, certificate: Path | None = None) -> Served:
    """Serve an application on loopback, with a certificate and its key where one is given."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.set_app(app)
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    return Served(server, thread, f"{scheme}://127.0.0.1:{server.server_port}")
