"""Servers that lie or fail, and what is promised then."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from slarules.instants import HOUR, MINUTE, SECOND, Instant, Micros, utc
from slarules.testing import Trick
from tests.adapters.jira.fake.site import Site
from tests.adapters.jira.fake.world import JiraWorld
from tests.http.test_certificates import certificate
from tests.reliability.fault import Fault
from tests.reliability.lied import Desk, desk, now, on
from tests.reliability.server import Reply, Spoil, refused, reset, truncated

SEARCH = "/search/jql"
EXPORT = "/incremental/tickets/cursor"
LATE = Micros(6 * MINUTE)
TOO_LATE = Micros(2 * HOUR)


def tricked(trick: Trick, said: Desk) -> Iterator[str]:
    """Play a trick that changes nothing but the pages."""
    said.world.play(trick)
    yield from said.recovered()


def circled(said: Desk) -> Iterator[str]:
    """Give a token again."""
    said.world.play("repeated token")
    yield from said.refused("same page token again", "would never end")


def old_shape(said: Desk) -> Iterator[str]:
    """Answer the new search in the shape of the old one."""
    said.world.play(cast("Trick", "old shape"))
    yield from said.refused("shape of the search that is gone")


def late(said: Desk, length: Micros) -> Iterator[str]:
    """Show what happens only later; what is read in between does not have it."""
    known = next(iter(said.world.truth().tickets)).ticket_id
    yield from said.pulled()
    said.set_clock(Instant(now() - length))
    said.world.delay(Micros(length + 5 * MINUTE))
    said.happen()
    if length == TOO_LATE:
        said.happen()
    said.set_clock(now())
    yield from said.pulled()
    if not list(said.amiss()):
        yield "it did not show late"
    said.set_clock(Instant(now() + 15 * MINUTE))
    said.world.delay(Micros(0))
    yield from said.recovered()
    said.touch(known)
    yield from said.recovered()


def change_too_late(said: Desk) -> Iterator[str]:
    """Show a change of a known ticket only hours later; then something else happens to it."""
    known = next(iter(said.world.truth().tickets)).ticket_id
    yield from said.pulled()
    said.set_clock(Instant(now() - TOO_LATE))
    said.world.delay(Micros(TOO_LATE + 5 * MINUTE))
    said.touch(known)
    said.set_clock(now())
    yield from said.pulled()
    said.set_clock(Instant(now() + 15 * MINUTE))
    said.world.delay(Micros(0))
    yield from said.pulled()
    said.touch(known)
    yield from said.recovered()


def clock_apart(said: Desk, apart: int) -> Iterator[str]:
    """Set the server's clock apart from ours, and let things happen between pulls."""
    for drift in range(3):
        said.set_clock(Instant(now() + apart + drift * 10 * MINUTE))
        said.happen()
        said.touch(next(iter(said.world.truth().tickets)).ticket_id)
        yield from said.pulled(0, "clock skew")
        yield from said.amiss()


def clock_back(said: Desk, before: int, after: int) -> Iterator[str]:
    """Set the server's clock back between two pulls."""
    said.set_clock(Instant(now() + before))
    said.happen()
    yield from said.pulled()
    said.set_clock(Instant(now() + after))
    said.happen()
    said.touch(next(iter(said.world.truth().tickets)).ticket_id)
    yield from said.recovered()
    said.happen()
    yield from said.recovered()


def limited(said: Desk) -> Iterator[str]:
    """Ask to come again later: in seconds, and at a date by a clock that is hours apart."""

    def dated(reply: Reply) -> Reply:
        there = Instant(now() + 5 * HOUR)
        headers = {"Date": _date(there), "Retry-After": _date(Instant(there + SECOND))}
        return Reply(429, reply.headers | headers, b"{}")

    path = SEARCH if said.kind == "jira" else EXPORT
    said.way.planned[path] = [refused(429, Retry_After="1"), dated]
    yield from said.recovered()
    if len([each for each in said.way.asked if each.endswith(path)]) < 4:
        yield "it was not asked again"


def _date(at: Instant) -> str:
    return format_datetime(utc(at), usegmt=True)


def for_a_while(said: Desk, spoil: Spoil) -> Iterator[str]:
    """Fail some times at several places, and answer then."""
    paths = (SEARCH, "changelog/bulkfetch")
    said.way.planned = {path: [spoil, spoil, None, spoil] for path in paths} | {"/field": [spoil]}
    yield from said.recovered()
    if any(said.way.planned.values()):
        yield f"not all was brought about: {said.way.planned}"


