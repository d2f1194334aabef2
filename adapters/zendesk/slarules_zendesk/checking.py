"""Whether an account can be read as it is set up."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from slarules.adapters import Checked, CheckReport, Context
from slarules.http import Http, RefusedError
from slarules.instants import SECOND, Micros, in_words
from slarules_zendesk.settings import EXPORT, LAG, TOKEN_WARNING, ZendeskSettings
from slarules_zendesk.sweep import served_at
from slarules_zendesk.wire import AuditsPage, TicketsPage, User, decoded

SKEW = 30 * SECOND
"""How far the clocks may be apart before it is said."""


class Me(msgspec.Struct, frozen=True):
    """The account that is signed in."""

    user: User


def check(settings: ZendeskSettings, http: Http, context: Context) -> CheckReport:
    """Return whether an account can be read: who is signed in, what may be seen, the clock."""
    settings.refuse_dead_token(context.now())
    checks = list(_checks(settings, http, context))
    return CheckReport(tuple(checks), {"site": settings.site})


def _checks(settings: ZendeskSettings, http: Http, context: Context) -> Iterator[Checked]:
    if settings.has_token:
        yield Checked(is_well=True, what=TOKEN_WARNING)
    now = context.now()
    try:
        answer = http.get("/api/v2/users/me")
    except RefusedError as error:
        yield Checked(is_well=False, what=f"cannot sign in: {error}")
        return
    me = decoded(answer, Me).user
    yield Checked(is_well=True, what=f"signed in as {me.email or me.id}, {me.role}")
    yield _clock(now, served_at(answer))
    if me.role != "admin":
        what = "not an administrator: Zendesk lets only administrators read incremental exports"
        yield Checked(is_well=False, what=what)
        return
    yield from _exports(http, now // SECOND - LAG // SECOND - 3600)


def _clock(ours: int, theirs: int | None) -> Checked:
    if theirs is None:
        return Checked(is_well=True, what="Zendesk does not tell its time")
    apart = abs(ours - theirs)
    if apart > SKEW:
        what = f"the clock of this machine is {in_words(Micros(apart))} away from Zendesk's: set it"
        return Checked(is_well=False, what=what)
    return Checked(is_well=True, what="the clock agrees with Zendesk's")


def _exports(http: Http, start: int) -> Iterator[Checked]:
    try:
        where = {"start_time": max(0, start), "per_page": 1}
        answer = http.get("/api/v2/incremental/tickets/cursor", where, bucket=EXPORT)
    except RefusedError as error:
        yield Checked(is_well=False, what=f"may not read the export of tickets: {error}")
        return
    yield Checked(is_well=True, what="may read the export of tickets")
    tickets = decoded(answer, TicketsPage).tickets
    there = [each.id for each in tickets if each.status != "deleted"]
    if not there:
        yield Checked(is_well=True, what="no ticket changed in the last hour to try histories on")
        return
    try:
        answer = http.get(f"/api/v2/tickets/{there[0]}/audits", {"page[size]": 1})
    except RefusedError as error:
        what = f"may not read histories; the OAuth client needs the scope read: {error}"
        yield Checked(is_well=False, what=what)
        return
    decoded(answer, AuditsPage)
    yield Checked(is_well=True, what="may read the histories of tickets")
