"""One item of a run judged again by the reference engine, beside the verdicts that the run kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from slarules.core.contract import Contract
from slarules.engine.outcome import Outcome, Verdict
from slarules.engine.reference.billed_cycles import with_cycles
from slarules.engine.reference.setting import Setting
from slarules.engine.reference.verdicts import item_verdicts
from slarules.errors import RunFolderError
from slarules.facts.history import History
from slarules.report.evidence.run import Manifest
from slarules.report.periods import Asked, reported
from slarules.report.tables import TEXTS, VERDICTS
from slarules.runs.parquet import ROWS, connection, literal
from slarules.runs.read import read
from slarules.runs.rerun import manifest_of_run, order_again
from slarules.runs.verify.found import Difference
from slarules.runs.verify.same import tables

VERDICTS_KEPT = "verdicts.parquet"
HEADER = tuple(column.name for column in VERDICTS)

Line = tuple[str, ...]
"""The cells of a verdict as texts, by `HEADER`."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What a run kept of an item, and what the reference engine makes of it now.

    Attributes:
        folder: Of the run.
        facts: What is known of the item and of the world.
        kept, found: The item's verdicts, each a row of `verdicts.parquet` as texts.
        differences: Where the two part; none where all is well.
    """

    folder: Path
    item: str
    manifest: Manifest
    facts: History
    kept: tuple[Line, ...]
    found: tuple[Line, ...]
    differences: tuple[Difference, ...]


def replay(folder: Path, item: str) -> Replay | None:
    """Judge an item of a run again; of a run by the reference engine there is nothing to replay.

    Raises:
        RunFolderError: The folder is none of a run, or lacks something.
    """
    manifest = manifest_of_run(folder)
    if manifest.engine == "reference":
        return None
    run = read(folder, item)
    asked = order_again(folder, manifest).asked(run.contract.zone, run.history.until)
    found = tuple(map(_line, _judged(run.contract, run.history, asked)))
    kept = tuple(_kept(folder / VERDICTS_KEPT, item))
    parts = tables([HEADER, *kept], [HEADER, *found])
    differences = (Difference(VERDICTS_KEPT, *part) for part in parts)
    return Replay(folder, item, manifest, run.history, kept, found, tuple(differences))


def _judged(contract: Contract, history: History, asked: Asked) -> Sequence[Verdict]:
    contract = with_cycles(contract, history.cycles)
    setting = Setting(contract, history)
    every = tuple(v for item in history.items for v in item_verdicts(item, setting))
    return reported(Outcome(every, (), (), ()), asked, contract).verdicts


def _line(verdict: Verdict) -> Line:
    cells = ((column.type, column.of(verdict)) for column in VERDICTS)
    return tuple("" if cell is None else TEXTS[kind](cell) for kind, cell in cells)


def _kept(path: Path, item: str) -> Iterator[Line]:
    """Yield the rows of an item, as texts."""
    import duckdb  # noqa: PLC0415  # what follows needs it in any case

    if not path.is_file():
        raise RunFolderError(f"{path} is missing")
    cells = ", ".join(_cell(column.name, column.type) for column in VERDICTS)
    try:
        with connection() as database:
            query = f"SELECT {cells} FROM {ROWS} WHERE item = ?"  # noqa: S608
            rows = database.execute(query, [literal(path), item]).fetchall()
            for row in rows:
                pairs = zip(VERDICTS, row, strict=True)
                yield tuple("" if cell is None else TEXTS[c.type](cell) for c, cell in pairs)
    except (duckdb.Error, ValueError, OverflowError, TypeError) as error:
        reason = str(error).partition("\n")[0]
        raise RunFolderError(f"{path} holds no verdicts of a run: {reason}") from error


def _cell(name: str, kind: str) -> str:
    match kind:
        case "time":
            return f'epoch_us("{name}")'
        case "length":
            return f'CAST("{name}" * 1000000 AS BIGINT)'
        case _:
            return f'"{name}"'