def all_the_time(said: Desk, spoil: Spoil, *words: str) -> Iterator[str]:
    """Fail from the second page on."""
    _second_page(said, spoil)
    yield from said.refused("given up after 6 tries", *words)


def _second_page(said: Desk, spoil: Spoil) -> None:
    # Changes are asked for when the first page is there.
    said.way.then["changelog/bulkfetch"] = lambda: said.way.always.update({SEARCH: spoil})


def refused_from_then_on(said: Desk, status: int, *words: str) -> Iterator[str]:
    """Refuse from the second page on."""
    _second_page(said, refused(status))
    yield from said.refused(*words)


def zendesk_troubled(said: Desk) -> Iterator[str]:
    """Bring what passes, one after the other."""
    yield from limited(said)
    said.set_clock(now())
    said.happen()
    spoilt = [refused(503), reset, truncated]
    said.way.planned = {EXPORT: list(spoilt), "/audits": list(spoilt)}
    yield from said.recovered()
    if any(said.way.planned.values()):
        yield f"not all was brought about: {said.way.planned}"


def zendesk_circled(said: Desk) -> Iterator[str]:
    """Give a cursor again."""
    said.world.play("repeated token")
    yield from said.refused("same cursor twice")


def zendesk_clock(said: Desk) -> Iterator[str]:
    """Set the clock apart, and back."""
    for apart in (-2 * HOUR, 0, 2 * HOUR, 10 * MINUTE):
        said.set_clock(Instant(now() + apart))
        said.happen()
        said.world.pass_time(Micros(5 * MINUTE))
        yield from said.recovered()


def login_page_met(said: Desk) -> Iterator[str]:
    """Meet a login page behind the first page."""
    _second_page(said, login_page)
    yield from said.refused("page for people", "proxy")


def project_gone(said: Desk) -> Iterator[str]:
    """Take away the right to see a project behind its first page, and give it again."""
    site = _site(said)
    said.way.then[SEARCH] = lambda: site.hidden_projects.add("HELP")
    yield from said.pulled(3, "HELP", "not visible", "permission")
    said.way.honest()
    yield from said.pulled(3, "HELP", "not visible", "permission")
    site.hidden_projects.clear()
    yield from said.recovered()
    if said.lost():
        yield f"taken for gone: {said.lost()}"


def tickets_hidden(said: Desk) -> Iterator[str]:
    """Hide tickets that nobody read yet, and some that were read; show all again."""
    some = [each.ticket_id for each in said.world.truth().tickets]
    said.world.hide(some[0])
    yield from said.pulled()
    said.world.hide(some[1])
    said.set_clock(Instant(now() - 2 * HOUR))
    said.touch(some[1])
    said.set_clock(now())
    yield from said.pulled()
    if said.lost() != {some[1]}:
        yield f"taken for gone: {said.lost()}, not {some[1]}"
    for each in _site(said).issues.values():
        each.is_hidden = False
    yield from said.recovered()
    if said.lost():
        yield f"taken for gone: {said.lost()}"


def deleted_between_pages(said: Desk) -> Iterator[str]:
    """Delete a ticket of the first page, and one of the second, between the two."""
    some = [each.ticket_id for each in said.world.truth().tickets]
    told: list[str] = []

    def delete() -> None:
        if not told:
            told.extend([some[0], some[6]])
            for each in told:
                said.world.delete(each)

    said.way.then["changelog/bulkfetch"] = delete
    said.unseen = {some[6]}
    yield from said.recovered()
    if said.lost() != {some[0]}:
        yield f"taken for gone: {said.lost()}, not {some[0]}"


def deleted_while_read(said: Desk) -> Iterator[str]:
    """Delete a ticket between the search that has it and its changes."""
    some = next(iter(said.world.truth().tickets)).ticket_id

    def delete() -> None:
        said.way.then = {}
        said.world.delete(some)

    said.way.then[SEARCH] = delete
    said.unseen = {some}
    yield from said.recovered()
    yield from said.recovered()


def field_renamed(said: Desk) -> Iterator[str]:
    """Call a field otherwise between two pulls."""
    yield from said.pulled()

    def renamed(reply: Reply) -> Reply:
        body = reply.body.replace(b'"Status"', b'"Stand der Dinge"')
        return Reply(reply.status, reply.headers, body)

    said.way.always["/field"] = renamed
    said.touch(next(iter(said.world.truth().tickets)).ticket_id)
    yield from said.recovered()


