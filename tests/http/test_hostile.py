"""What a site says to break the program, or by which it would tell a secret."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable

import pytest

from slarules.errors import SlarulesError, SourceError
from slarules.http import Answer, Bearer, RefusedError, Site
from slarules.secrets import Secret
from tests.faults import Environ, StartResponse
from tests.http.sites import BASE, CANARY, World

Headers = list[tuple[str, str]]
DEEP = b"[" * 200_000 + b"]" * 200_000
SITE = Site(BASE, Bearer(Secret(env="T")))


def asked(status: str, headers: Headers, body: bytes) -> Answer:
    """Ask a site that says so, every time."""

    def app(_: Environ, start: StartResponse) -> Iterable[bytes]:
        start(status, headers)
        return [body]

    return World(app).http(SITE).get("/x")


@pytest.mark.parametrize(
    "headers",
    [
        [("X-RateLimit-Remaining", "0" * 5_000)],
        [("Retry-After", "-5")],
        [("Retry-After", "9" * 5_000)],
        [("Retry-After", "Fri, 31 Dec 99999 23:59:59 GMT")],
        [("Retry-After", "Thu, 1 Jan 1970 00:00:00 GMT"), ("Date", "whenever")],
        [("Content-Length", "9" * 5_000)],
        [("Content-Length", "-1")],
        [("Location", "https://acme.example:99999/")],
        [("Location", "https://[::1")],
        [("Location", "https://acme.example\\@evil.example/")],
        [("Location", "file:///etc/passwd")],
        [("Location", "javascript:alert(1)")],
        [("Location", "//evil.example/jira/x")],
    ],
)
@pytest.mark.parametrize("status", ["200 OK", "302 Found", "429 Too Many Requests"])
def test_no_header_breaks_the_program(status: str, headers: Headers) -> None:
    try:
        asked(status, headers, b"{}")
    except SlarulesError as error:
        assert "evil" not in str(error).partition("redirects to")[0]  # noqa: PT017


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
@pytest.mark.parametrize("body", [DEEP, b"\xff\xfe{}", b"{'a': 1}", b"9" * 10_000])
def test_a_body_that_is_no_json_is_told_as_such(kind: str, body: bytes) -> None:
    with pytest.raises(SourceError):
        asked("200 OK", [("Content-Type", kind)], body).json()


@pytest.mark.parametrize("body", [DEEP, b"<h1>Gone</h1>", b'{"error": "no su', b"\xff"])
@pytest.mark.parametrize(("status", "tries"), [("404 Not Found", 1), ("503 Service Away", 6)])
def test_a_refusal_is_one_whatever_its_body_says_it_is(
    status: str, tries: int, body: bytes
) -> None:
    def app(_: Environ, start: StartResponse) -> Iterable[bytes]:
        start(status, [("Content-Type", "application/json")])
        return [body]

    world = World(app)
    with pytest.raises(SourceError) as told:
        world.http(SITE).get("/x")
    assert "broke off" not in str(told.value)
    assert len(world.site.seen) == tries


def test_an_answer_that_is_packed_in_two_pieces_is_whole() -> None:
    body = gzip.compress(b'["a",') + gzip.compress(b'"b"]')
    for kind in ("application/json", "text/plain"):
        headers = [("Content-Encoding", "gzip"), ("Content-Type", kind)]
        assert asked("200 OK", headers, body).json() == ["a", "b"]


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "text/html"])
def test_no_part_of_a_secret_is_left_where_a_message_is_cut(kind: str) -> None:
    for length in range(180, 205):
        text = f"{'x' * length} {CANARY} and so on"
        body = (json.dumps({"message": text}) if "json" in kind else text).encode()
        with pytest.raises(RefusedError) as caught:
            asked("400 Bad Request", [("Content-Type", kind)], body)
        for told in (str(caught.value), caught.value.said):
            assert CANARY[:4] not in told
