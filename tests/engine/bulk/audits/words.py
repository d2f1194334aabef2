# ruff: noqa: E501 - mappings stand as they are read
"""The words of drawn audits, and mappings of them from three shapes of tables."""

from __future__ import annotations

from random import Random

VOCABULARY = """language slarules 1

vocabulary "audited" version 1
  means "Tickets and calls"

item ticket
  fact level one of P1, P2, P3, P4 highest first
    means "How urgent it is"
  fact site one of quay, pier, buoy
    means "Where it is"
  fact group declared by the contract
    means "Who works on it"
  fact size any number
    means "How many are hindered"
  fact service declared by the contract
    means "What is hindered"
  fact agreed yes or no
    means "Whether both sides hold it to be so"
  state status one of new, open, waiting, solved, closed
    means "Where the work stands"
  moment reported
    means "It came"
  moment first_reply
    means "It was answered"
  moment question
    means "The customer was asked"
  moment restored
    means "It works"
  moment resolved
    means "It is done"
  moment promised
    means "It was agreed"
  moment withdrawn
    means "It was taken back"
  moment deleted
    means "It was removed"
  event customer_message
    means "The customer wrote"
  event agent_message
    means "The provider wrote"
  event reopened
    means "It was taken up again"
  event nudge
    means "Somebody asked again"

item call
  fact queue one of red, blue
    means "The line"
  moment offered
    means "It rang"
  moment answered
    means "It was picked up"

span maintenance of service
  moment announced
    means "The customer was told"
  fact planned yes or no
    means "Whether it was planned"
"""

LEVELS = {
    "P1": ("1", "Urgent", "1 - Critical"),
    "P2": ("2", "High", "2 - High"),
    "P3": ("3", "Normal"),
    "P4": ("4", "Low"),
}
STATES = {
    "new": ("New",),
    "open": ("Open", "In progress", "Reopened"),
    "waiting": ("Waiting for customer",),
    "solved": ("Solved", "Done"),
    "closed": ("Closed",),
}
PRIORITIES = tuple(text for texts in LEVELS.values() for text in texts)
STATUSES = tuple(text for texts in STATES.values() for text in texts)
SITES = ("Quay 1", "Quay 2", "Pier", "Buoy")
MARKS = ("in place", "nudge", "withdrawn", "again", "asked", "rest")
FIELDS = {
    "priority": PRIORITIES,
    "site": SITES,
    "group": ("north", "south"),
    "size": ("1", "5", "50"),
    "service": ("mail", "files"),
    "agreed": ("yes", "ja", "no"),
    "status": STATUSES,
    "mark": MARKS,
    "count": ("0", "1", "2", "10"),
    "assignee": ("ann", "bob"),
    "labels": ("vip", "vip, merged", "merged"),
    "idle": ("a", "b", "c", "d", "e"),
}
SHAPES = ("events", "snapshots", "tickets")


def one(random: Random, *choices: str) -> str:
    return random.choice(choices)


def _quoted(texts: tuple[str, ...]) -> str:
    listed = ", ".join(f'"{text}"' for text in texts)
    return f"is {listed}" if len(texts) == 1 else f"is one of {listed}"


def mapping(random: Random, shape: str, *, calls: bool, through: str) -> str:
    """Return a mapping from tables of a shape."""
    where = "column" if shape == "tickets" else "field"
    lines = [*files(random, shape, calls=calls), f"  history is complete through {through}"]
    lines += facts(random, where)
    lines += [] if shape == "tickets" and random.random() < 0.3 else states(random, where)
    lines += _in_columns(random) if shape == "tickets" else _moments(random, shape)
    if calls:
        lines += ['  queue is red when column "queue" is "Red"', "  queue is blue otherwise"]
        lines += ['  offered is column "offered"', '  answered is column "answered"']
    if random.random() < 0.5:
        lines += ['  maintenance is each outage where field "planned" is "yes"']
        lines += ['  maintenance announced is the time in field "announced"']
    head = 'language slarules 1\n\nmapping m version 1 of "audited" version 1 from "csv"\n'
    return head + "\n".join(lines) + "\n"


def files(random: Random, shape: str, *, calls: bool) -> list[str]:
    lines = [f'  {shape} from "log*"', '  a ticket is named by column "ticket"']
    if shape == "snapshots":
        lines.append('  a row holds from column "at"')
    if calls:
        lines += ['  calls from "calls*"', '  a call is named by column "call"']
    if shape != "events" and random.random() < 0.3:
        lines.append('  a row was recorded at column "recorded_at"')
    if random.random() < 0.3:
        lines.append('  missing values are written "?", "n/a"')
    zone = one(random, "UTC", "Europe/Berlin")
    return [*lines, f'  times without an offset are in "{zone}"']


