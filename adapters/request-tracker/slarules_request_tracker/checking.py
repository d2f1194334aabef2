"""Whether a Request Tracker can be read: who reads, and what that account may see."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.adapters import Checked, CheckReport, Context
from slarules.errors import SourceError
from slarules.instants import MINUTE, Micros, in_words
from slarules_request_tracker.options import Options
from slarules_request_tracker.rest import Rest
from slarules_request_tracker.times import told

SKEW = 2 * MINUTE


def checked(options: Options, rest: Rest, context: Context) -> CheckReport:
    """Return what was looked at; the first thing that is wrong may hide others."""
    try:
        answer = rest.version()
        version = str(answer.json().get("Version", ""))
        now = context.now()
        return CheckReport(
            (
                Checked(version.startswith(("5.", "6.")), f"Request Tracker {version}"),
                _clock(told(answer, now) - now),
                *_queues(options, rest),
                *_rights(rest),
                _searches(rest),
            ),
            {"version": version},
        )
    except SourceError as error:
        return CheckReport((Checked(is_well=False, what=str(error)),))


def _clock(skew: int) -> Checked:
    if abs(skew) <= SKEW:
        return Checked(is_well=True, what="the clocks agree")
    ahead = "ahead" if skew > 0 else "behind"
    return Checked(is_well=False, what=f"its clock is {in_words(Micros(skew))} {ahead}")


def _queues(options: Options, rest: Rest) -> Iterator[Checked]:
    seen = {queue.name for queue in rest.queues()}
    for name in options.queues or sorted(seen):
        is_seen = name in seen
        what = f"queue {name}" if is_seen else f"queue {name} cannot be seen: grant SeeQueue"
        yield Checked(is_seen, what)
    if not seen:
        yield Checked(is_well=False, what="no queue can be seen: grant SeeQueue and ShowTicket")


def _rights(rest: Rest) -> Iterator[Checked]:
    system = rest.user("RT_System")
    if system is None or system.privileged is None:
        yield Checked(
            is_well=False,
            what="it does not show who is an agent: read with a privileged account",
        )
    else:
        yield Checked(is_well=True, what="agents and customers can be told apart")
    for kind, what, right in (
        ("Create", "histories can be seen", "ShowTicket"),
        ("Comment", "private comments can be seen", "ShowTicketComments"),
    ):
        seen = rest.newest(f"Type = '{kind}'")
        lack = f"none of them is seen: there are none, or the account lacks {right}"
        yield Checked(bool(seen) or kind == "Comment", what if seen else f"{what}: {lack}")


def _searches(rest: Rest) -> Checked:
    try:
        rest.tickets(["1"])
    except SourceError as error:
        return Checked(is_well=False, what=str(error))
    return Checked(is_well=True, what="searches leave out no tickets")
