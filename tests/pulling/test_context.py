"""What an adapter works with, and how people hear of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import httpx2
import pytest

from slarules.adapters import Context
from slarules.errors import UsageError
from slarules.http import Bearer, Site
from slarules.instants import SECOND, Instant, Micros
from slarules.plugins import Loaded, Plugin, Plugins
from slarules.profiles import HttpSettings, configured
from slarules.pulling import Ears, Lines, LiveContext, Progress, Seldom, StoppedError, context_of
from slarules.secrets import Secret
from tests.faults import Environ, Faulty, RateLimited, StartResponse
from tests.pulling.pretended import NOW

CANARY = "hunter2-canary"


def fine(environ: Environ, start: StartResponse) -> Iterable[bytes]:
    del environ
    start("200 OK", [("Content-Type", "application/json")])
    return [b"{}"]


class Talk:
    """A context over a site, and what it told."""

    def __init__(self) -> None:
        self.site = Faulty(fine)
        self.told: list[Progress] = []
        self.now = NOW
        self.context = LiveContext(
            "jira:acme",
            lambda: self.now,
            lambda _: CANARY,
            self.told.append,
            HttpSettings(per_minute=600),
            pause=self.pause,
            transport=lambda _: httpx2.WSGITransport(self.site),
        )

    def pause(self, length: Micros) -> None:
        self.now = Instant(self.now + length)


def test_it_is_what_adapters_are_promised() -> None:
    promised: Context = Talk().context
    assert promised.now() == NOW


def test_one_client_for_each_site() -> None:
    context = Talk().context
    site = Site("https://acme.example", Bearer(Secret(env="X")))
    assert context.http(site) is context.of("HELP").http(Site("https://acme.example", site.login))
    assert context.http(site) is not context.http(Site("https://other.example"))
    context.close()


def test_waiting_is_told_with_the_part() -> None:
    talk = Talk()
    talk.site.plan(RateLimited(seconds=10))
    talk.context.http(Site("https://acme.example")).get("/x")
    assert talk.told[0].waiting is not None
    assert talk.told[0].waiting.startswith("jira:acme waits for the site until ")
    talk.context.of("HELP").progress("reading", 5, 10)
    assert talk.told[-1] == Progress("jira:acme", "HELP", "reading", 5, 10)


def test_a_resolved_secret_is_in_nothing_that_is_told() -> None:
    context = Talk().context
    assert context.secret(Secret(env="X")) == CANARY
    assert context.redaction.clean(f"a {CANARY} b") == "a [secret] b"
    assert CANARY not in repr(context)


def test_stopping_wakes_who_waits() -> None:
    context = LiveContext("a:b", lambda: NOW, lambda _: "")
    context.stop()
    assert context.of("x").is_stopping()
    with pytest.raises(StoppedError):
        context.sleep(Micros(3600 * SECOND))


def progress(done: int, total: int | None = None, *, waiting: str | None = None) -> Progress:
    return Progress("jira:acme", "HELP", "reading", done, total, waiting)


def test_ears_hear_some_times_a_second() -> None:
    now = [NOW]
    heard: list[Progress] = []
    ears = Ears([heard.append], lambda: now[0])
    for number in range(1000):
        ears(progress(number))
        now[0] = Instant(now[0] + SECOND // 100)
    assert 35 <= len(heard) <= 42
    ears(progress(1000, 1000))
    assert heard[-1].done == 1000
    ears(progress(1000, 1000, waiting="for the site"))
    assert heard[-1].waiting == "for the site"


def test_an_ear_that_fails_stops_nothing() -> None:
    heard: list[Progress] = []
    failed: list[int] = []

    def failing(_: Progress) -> None:
        failed.append(1)
        raise ValueError

    ears = Ears([failing, heard.append], lambda: NOW)
    ears(progress(0))
    ears(progress(0, waiting="x"))
    assert (len(heard), len(failed)) == (2, 1)


def test_a_line_says_how_much_longer() -> None:
    now = [NOW]
    lines = Lines(lambda: now[0])
    assert lines.line(progress(0, 4000)) == "jira:acme HELP: reading 0 of 4,000"
    now[0] = Instant(NOW + 10 * SECOND)
    assert lines.line(progress(1000, 4000)) == (
        "jira:acme HELP: reading 1,000 of 4,000, 100/s, 30 s left"
    )
    assert lines.line(progress(1000)) == "jira:acme HELP: reading 1,000, 100/s"
    assert lines.line(progress(1000, 400_000)).endswith("1 h 6 min left")
    waits = "jira:acme waits for the site until 14:32:10 UTC (rate limit x)"
    assert lines.line(progress(0, waiting=waits)) == waits
    assert lines.line(progress(0, waiting="for a lock")) == "jira:acme HELP: for a lock"


def waiting(until: int) -> Progress:
    return Progress("jira:acme", "HELP", "waiting", 0, None, "jira:acme waits", Instant(until))


def test_who_does_not_look_on_hears_of_long_waits_and_each_minute_how_far_it_is() -> None:
    now, told = [NOW], list[str]()
    seldom = Seldom(lambda: now[0], told.append)

    def at(second: int, each: Progress) -> int:
        now[0] = Instant(NOW + second * SECOND)
        seldom(each)
        return len(told)

    assert at(0, progress(0, 9000)) == 0
    assert at(1, waiting(NOW + 5 * SECOND)) == 0
    assert at(2, waiting(NOW + 20 * SECOND)) == 1
    # Another part waits for the same site, and so does the next request.
    assert at(2, waiting(NOW + 20 * SECOND)) == 1
    assert at(20, waiting(NOW + 40 * SECOND)) == 1
    assert at(21, waiting(NOW + 600 * SECOND)) == 2
    assert at(80, progress(10, 9000)) == 2
    assert at(81, progress(11, 9000)) == 3
    assert at(82, progress(12, 9000)) == 3
    assert told == ["jira:acme waits", "jira:acme waits", "jira:acme HELP: reading 11 of 9,000"]


class Vault:
    """A plugin with a vault, that hears how far it is."""

    def __init__(self) -> None:
        from slarules.hookspecs import hookimpl

        heard: list[tuple[str, str, int, int | None]] = []

        @hookimpl
        def slarules_resolve_secret(reference: str) -> str | None:
            return CANARY if reference == "team/jira" else None

        @hookimpl
        def slarules_progress(source: str, stage: str, done: int, total: int | None) -> None:
            heard.append((source, stage, done, total))

        self.heard = heard
        self.slarules_resolve_secret = slarules_resolve_secret
        self.slarules_progress = slarules_progress


def test_plugins_give_secrets_and_hear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    vault = Vault()
    loaded = Loaded(Plugin("vault", "vault", "1"), ("slarules_progress",), {}, module=vault)
    heard: list[Progress] = []
    found = configured("jira:acme")
    context = context_of(found, Plugins([loaded]), lambda: NOW, heard.append)
    assert context.secret(Secret(vault="team/jira")) == CANARY
    with pytest.raises(UsageError, match="no plugin knows"):
        context.secret(Secret(vault="team/rt"))
    context.progress("reading", 1, 2)
    assert vault.heard == [("jira:acme", "reading", 1, 2)]
    assert heard == [Progress("jira:acme", "", "reading", 1, 2)]