def facts(random: Random, where: str) -> list[str]:
    lines = [_level(random, where, level, texts) for level, texts in LEVELS.items()]
    if random.random() < 0.4:
        lines[-1] = "  level is P4 otherwise"
    if random.random() < 0.2:
        lines[2] = (
            f'  level is P3 when {where} "priority" is one of "3", "Normal" or '
            f'{where} "priority" is empty'
        )
    lines += [
        one(
            random,
            f'  site is quay when {where} "site" starts with "Quay"',
            f'  site is quay when {where} "site" matches "quay*"',
            f'  site is quay when {where} "site" contains "1" or {where} "site" contains "2"',
            f'  site is quay when {where} "site" is "Quay 1" and {where} "status" is not "New"',
        ),
        f'  site is pier when {where} "site" is "Pier"',
        one(random, "  site is buoy otherwise", f'  site is buoy when {where} "site" is "Buoy"'),
        f'  group is the value of {where} "group"',
        one(
            random,
            f'  size is the value of {where} "size"',
            f'  size is the value of {where} "count"',
        ),
        f'  service is the value of {where} "service"',
        one(
            random,
            f'  agreed is yes when {where} "agreed" is one of "yes", "ja"\n  agreed is no otherwise',
            f'  agreed is yes when {where} "size" is at least 5\n'
            f'  agreed is no when {where} "size" is below 5',
            '  agreed is yes when label "vip" is present\n  agreed is no when label "vip" is absent',
            f'  agreed is yes when not ({where} "assignee" is empty) and ({where} "site" is "Pier" or '
            f'{where} "count" is above 1)\n  agreed is no otherwise',
        ),
    ]
    return lines


def _level(random: Random, where: str, level: str, texts: tuple[str, ...]) -> str:
    if random.random() < 0.2:
        return f'  level is {level} when {where} "priority" starts with "{texts[0]}"'
    return f'  level is {level} when {where} "priority" {_quoted(texts)}'


def states(random: Random, where: str) -> list[str]:
    lines = [
        f'  status is {state} while {where} "status" {_quoted(texts)}'
        for state, texts in STATES.items()
    ]
    if random.random() < 0.2:
        lines[0] = "  status is new otherwise"
    if random.random() < 0.2:
        lines[2] = (
            f'  status is waiting while {where} "status" starts with "Waiting" '
            f'and {where} "assignee" is not empty'
        )
        if random.random() < 0.5:
            lines.append(
                f'  status is open while {where} "status" starts with "Waiting" '
                f'and {where} "assignee" is empty'
            )
    return lines


def _in_columns(random: Random) -> list[str]:
    zone = one(random, "", "", ' in zone "Europe/London"')
    lines = [
        '  reported is column "created"',
        one(random, "", '  reported is column "created_first" if earlier'),
        f'  first_reply is column "replied"{zone}',
        '  resolved is column "done"',
        one(random, "", '  restored is column "restored"', '  restored is column "done"'),
        one(random, "", '  withdrawn is column "done" when column "mark" is "withdrawn"'),
        one(random, "", '  promised is column "promised"'),
    ]
    return [line for line in lines if line]


def _moments(random: Random, shape: str) -> list[str]:
    made = "  reported is when created"
    column = '  reported is column "opened"'
    first = '  reported is the first time field "status" becomes one of "New", "Open"'
    lines = [
        random.choice([made, made, made, first] if shape == "events" else [column, column, first]),
        one(random, "", '  reported is column "earlier" if earlier'),
        one(
            random,
            '  first_reply is the first time field "assignee" stops being empty',
            '  first_reply is the first time field "status" becomes one of "Open", "In progress"',
            *["  first_reply is the first public comment by an agent"] * (shape == "events"),
            '  first_reply is the first time field "status" becomes "Open"\n'
            '  first_reply is the first time field "mark" becomes "in place"',
        ),
        one(
            random,
            '  question is the last time field "mark" becomes "asked"',
            *[
                "  question is the last public comment by an agent before status becomes waiting",
                "  question is the first comment by automation",
            ]
            * (shape == "events"),
            '  question is the last time field "mark" becomes "asked" before status becomes waiting',
        ),
        one(
            random,
            '  restored is the first time field "mark" becomes "in place"',
            '  restored is the last time field "mark" becomes "in place"',
            '  restored is the first time field "mark" becomes "in place" after reported',
        ),
        one(
            random,
            '  resolved is the last time field "status" becomes one of "Solved", "Done"',
            '  resolved is the first time field "status" becomes one of "Solved", "Done"',
            '  resolved is the last time field "status" becomes "Solved"\n'
            '  resolved is the last time field "status" becomes "Done"',
            '  resolved is the last time field "assignee" becomes empty',
        ),
        one(random, "", '  promised is the time in field "promised"'),
        one(
            random,
            '  withdrawn is the first time field "mark" becomes "withdrawn"',
            '  withdrawn is the first time label "merged" is added',
        ),
        *["  deleted is when deleted"] * (shape == "events"),
        one(
            random,
            '  reopened is each time field "status" becomes "Reopened"',
            '  reopened is each time field "count" rises',
            '  reopened is each time field "status" stops being one of "Solved", "Done"',
        ),
        one(
            random,
            '  nudge is each time field "mark" becomes "nudge"',
            '  nudge is each time field "idle" becomes one of "a", "b"',
        ),
    ]
    if shape == "events":
        lines += [
            one(
                random,
                "  customer_message is each public comment by a customer",
                "  customer_message is each public comment by the requester",
            ),
            "  agent_message is each public comment by an agent",
            one(random, "", '  an author counts as automation when author is "bot"'),
        ]
    else:
        lines += [
            '  customer_message is each time field "mark" becomes "again"',
            '  agent_message is each time field "mark" becomes "asked"',
        ]
    return [line for line in lines if line]
