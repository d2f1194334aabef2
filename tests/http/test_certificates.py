"""Certificates: a stranger's is refused at once, a company's own is trusted where it is named."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from slarules.errors import SourceError
from slarules.http import Site, open_http
from tests.http.sites import World


class Handler(BaseHTTPRequestHandler):
    """Answers anything."""

    def do_GET(self) -> None:  # named by the library
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as above
        del format, args


def certificate(folder: Path) -> Path:
    """Write a certificate for this machine, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "acme")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    text = signed.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "ca.pem").write_bytes(text)
    (folder / "both.pem").write_bytes(text + private)
    return folder / "ca.pem"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    ca = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # it prints
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}", ca
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_the_certificate_of_a_stranger_is_refused_at_once(site: tuple[str, Path]) -> None:
    world = World()
    http = open_http(Site(site[0]), secret=str, now=lambda: world.now, sleep=world.sleep)
    with pytest.raises(SourceError, match=r"not trusted \(self.signed certificate\); .*http\.ca"):
        http.get("/x")
    http.close()
    assert world.slept == []


def test_a_certificate_that_is_named_is_trusted(site: tuple[str, Path]) -> None:
    world = World()
    settings = Site(site[0], ca=str(site[1]))
    http = open_http(settings, secret=str, now=lambda: world.now, sleep=world.sleep)
    assert http.get("/x").status == 200
    http.close()
