"""Logins, tokens that end, and that no secret is ever told."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.errors import SourceError, UsageError
from slarules.http import Basic, Bearer, ClientCredentials, Redaction, RefusedError, Site
from slarules.http.site import Login
from slarules.instants import MINUTE, SECOND, Instant, Micros
from slarules.secrets import Secret
from tests.faults import Environ, Refused, StartResponse, Unauthorized, Unavailable
from tests.http.sites import BASE, CANARY, World

SECRET = Secret(env="ACME_TOKEN")


def test_user_and_password() -> None:
    world = World()
    world.http(Site(BASE, Basic("me@acme.example", SECRET))).get("/x")
    pair = base64.b64encode(f"me@acme.example:{CANARY}".encode()).decode()
    assert world.site.seen[0].authorization == f"Basic {pair}"


@pytest.mark.parametrize(("scheme", "header"), [("Bearer", "Bearer "), ("token", "token ")])
def test_a_token_as_it_is(scheme: str, header: str) -> None:
    world = World()
    world.http(Site(BASE, Bearer(SECRET, scheme))).get("/x")
    assert world.site.seen[0].authorization == f"{header}{CANARY}"


@dataclass
class Issuer:
    """Issues tokens that hold for some time, and answers only those who have one."""

    world: World | None = None
    lasts: int = 1800
    issued: int = 0
    valid: dict[str, Instant] = field(default_factory=dict)
    asked: list[dict[str, object]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        assert self.world is not None
        with self.lock:
            if environ["PATH_INFO"].endswith("/token"):
                return self._issue(environ, start, self.world.now)
            token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
            if self.valid.get(token, 0) <= self.world.now:
                start("401 Unauthorized", [("Content-Type", "application/json")])
                return [b'{"error": "invalid_token"}']
        start("200 OK", [("Content-Type", "application/json")])
        return [b'{"is": "well"}']

    def _issue(self, environ: Environ, start: StartResponse, now: Instant) -> Iterable[bytes]:
        said = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        read: dict[str, object] = json.loads(said) if said.startswith("{") else {**parse_qs(said)}
        self.asked.append(read)
        self.issued += 1
        token = f"issued-canary-{self.issued}"
        self.valid[token] = Instant(now + self.lasts * SECOND)
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"access_token": token, "expires_in": self.lasts}).encode()]


def issuing(**more: int) -> tuple[World, Issuer]:
    issuer = Issuer(**more)  # type: ignore[arg-type]
    issuer.world = World(issuer)
    return issuer.world, issuer


LOGIN = ClientCredentials("/oauth/token", "client-1", SECRET, "read write", {"audience": "acme"})


@pytest.mark.parametrize("as_json", [True, False])
def test_a_token_is_fetched_once_and_used(as_json: bool) -> None:  # noqa: FBT001
    world, issuer = issuing()
    login = ClientCredentials("/oauth/token", "client-1", SECRET, "read", {}, as_json)
    http = world.http(Site(BASE, login))
    for _ in range(3):
        assert http.get("/x").json() == {"is": "well"}
    asked = {"client_secret": CANARY, "scope": "read", "grant_type": "client_credentials"}
    found = {k: v if as_json else v[0] for k, v in issuer.asked[0].items()}  # type: ignore[index]
    assert found == {**asked, "client_id": "client-1"}
    assert issuer.issued == 1


def test_pages_for_hours_survive_tokens_of_minutes() -> None:
    world, issuer = issuing()
    http = world.http(Site(BASE, LOGIN))
    for _ in range(600):
        assert http.get("/x").json() == {"is": "well"}
        world.now = Instant(world.now + 30 * SECOND)
    refused = [each for each in world.site.seen if each.authorization is None]
    assert len(refused) == issuer.issued  # only requests for tokens go without one
    assert 10 <= issuer.issued <= 12
    assert len(world.site.seen) == 600 + issuer.issued  # none was refused


def test_a_token_that_ends_early_is_renewed_once() -> None:
    world, issuer = issuing()
    http = world.http(Site(BASE, LOGIN))
    http.get("/x")
    issuer.valid.clear()
    assert http.get("/x").json() == {"is": "well"}
    assert issuer.issued == 2
    world.site.always(Unauthorized(), path="/x")
    with pytest.raises(RefusedError, match="login"):
        http.get("/x")
    assert issuer.issued == 3


def test_many_threads_fetch_one_token() -> None:
    world, issuer = issuing()
    http = world.http(Site(BASE, LOGIN, concurrency=8))
    threads = [threading.Thread(target=http.get, args=("/x",)) for _ in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert issuer.issued == 1


def test_a_token_is_asked_for_again_where_that_helps() -> None:
    world, _ = issuing()
    world.site.plan(Unavailable())
    assert world.http(Site(BASE, LOGIN)).get("/x").status == 200


def test_a_refused_client_is_told_without_its_secret() -> None:
    world, _ = issuing()
    world.site.plan(Refused("400 Bad Request", f"invalid client client_secret={CANARY}"))
    with pytest.raises(RefusedError, match="invalid client") as held:
        world.http(Site(BASE, LOGIN)).get("/x")
    assert CANARY not in str(held.value)


def test_an_answer_without_a_token_is_told() -> None:
    with pytest.raises(SourceError, match="holds none"):
        World().http(Site(BASE, LOGIN)).get("/x")


def test_tokens_are_asked_for_over_tls() -> None:
    login = ClientCredentials("http://login.example/token", "c", SECRET)
    with pytest.raises(UsageError, match="https only"):
        World().http(Site(BASE, login))


def test_a_secret_that_no_header_can_hold_is_told() -> None:
    world = World()
    import httpx2

    from slarules.http import open_http

    with pytest.raises(UsageError, match="env ACME_TOKEN"):
        open_http(
            Site(BASE, Bearer(SECRET)),
            secret=lambda _: "a\r\nX-Evil: 1",
            now=lambda: world.now,
            sleep=world.sleep,
            transport=httpx2.WSGITransport(world.site),
        )


@pytest.mark.parametrize(
    "login",
    [Basic("me@acme.example", SECRET), Bearer(SECRET), LOGIN],
    ids=["basic", "bearer", "oauth"],
)
@pytest.mark.parametrize("status", ["401 x", "403 x", "404 x", "429 x", "500 x"])
def test_a_site_that_repeats_the_secret_is_not_believed(login: Login, status: str) -> None:
    issuer = Issuer()

    def repeating(environ: Environ, start: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith("/token"):
            return issuer(environ, start)
        said = environ.get("HTTP_AUTHORIZATION", "")
        start(status, [("Content-Type", "text/plain"), ("Retry-After", "1")])
        return [f"you said {said} or {CANARY} or {quote(CANARY, safe='')}".encode()]

    world = issuer.world = World(repeating)
    site = Site(BASE, login, patience=Micros(MINUTE))
    with pytest.raises(SourceError) as told:
        world.http(site).get("/x", {"token": CANARY, "q": CANARY})
    texts = [str(told.value), repr(told.value), getattr(told.value, "said", ""), *world.said]
    pair = base64.b64encode(f"me@acme.example:{CANARY}".encode()).decode()
    for text in texts:
        for secret in (CANARY, quote(CANARY, safe=""), pair, "issued-canary"):
            assert secret not in text
    assert CANARY not in repr(world.http(site))


def test_the_address_of_an_answer_holds_no_secret() -> None:
    answer = World().http(Site(BASE, Bearer(SECRET))).get("/x", {"api_key": "abc", "q": CANARY})
    assert answer.url == f"{BASE}/x?api_key=[secret]&q=[secret]"


@given(st.text(min_size=1, max_size=30), st.text(max_size=40), st.text(max_size=40))
def test_a_secret_that_is_known_is_in_no_text(secret: str, before: str, after: str) -> None:
    redaction = Redaction()
    redaction.remember(secret)
    for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1]):
        cleaned = redaction.clean(f"{before}{form}{after}")
        rest = cleaned.replace("[secret]", "")
        assert form not in rest or form in f"{before}{after}[secret]"


@pytest.mark.parametrize(
    "text",
    [
        "GET /x?access_token=abc123&y=1",
        "Authorization: Bearer abc123",
        "sent Basic abc123== to it",
        '{"password": "abc123"}',
        '{"client_secret":"abc123',
        "https://me:abc123@acme.example/x",
        "nextPageToken=abc123",
        "Cookie: session=abc123; other=abc123",
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str) -> None:
    assert "abc123" not in Redaction().clean(text)
