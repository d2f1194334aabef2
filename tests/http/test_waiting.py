"""A site is never asked again before it said, whatever it said and by whichever header."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.errors import SourceError
from slarules.http import Site
from slarules.http.limits import told
from slarules.http.pacing import Pacing, lane
from slarules.instants import EPOCH, HOUR, MINUTE, SECOND, Instant, Micros, iso, utc
from tests.faults import RateLimited, Refused, Unavailable
from tests.http.sites import BASE, START, World


def test_seconds_are_waited_for_and_told() -> None:
    world = World()
    world.site.plan(RateLimited(seconds=95, reason="jira-burst-based"))
    world.http().get("/x")
    assert world.seconds == [95]
    until = utc(Instant(START + 95 * SECOND)).strftime("%H:%M:%S")
    assert world.said == [
        f"jira:acme waits for the site until {until} UTC (rate limit jira-burst-based)"
    ]


def test_a_date_counts_from_the_clock_of_the_site() -> None:
    theirs = datetime(2031, 1, 1, tzinfo=UTC)
    headers = (
        ("Date", format_datetime(theirs, usegmt=True)),
        ("Retry-After", format_datetime(theirs + timedelta(seconds=40), usegmt=True)),
    )
    world = World()
    world.site.plan(Refused("429 Too Many", headers=headers))
    world.http().get("/x")
    assert world.seconds == [40]


def test_a_date_without_their_clock_counts_from_ours() -> None:
    world = World()
    world.site.plan(RateLimited(date=Instant(START + 77 * SECOND)))
    world.http().get("/x")
    assert world.seconds == [77]


def test_a_503_that_says_when_is_waited_for() -> None:
    world = World()
    world.site.plan(Unavailable(30), Unavailable(50))
    world.http().get("/x")
    assert world.seconds == [30, 50]


def test_waiting_is_no_try() -> None:
    world = World()
    world.site.always(RateLimited(seconds=10), until=50)
    assert world.http().get("/x").status == 200
    assert world.seconds == [10] * 50


def test_more_than_the_patience_is_not_waited_for() -> None:
    world = World()
    world.site.plan(RateLimited(seconds=3 * 3600))
    with pytest.raises(
        SourceError, match=r"again at \d\d:\d\d:\d\d UTC .*7200 s that http.patience"
    ):
        world.http().get("/x")
    assert world.slept == []


def test_many_short_waits_use_up_the_patience_too() -> None:
    world = World()
    world.site.always(RateLimited(seconds=60))
    with pytest.raises(SourceError, match="patience"):
        world.http(Site(BASE, patience=Micros(5 * MINUTE))).get("/x")
    assert world.seconds == [60] * 5


def test_a_spent_quota_holds_back_the_next_request() -> None:
    world = World()
    headers = (("ratelimit-remaining", "0"), ("ratelimit-reset", "42"))
    world.site.plan(Refused("200 OK", headers=headers))
    http = world.http()
    http.get("/x")
    assert world.slept == []
    http.get("/y")
    assert world.seconds == [42]


def test_a_quota_that_is_not_spent_holds_back_nothing() -> None:
    headers = {"x-ratelimit-remaining": "7", "x-ratelimit-reset": "9999", "retry-after": "0"}
    assert told(200, headers, START) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30", 30),
        ("29.2", 30),
        (str((START + 30 * SECOND) // SECOND), 30),
        (str((START + 30 * SECOND) // 1000), 30),
        (iso(Instant(START + 30 * SECOND)), 30),
        (f"{iso(Instant(START + 5 * MINUTE))[:16]}Z", None),
    ],
)
def test_a_reset_is_read_as_it_is_meant(text: str, seconds: int | None) -> None:
    found = told(429, {"x-ratelimit-reset": text}, START)
    assert found is not None
    if seconds is None:  # to the minute: any instant of it may be meant
        assert START + 5 * MINUTE <= found.until <= START + 6 * MINUTE
    else:
        assert found.until == START + seconds * SECOND


@pytest.mark.parametrize(
    "text", ["", "soon", "-5", "1e9", "NaN", "٣", "9" * 400, "Thu, 99 Foo 2026"]
)
def test_nonsense_is_not_waited_for(text: str) -> None:
    assert told(429, {"retry-after": text, "x-ratelimit-reset": text}, START) is None


def test_only_the_endpoint_is_slowed_down_that_is_meant() -> None:
    world = World()
    world.site.plan(RateLimited(seconds=60, reason="jira-burst-based"))
    http = world.http()
    failed: list[int] = []

    def sleep(length: Micros) -> None:
        if not failed:
            failed.append(1)
            http.get("/other/7")  # while /issue waits
        World.sleep(world, length)

    http.clock.sleep = sleep
    http.get("/issue/12/changelog")
    assert [(each.path, (each.at or 0) - START) for each in world.site.seen] == [
        ("/jira/issue/12/changelog", 0),
        ("/jira/other/7", 0),
        ("/jira/issue/12/changelog", 60 * SECOND),
    ]


def test_endpoints_are_one_whatever_the_identifier() -> None:
    assert lane("", "GET", "/issue/12/x") == lane("", "GET", "/issue/HELP-7/x")
    assert lane("", "GET", "/issue/12") != lane("", "POST", "/issue/12")


def test_a_bucket_holds_back_only_itself() -> None:
    world = World()
    http = world.http()
    world.site.plan(Refused("200 OK", headers=(("Retry-After", "50"),)))
    http.get("/export", bucket="export")
    http.get("/other")
    assert world.slept == []
    http.get("/export/again", bucket="export")
    assert world.seconds == [50]


def test_a_quota_of_all_holds_back_every_bucket() -> None:
    world = World()
    http = world.http()
    headers = (("Retry-After", "50"), ("RateLimit-Reason", "jira-quota-tenant-based"))
    world.site.plan(Refused("200 OK", headers=headers))
    http.get("/export", bucket="export")
    http.get("/other")
    assert world.seconds == [50]


HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Retry-After": st.one_of(
            st.integers(0, 4000).map(str),
            st.integers(1, 4000).map(
                lambda s: format_datetime(
                    EPOCH + timedelta(seconds=START // SECOND + s), usegmt=True
                )
            ),
            st.text("0123456789.-:TZ abc", max_size=12),
        ),
        "X-RateLimit-Remaining": st.sampled_from(["0", "1", "-1", "x"]),
        "X-RateLimit-Reset": st.one_of(
            st.integers(0, 4000).map(str),
            st.integers(0, 4000).map(lambda s: str(START // SECOND + s)),
            st.integers(0, 60).map(lambda m: f"{iso(Instant(START + m * MINUTE))[:16]}Z"),
        ),
        "RateLimit-Reason": st.sampled_from(["jira-burst-based", "jira-quota-based", "\u00e9"]),
    },
)


@given(st.lists(st.tuples(st.sampled_from([200, 429, 503]), HEADERS), max_size=6))
def test_no_request_begins_before_it_may(answers: list[tuple[int, dict[str, str]]]) -> None:
    world = World()
    shown = [
        (s, {k: v.encode("ascii", "replace").decode() for k, v in h.items()}) for s, h in answers
    ]
    world.site.plan(*(Refused(f"{s} x", headers=tuple(h.items())) for s, h in shown))
    http = world.http(Site(BASE, patience=Micros(100 * HOUR)))
    while len(world.site.seen) <= len(shown):
        http.get("/x")
    for (status, headers), seen, later in zip(
        shown, world.site.seen, world.site.seen[1:], strict=False
    ):
        assert seen.at is not None
        assert later.at is not None
        after = headers.get("Retry-After", "")
        if after.isdigit():
            assert later.at >= seen.at + int(after) * SECOND
        elif after.endswith("GMT"):
            until = datetime.strptime(after, "%a, %d %b %Y %H:%M:%S %Z").replace(tzinfo=UTC)
            assert utc(later.at) >= until
        reset = headers.get("X-RateLimit-Reset", "")
        spent = headers.get("X-RateLimit-Remaining") == "0"
        if (spent or (status != 200 and not after)) and reset.isdigit() and int(reset) <= 4000:
            assert later.at >= seen.at + int(reset) * SECOND


@given(st.lists(st.integers(0, 70), min_size=1, max_size=60), st.integers(1, 10))
def test_never_more_in_a_minute_than_allowed(gaps: list[int], limit: int) -> None:
    world = World()
    http = world.http(Site(BASE, per_minute={"": limit}))
    for gap in gaps:
        world.now = Instant(world.now + gap * SECOND)
        http.get("/x")
    times = [each.at for each in world.site.seen if each.at is not None]
    for at in times:
        assert sum(at <= other < at + MINUTE for other in times) <= limit


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 100)), max_size=20))
def test_a_later_word_never_shortens_an_earlier(words: list[tuple[str, int]]) -> None:
    pacing = Pacing({})
    for bucket, seconds in words:
        found = told(429, {"retry-after": str(seconds)}, START)
        assert found is not None
        pacing.heed(lane(bucket, "GET", "/x"), found)
    for bucket in "ab":
        longest = max((s for b, s in words if b == bucket), default=0)
        turn = pacing.begin(lane(bucket, "GET", "/y"), START)
        assert (turn.at if turn else START) == START + longest * SECOND


def test_no_more_requests_at_once_than_allowed() -> None:
    under_way, most = 0, 0
    lock = threading.Lock()
    gate = threading.Event()

    def slow(environ: object, start: object) -> list[bytes]:
        nonlocal under_way, most
        del environ
        with lock:
            under_way += 1
            most = max(most, under_way)
            if under_way == 3:
                gate.set()
        assert gate.wait(10)
        with lock:
            under_way -= 1
        start("200 OK", [("Content-Type", "application/json")])  # type: ignore[operator]
        return [b"{}"]

    http = World(slow).http(Site(BASE, concurrency=3))
    threads = [threading.Thread(target=http.get, args=("/x",)) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert most == 3