def not_trusted(folder: Path) -> Iterator[str]:
    """Serve with a certificate that nobody signed, and name it then."""
    folder.mkdir(parents=True, exist_ok=True)
    ca = certificate(folder)
    with desk(folder, certificate=folder / "both.pem") as said:
        yield from said.pulled(3, "certificate", "ca")
        profile = folder / "slarules.toml"
        profile.write_text(f'{profile.read_text()}\n[jira.acme.http]\nca = "{ca}"\n')
        yield from said.recovered()


def nobody_there(folder: Path) -> Iterator[str]:
    """Ask a server that is not there."""
    with desk(folder) as said:
        pass
    yield from said.pulled(3, "127.0.0.1")


def _site(said: Desk) -> Site:
    assert isinstance(said.world, JiraWorld)
    return said.world.site


def login_page(reply: Reply) -> Reply:
    """Answer as a proxy does that wants a login."""
    return Reply(200, reply.headers | {"Content-Type": "text/html"}, b"<html>Sign in</html>")


def _with(act: Any, *words: Any) -> Any:  # noqa: ANN401  # the acts differ in what they take
    return lambda said: act(said, *words)


AFTER = "after the next undisturbed pull the store has every event once"

LIES = (
    Fault(
        "a server gives short pages",
        "a made-up Jira gives one ticket a page, whatever is asked for",
        "exit 0; the store has every event once",
        on(partial(tricked, "short page")),
    ),
    Fault(
        "a server gives an empty page with a token",
        "the first page of a made-up Jira is empty and leads on",
        "exit 0; the store has every event once",
        on(partial(tricked, "empty page")),
    ),
    Fault(
        "a server goes in circles",
        "a made-up Jira gives the same token again",
        f"exit 3 and a sentence that says so; {AFTER}",
        on(circled),
    ),
    Fault(
        "a server answers in a shape that is gone",
        "the new search of a made-up Jira answers as the old one did, without a token",
        f"exit 3 and a sentence that says what it may be; {AFTER}",
        on(old_shape),
    ),
    Fault(
        "a record shows late",
        "what happens in a made-up Jira is found by its search only 6 minutes later",
        "the next pull has it: the last 10 minutes, or what `overlap` says, are read again",
        on(_with(late, LATE)),
    ),
    Fault(
        "a record shows later than is looked back",
        "two new tickets are found by the search only 2 hours later, after the pulls between",
        "the next pull finds in its census that it lacks tickets, and reads the project anew",
        on(_with(late, TOO_LATE)),
    ),
    Fault(
        "a change shows later than is looked back",
        "a change of a known ticket is found by the search only 2 hours later",
        "it comes with the next thing that happens to the ticket; where a search is that slow, "
        "raise `overlap`",
        on(change_too_late),
    ),
    Fault(
        "the server's clock is ahead",
        "3 hours, with things that happen between pulls",
        "exit 0, a notice of the clocks; the store has every event once",
        on(_with(clock_apart, 3 * HOUR)),
    ),
    Fault(
        "the server's clock is behind",
        "3 hours, with things that happen between pulls",
        "exit 0, a notice of the clocks; complete only as far as the server's clock is; the store "
        "has every event once",
        on(_with(clock_apart, -3 * HOUR)),
    ),
    Fault(
        "the server's clock is set back between pulls",
        "from the right time to 3 hours behind it, and things happen",
        "the next pull reads that much more; the store has every event once",
        on(_with(clock_back, 0, -3 * HOUR)),
    ),
    Fault(
        "a server asks to be left alone",
        "429 with seconds, then with a date by a clock that is 5 hours apart",
        "it is waited as long as that; exit 0; the store has every event once",
        on(limited),
    ),
    Fault(
        "a server is down for a while",
        "503 some times at several places of the reading",
        "asked again; exit 0; the store has every event once",
        on(_with(for_a_while, refused(503))),
    ),
    Fault(
        "a server stays down",
        "503 from the second page on",
        f"exit 3 and a sentence with the number of tries; {AFTER}",
        on(_with(all_the_time, refused(503), "503")),
    ),
    Fault(
        "connections break in the middle of an answer",
        "the connection is reset in the middle of bodies, at several places",
        "asked again; exit 0; the store has every event once",
        on(_with(for_a_while, reset)),
    ),
    Fault(
        "connections break again and again",
        "the connection is reset in the middle of all bodies from the second page on",
        f"exit 3 and a sentence with the number of tries; {AFTER}",
        on(_with(all_the_time, reset)),
    ),
    Fault(
        "an answer is half of its JSON",
        "the body ends in its middle as if it were whole, at several places",
        "asked again; exit 0; the store has every event once",
        on(_with(for_a_while, truncated)),
    ),
    Fault(
        "answers are half of their JSON again and again",
        "all bodies end in their middle from the second page on",
        f"exit 3 and a sentence that says so; {AFTER}",
        on(_with(all_the_time, truncated, "not whole")),
    ),
    Fault(
        "a page token ends in the middle",
        "400 from the second page on, as Jira answers to a token that it does not know any more",
        f"exit 3 and a sentence that says to run it again; {AFTER}",
        on(_with(refused_from_then_on, 400, "page token", "run it again")),
    ),
    Fault(
        "the login ends in the middle",
        "401 from the second page on",
        f"exit 3 and a sentence that names the login; {AFTER}",
        on(_with(refused_from_then_on, 401, "does not accept the login")),
    ),
    Fault(
        "the right to read ends in the middle",
        "403 from the second page on",
        f"exit 3 and a sentence that names the right; {AFTER}",
        on(_with(refused_from_then_on, 403, "lacks the right")),
    ),
    Fault(
        "a project is no longer shown",
        "behind its first page, so that the search ends early and well; later it is shown again",
        f"exit 3 and a sentence that names the project; nothing is taken for gone; {AFTER}",
        on(project_gone),
    ),
    Fault(
        "tickets are hidden, and shown again",
        "one before it was ever read, one after; then the account may see both",
        "what is hidden is marked as lost; what is shown again is visible, and read if it never "
        "was; the store has every event once",
        on(tickets_hidden),
    ),
    Fault(
        "tickets are deleted between two pages",
        "one that was read and one that was not, so that the pages shift",
        "exit 0; what was read is kept and marked as lost; the store has every other event once",
        on(deleted_between_pages),
    ),
    Fault(
        "a ticket is deleted while it is read",
        "between the search of a made-up Jira that has it and the request for its changes",
        "exit 0; it is left out, as one that nobody ever saw; the store has every other event once",
        on(deleted_while_read),
    ),
    Fault(
        "a field is called otherwise",
        "between two pulls",
        "exit 0; the catalogue has the new name; the store has every event once",
        on(field_renamed),
    ),
    Fault(
        "a way of asking is gone",
        "410 from the second page on",
        f"exit 3 and a sentence that says so; {AFTER}",
        on(_with(refused_from_then_on, 410, "has taken this way of asking away for good")),
    ),
    Fault(
        "a login page stands in the place of answers",
        "HTML with status 200 from the second page on, as of a proxy",
        f"exit 3 and a sentence that says so; {AFTER}",
        on(login_page_met),
    ),
    Fault(
        "Zendesk asks to be left alone, is down, breaks off, sends halves",
        "429 with seconds and with a date; 503, resets and half of the JSON at several places",
        "asked again; exit 0; the store has every event once",
        on(zendesk_troubled, "zendesk"),
    ),
    Fault(
        "Zendesk goes in circles",
        "its export gives the same cursor again",
        f"exit 3 and a sentence that says so; {AFTER}",
        on(zendesk_circled, "zendesk"),
    ),
    Fault(
        "Zendesk's clock is apart",
        "2 hours behind, then right, then 2 hours ahead, then right, with things that happen",
        "exit 0; the store has every event once",
        on(zendesk_clock, "zendesk"),
    ),
    Fault(
        "Zendesk's clock is set back between pulls",
        "from the right time to 3 hours behind it, and things happen; it refuses to be asked from "
        "a time on that is not yet there",
        "exit 0; the next pull reads that much more; the store has every event once",
        on(_with(clock_back, 0, -3 * HOUR), "zendesk"),
    ),
    Fault(
        "a certificate is not trusted",
        "a made-up Jira has one that it signed itself; then `ca` names it",
        f"exit 3 and a sentence that names `ca`; {AFTER}",
        not_trusted,
    ),
    Fault(
        "nobody is there",
        "the server is not running",
        "exit 3 and a sentence that names the address",
        nobody_there,
    ),
)
