"""A plan for programs: a JSON document, and tables; no cell runs in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from slarules.engine.outcome import Achieved, TargetResult, Verdict
from slarules.errors import UsageError
from slarules.instants import Instant, iso
from slarules.planning.found import Cost, Month, Owed, Plan, TargetTurn, Turn
from slarules.report.documents import Json, written
from slarules.report.numbers import plain
from slarules.runs.spreadsheet import write_csv

SCHEMA_VERSION = 1

DOCUMENT = "plan.json"
TABLES = ("tickets.csv", "targets.csv", "credits.csv")

TICKETS = (
    "item", "measure", "cycle", "cycle_of", "table_old", "table_new", "verdict_old", "verdict_new",
    "due_old", "due_new", "period_old", "period_new", "flips",
)  # fmt: skip
TARGETS = (
    "target", "of", "period", "outcome_old", "outcome_new", "level_old", "level_new",
    "achieved_old_least", "achieved_old_most", "achieved_new_least", "achieved_new_most", "flips",
)  # fmt: skip
CREDITS = (
    "period", "old_least", "old_most", "new_least", "new_most", "difference_least",
    "difference_most",
)  # fmt: skip


def as_json(plan: Plan) -> Json:
    """Return a plan as a document; times are in UTC, exact numbers are texts."""
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": plan.contract,
        "changes": plan.changes,
        "text": [{**asdict(each), "lines": list(each.lines)} for each in plan.text],
        "meaning": [
            {**asdict(each), "aspects": [asdict(aspect) for aspect in each.aspects]}
            for each in plan.meaning
        ],
        "history": None if plan.cost is None else _cost(plan.cost),
    }


def _cost(cost: Cost) -> Json:
    total = cost.total
    return {
        "as_of": iso(cost.as_of),
        "periods": list(cost.periods or ()),
        "runs": cost.runs,
        "currency": {"old": cost.currencies[0], "new": cost.currencies[1]},
        "without_effect": [{"amendment": t, "effective": day} for t, day in cost.idle],
        "tickets": [_turn(turn) for turn in cost.turns],
        "targets": [_target_turn(turn) for turn in cost.targets],
        "credits": [_month(month, cost.decimals) for month in cost.months],
        "total": _month(total, cost.decimals),
        "gains": cost.gains,
    }


def _turn(turn: Turn) -> Json:
    known = turn.known
    return {
        "item": known.item,
        "measure": known.measure,
        "cycle": known.cycle,
        "cycle_of": known.cycle_of,
        "flips": turn.flips,
        "old": _verdict(turn.old),
        "new": _verdict(turn.new),
    }


def _verdict(of: Verdict | None) -> Json | None:
    if of is None:
        return None
    return {
        "table": of.table,
        "verdict": of.verdict,
        "due_at": _at(of.due_at),
        "due_latest": _at(of.due_latest),
        "period": of.period,
    }


def _target_turn(turn: TargetTurn) -> Json:
    known = turn.known
    return {
        "target": known.target,
        "of": known.of,
        "period": known.period,
        "flips": turn.flips,
        "old": _target(turn.old),
        "new": _target(turn.new),
    }


def _target(of: TargetResult | None) -> Json | None:
    if of is None:
        return None
    achieved = of.achieved
    return {
        "outcome": of.outcome,
        "level": str(of.level),
        "achieved": None
        if achieved is None
        else {"least": str(achieved.least), "most": str(achieved.most)},
    }


def _month(month: Month, decimals: int) -> Json:
    return {
        "period": month.period,
        "old": _owed(month.old, decimals),
        "new": _owed(month.new, decimals),
        "difference": _owed(month.difference, decimals),
    }


def _owed(of: Owed | None, decimals: int) -> Json | None:
    if of is None:
        return None
    return {"least": plain(of.least, decimals), "most": plain(of.most, decimals)}


def _at(at: Instant | None) -> str | None:
    return None if at is None else iso(at)


# --- files ----------------------------------------------------------------------------------------


def refuse_others(folder: Path) -> None:
    """Refuse a place where a plan would overwrite what no plan wrote.

    Raises:
        UsageError: It is a file, or holds other files.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; --out needs a folder")
    if not folder.is_dir():
        return
    strangers = sorted({path.name for path in folder.iterdir()} - {DOCUMENT, *TABLES})
    if strangers:
        raise UsageError(f"{folder} holds what no plan wrote ({strangers[0]}); name another folder")


def write(folder: Path, plan: Plan) -> None:
    """Write a plan: the document, and of a history the tables."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DOCUMENT).write_text(written(as_json(plan)), encoding="utf-8", newline="\n")
    cost = plan.cost
    if cost is None:
        for name in TABLES:
            (folder / name).unlink(missing_ok=True)
        return
    tickets, targets, money = (folder / name for name in TABLES)
    write_csv(tickets, TICKETS, map(_ticket_line, cost.turns))
    write_csv(targets, TARGETS, map(_target_line, cost.targets))
    write_csv(money, CREDITS, (_money_line(month, cost.decimals) for month in cost.months))


def _ticket_line(turn: Turn) -> list[str]:
    known, sides = turn.known, (turn.old, turn.new)
    return [
        known.item,
        known.measure,
        str(known.cycle),
        known.cycle_of or "",
        *((side.table if side else "") for side in sides),
        *((side.verdict if side else "") for side in sides),
        *((_at(side.due_at) or "" if side else "") for side in sides),
        *((side.period or "" if side else "") for side in sides),
        "yes" if turn.flips else "no",
    ]


def _target_line(turn: TargetTurn) -> list[str]:
    known, sides = turn.known, (turn.old, turn.new)
    return [
        known.target,
        known.of or "",
        known.period,
        *((side.outcome if side else "") for side in sides),
        *((str(side.level) if side else "") for side in sides),
        *(end for side in sides for end in _ends(side.achieved if side else None)),
        "yes" if turn.flips else "no",
    ]


def _ends(of: Achieved | None) -> tuple[str, str]:
    return ("", "") if of is None else (str(of.least), str(of.most))


def _money_line(month: Month, decimals: int) -> list[str]:
    return [month.period, *_sums(month, decimals)]


def _sums(month: Month, decimals: int) -> Iterator[str]:
    for each in (month.old, month.new, month.difference):
        yield from (
            ("", "")
            if each is None
            else (
                plain(each.least, decimals),
                plain(each.most, decimals),
            )
        )
