"""What a run says, figure by figure, under keys that two runs share."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from slarules.core.contract import Contract
from slarules.engine.outcome import Outcome
from slarules.errors import RunFolderError
from slarules.instants import SECOND, instant
from slarules.report.documents import Json, targets
from slarules.report.moments import wall
from slarules.report.numbers import duration
from slarules.report.statement_document import statements
from slarules.report.tables import VERDICTS, Table
from slarules.runs.compare.found import Sort
from slarules.runs.spreadsheet import bare, harmless


class Key(NamedTuple):
    """Which figure; of a verdict, whose it is."""

    sort: Sort
    period: str
    name: str
    item: str = ""


Figure: TypeAlias = Mapping[str, str]
"""What is said of it, the most important first."""

Figures: TypeAlias = Mapping[Key, Figure]


def figures_of(contract: Contract, outcome: Outcome) -> Figures:
    """Return what an outcome says."""
    header = [column.name for column in VERDICTS]
    lines = (
        [harmless(cell) for cell in line] for line in Table(VERDICTS, outcome.verdicts).lines()
    )
    rows = (dict(zip(header, line, strict=True)) for line in lines)
    return _figures(rows, targets(contract, outcome), statements(contract, outcome))


def figures_in(folder: Path) -> Figures:
    """Return what the files of a run say.

    Raises:
        RunFolderError: They cannot be read.
    """
    try:
        text = (folder / "verdicts.csv").read_bytes().decode("utf-8")
        rows = csv.DictReader(StringIO(text, newline=""), strict=True)
        target = json.loads((folder / "targets.json").read_bytes())
        statement = json.loads((folder / "statement.json").read_bytes())
        return _figures(rows, target, statement)
    except (OSError, ValueError, RecursionError, KeyError, TypeError, csv.Error) as error:
        raise RunFolderError(f"{folder} is not as a run writes it: {error!r}") from error


def _figures(rows: Iterable[Mapping[str, str]], target: Json, statement: Json) -> Figures:
    found: dict[Key, Figure] = {}
    for key, figure in (*_statements(statement), *_targets(target), *_verdicts(rows)):
        number = 1
        while (
            full := key if number == 1 else key._replace(name=f"{key.name} ({number})")
        ) in found:
            number += 1
        found[full] = figure
    return found


def _verdicts(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[Key, Figure]]:
    for row in rows:
        cycle = "" if row["cycle"] == "1" else f" cycle {row['cycle']}"
        of = f" of {row['cycle_of']}" if row["cycle_of"] else ""
        item = bare(row["item"])
        name = f"{item} {row['measure']}{cycle}{of} ({row['table']})"
        rest = {name: cell for name, cell in row.items() if name not in {"verdict", "period"}}
        # Without its period: a verdict that moves to another one is still the same verdict.
        key = Key("verdict", "", name, item)
        yield key, {"verdict": row["verdict"], "period": row["period"], **rest}


def _targets(document: Json) -> Iterator[tuple[Key, Figure]]:
    for each in document["targets"]:
        yield (
            Key("target", each["period"], f"{each['target']}{_of(each)}"),
            {
                "outcome": each["outcome"],
                "achieved": _range(each["achieved"]),
                "level": each["level"]["exact"],
                "provisional": str(each["provisional"]).lower(),
            },
        )


def _statements(document: Json) -> Iterator[tuple[Key, Figure]]:
    currency = document["currency"]
    for each in document["statements"]:
        total = f"{currency} {_range(each['total'])}"
        payable = f"{currency} {_range(each['payable'])}"
        final = str(each["final"]).lower()
        revision = str(each.get("revision", 1))
        figure = {"total": total, "payable": payable, "revision": revision, "final": final}
        yield Key("total", each["period"], "total"), figure
        for line in each["lines"]:
            subject = "" if line["subject"] == each["period"] else f" {line['subject']}"
            unit = line.get("unit", "money")
            shown = _range(line["amount"])
            amount = f"{currency} {shown}" if unit == "money" else f"{shown} {unit}"
            until = line["claimable_until"] or ""
            figure = {"amount": amount, "state": line["state"], "claimable until": until}
            name = f"{line['statement']}{subject}{_of(line)}{_kind(line)}"
            yield Key("line", each["period"], name), figure


def _of(each: Json) -> str:
    """Return the thing that a figure is of, where its name does not say it."""
    of = each.get("of")
    return f" of {of}" if of and of != each.get("subject") else ""


def _kind(line: Json) -> str:
    """Return what a line is, where it is not what its statement earns."""
    kind = line.get("kind", "credit")
    return f" {kind}" if kind in ("returned", "carried", "offset", "paid beside") else ""


def _range(value: Any) -> str:  # noqa: ANN401  # of a document
    if value is None:
        return "none"
    least, most = _shown(value["least"]), _shown(value["most"])
    return least if least == most else f"{least} to {most}"


def _shown(value: Any) -> str:  # noqa: ANN401  # of a document
    return str(value["shown"] if isinstance(value, dict) else value)


def aspects(before: Figure | None, after: Figure | None) -> tuple[str, ...]:
    """Return what of a figure differs: what matters most, or else all that does."""
    first = next(iter(after or before or ()), "")
    if before is None or after is None:
        return (first,) if first else ()
    if before.get(first) != after.get(first):
        return (first,)
    return tuple(name for name in {**before, **after} if before.get(name) != after.get(name))


WORDS = {
    "started_at": "started",
    "ended_at": "ended",
    "due_at": "due",
    "due_latest": "due at the latest",
    "missed_at": "missed",
    "elapsed_s": "counted",
    "paused_s": "paused",
    "excluded_s": "excluded",
    "goal_s": "allowed",
    "text_version": "by the text",
}
"""How people read the columns of verdicts; any other by its name."""

WHOLE = re.compile(r"\d+")


def said(figure: Figure | None, names: Iterable[str], zone: str) -> str:
    """Return what a figure says under some names, or first of all, times by the wall of a zone."""
    if figure is None:
        return "nothing"
    chosen = list(names) or [next(iter(figure))]
    first = next(iter(figure))
    return ", ".join(
        figure.get(name, "") or "none"
        if name == first
        else f"{WORDS.get(name, name)} {_read(name, figure.get(name, ''), zone)}"
        for name in chosen
        if not _is_told(name, chosen, figure)
    )


def _is_told(name: str, chosen: Sequence[str], figure: Figure) -> bool:
    """Tell whether what is due at the latest is told by what is due."""
    both = name == "due_latest" and "due_at" in chosen
    return both and figure.get(name) == figure.get("due_at")


def _read(name: str, value: str, zone: str) -> str:
    if name.endswith("_s") and WHOLE.fullmatch(value):
        return duration(int(value) * SECOND)
    if name.endswith(("_at", "_latest", " until")) and value:
        return wall(instant(datetime.fromisoformat(value)), zone)
    return value or "none"
