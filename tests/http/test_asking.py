"""What is sent again, what is not, and where a request goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.errors import SourceError, UsageError
from slarules.http import Basic, RefusedError, Site
from slarules.http.links import address, base_of
from slarules.instants import SECOND, Micros
from slarules.secrets import Secret
from tests.faults import (
    OK,
    Fault,
    Gone,
    Packed,
    Refused,
    Reset,
    Slow,
    Truncated,
    Unauthorized,
    Unavailable,
)
from tests.http.sites import BASE, CANARY, World

PASSING = [
    Reset(),
    Reset(after=0),
    Truncated(),
    Truncated(has_length=False),
    Unavailable(),
    Refused("500 Internal Server Error"),
    Refused("502 Bad Gateway"),
    Refused("504 Gateway Timeout"),
    Refused("429 Too Many Requests"),
]


def test_an_answer_is_what_the_site_says() -> None:
    answer = World().http().get("/rest/search", {"jql": "a = b", "next": None, "all": True})
    assert answer.json()["path"] == "/jira/rest/search"
    assert answer.json()["query"] == {"jql": ["a = b"], "all": ["true"]}
    assert answer.url == f"{BASE}/rest/search?jql=a+%3D+b&all=true"
    assert answer.headers["content-type"] == "application/json"


def test_what_is_posted_is_json() -> None:
    answer = World().http().post("/bulk", {"ids": [1]}, {"x": 1}, is_safe=True)
    assert answer.json()["said"] == '{"ids": [1]}'
    assert answer.json()["method"] == "POST"


@pytest.mark.parametrize("fault", PASSING)
def test_what_may_pass_is_asked_again(fault: Fault) -> None:
    world = World()
    world.site.plan(fault, fault)
    assert world.http().get("/x").json()["path"] == "/jira/x"
    assert len(world.site.seen) == 3
    assert len(world.slept) == 2


@pytest.mark.parametrize("fault", PASSING)
def test_what_changes_something_is_sent_once(fault: Fault) -> None:
    world = World()
    world.site.plan(fault)
    with pytest.raises(SourceError):
        world.http().post("/x", {}, is_safe=False)
    assert len(world.site.seen) == 1


@pytest.mark.parametrize("fault", PASSING)
def test_a_safe_post_is_sent_again(fault: Fault) -> None:
    world = World()
    world.site.plan(fault)
    assert world.http().post("/x", {}, is_safe=True).status == 200


def test_pauses_grow_and_end() -> None:
    world = World()
    world.site.always(Unavailable())
    with pytest.raises(SourceError, match=r"\(503\); given up after 6 tries"):
        world.http().get("/x")
    assert len(world.site.seen) == 6
    assert len(world.slept) == 5
    for number, length in enumerate(world.slept):
        assert 2**number * SECOND <= length <= 3 * 2**number * SECOND // 2


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("400 x", "understand"),
        ("401 x", "login"),
        ("403 x", "right"),
        ("404 x", "nothing there"),
        ("410 x", "for good"),
        ("418 x", "refuses"),
    ],
)
def test_a_refusal_is_told_at_once(status: str, word: str) -> None:
    world = World()
    world.site.plan(Refused(status, "no such field: severity"))
    with pytest.raises(RefusedError, match=word) as told:
        world.http().get("/x")
    assert told.value.status == int(status[:3])
    assert told.value.said == "no such field: severity"
    assert str(told.value).startswith("jira:acme: GET acme.example/jira/x: ")
    assert world.slept == []


def test_what_a_site_says_is_cut_and_has_no_markup() -> None:
    def page(environ: object, start: object) -> list[bytes]:
        del environ
        start("403 No", [("Content-Type", "text/html")])  # type: ignore[operator]
        return [b"<html><script>alert(1)</script><b>blocked\x1b[31m</b>\n" + b"word " * 100]

    with pytest.raises(RefusedError) as told:
        World(page).http().get("/x")
    assert len(told.value.said) == 200
    assert told.value.said.startswith("blocked [31m word")


def test_a_bomb_is_refused() -> None:
    world = World()
    world.site.always(Packed(more=50_000_000))
    with pytest.raises(SourceError, match="more than 1 MiB"):
        world.http(Site(BASE, size_limit=1024 * 1024)).get("/x")
    assert len(world.site.seen) == 1


def test_a_packed_answer_is_unpacked_and_a_half_one_asked_again() -> None:
    class Half(Packed):
        def spoilt(self, reply: object) -> object:  # type: ignore[override]
            whole = super().spoilt(reply)  # type: ignore[arg-type]
            return type(whole)(whole.status, whole.headers, whole.body[:-9])

    world = World()
    world.site.plan(Half(), Packed())
    assert world.http().get("/x").json()["path"] == "/jira/x"
    assert len(world.site.seen) == 2


def test_an_answer_that_drips_is_given_up() -> None:
    world = World()

    def drip(length: Micros) -> None:
        world.now = type(world.now)(world.now + length)

    world.site.plan(Slow(Micros(1_000 * SECOND), drip))
    assert world.http(Site(BASE, timeout=60)).get("/x").status == 200
    assert len(world.site.seen) == 2


def test_an_answer_that_is_no_json_is_told() -> None:
    def page(environ: object, start: object) -> list[bytes]:
        del environ
        start("200 OK", [("Content-Type", "text/html")])  # type: ignore[operator]
        return [b"<html>sign in</html>"]

    with pytest.raises(SourceError, match="no JSON"):
        World(page).http().get("/x").json()


def redirecting(status: str, location: str) -> World:
    world = World()
    world.site.plan(Refused(status, headers=(("Location", location),)))
    return world


@pytest.mark.parametrize("location", ["/jira/y", f"{BASE}/y", "y"])
def test_a_redirect_on_the_site_is_followed(location: str) -> None:
    answer = redirecting("302 Found", location).http().get("/x").json()
    assert answer["path"] == "/jira/y"


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/jira/y",
        "http://acme.example/jira/y",
        "https://acme.example:8443/jira/y",
        "//evil.example/jira/y",
    ],
)
def test_a_redirect_elsewhere_is_refused(location: str) -> None:
    world = redirecting("302 Found", location)
    login = Basic("me", Secret(env="X"))
    with pytest.raises(SourceError, match="is its address right"):
        world.http(Site(BASE, login)).get("/x")
    assert len(world.site.seen) == 1


def test_redirects_come_to_an_end() -> None:
    world = World()
    world.site.always(Refused("301 Moved", headers=(("Location", "/jira/x"),)))
    with pytest.raises(SourceError, match="more than 5 times"):
        world.http().get("/x")


def test_a_post_is_not_turned_into_a_get() -> None:
    with pytest.raises(SourceError, match="redirects"):
        redirecting("302 Found", "/jira/y").http().post("/x", {}, is_safe=True)
    answer = redirecting("307 Same", "/jira/y").http().post("/x", {"a": 1}, is_safe=True)
    assert answer.json()["said"] == '{"a": 1}'


def test_a_link_of_an_answer_stays_on_the_site() -> None:
    http = World().http()
    assert http.get(f"{BASE}/y?cursor=1").json()["query"] == {"cursor": ["1"]}
    rebased = http.get("https://internal.example/jira/y").json()
    assert (rebased["host"], rebased["path"]) == ("acme.example", "/jira/y")
    for link in (
        "https://evil.example/y",
        "ftp://acme.example/jira/y",
        "https://acme.example/jirax",
    ):
        with pytest.raises(SourceError, match="refused to follow"):
            http.get(link)


@given(st.text(max_size=60), st.sampled_from(["", "https://", "//", "/", "http://evil.example"]))
def test_no_link_ever_leaves_the_site(text: str, before: str) -> None:
    base = base_of(BASE)
    try:
        found = address(base, f"{before}{text}")
    except SourceError:
        return
    assert found == BASE or found.startswith((f"{BASE}/", f"{BASE}?"))
    assert "/../" not in found


@pytest.mark.parametrize(
    "path", ["/../admin", "/a/%2e%2e/b", "/a/..%2f..", "/a\r\nHost: evil", "/a\\..\\b"]
)
def test_a_path_that_climbs_is_refused(path: str) -> None:
    with pytest.raises(SourceError, match="refused to follow"):
        World().http().get(path)


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ("http://acme.example", "plain text"),
        ("acme.example", "https://"),
        ("https://me:hunter2@acme.example", "no login"),
        (f"https://me:{CANARY}@acme.example", "cannot be read"),
        ("https://acme.example/x?y=1", "leave out"),
        ("https://[::1", "cannot be read"),
        ("file:///etc/passwd", "no address"),
    ],
)
def test_an_address_that_is_none_is_refused(base: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as told:
        World().http(Site(base))
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize("base", ["http://127.0.0.1:8086", "http://localhost", "http://[::1]:80/x"])
def test_this_machine_may_be_talked_to_in_plain_text(base: str) -> None:
    assert World().http(Site(base)).get("/y").status == 200
    assert World().http(Site("http://lab.example", allow_plain=True)).get("/y").status == 200


def test_certificates_that_cannot_be_read_are_told(tmp_path: object) -> None:
    with pytest.raises(UsageError, match="no certificates"):
        World().http(Site(BASE, ca=f"{tmp_path}/none.pem"))


def test_a_401_and_a_410_need_no_second_try() -> None:
    for fault in (Unauthorized(), Gone()):
        world = World()
        world.site.plan(OK, fault)
        http = world.http()
        http.get("/x")
        with pytest.raises(RefusedError):
            http.get("/x")
        assert len(world.site.seen) == 2
