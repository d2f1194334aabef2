"""What a run has in place of an item or a measure that it did not judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from slarules.engine.outcome import Statement
from slarules.engine.reference.ledger import Ledger
from slarules.errors import RunFolderError
from slarules.runs.facts import FACTS, read_items


def not_judged(
    run: Path,
    item: str,
    measure: str | None,
    found: Sequence[Ledger],
    why: str | None = None,
) -> RunFolderError:
    """Return an error that names what was probably meant.

    Args:
        found: Every ledger of the item.
        why: Why the item has no verdict on the measure, where the contract has such a measure.
    """
    if why is not None:
        return RunFolderError(f"the run in {run} judged no measure {measure} of {item}: {why}")
    judged = list(dict.fromkeys(each.verdict.measure for each in found))
    if judged and measure is not None:
        hint = _hint(measure, judged)
        of_it = f"it judged {', '.join(judged)}"
        return RunFolderError(
            f"the run in {run} judged no measure {measure} of {item}; {hint or of_it}"
        )
    items = read_items(run / FACTS)
    if item in items:
        return RunFolderError(f"the run in {run} read {item}, and no promise is about it")
    # Numbers that differ are other tickets, however alike they look.
    alike = [each for each in items if _digits(each) == _digits(item)]
    told = _hint(item, alike) or "verdicts.csv in it lists what it judged"
    return RunFolderError(f"the run in {run} judged no item {item}; {told}")


def no_line(run: Path, period: str, credit: str | None, statement: Statement) -> RunFolderError:
    """Return an error for a statement without the line that was asked for."""
    names = sorted({line.statement for line in statement.lines})
    if credit is None or not names:
        return RunFolderError(f"nothing is earned in {period} by the run in {run}")
    hint = _hint(credit, names) or f"it has {', '.join(names)}"
    return RunFolderError(f"the statement of {period} in {run} has no line of {credit}; {hint}")


def _hint(name: str, known: Iterable[str]) -> str | None:
    nearest = _nearest(name, list(known))
    return f"did you mean {nearest}?" if nearest else None


def _nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the name that differs in capitals only, or else the likest."""
    same = (each for each in known if each.casefold() == name.casefold())
    folded = {each.casefold(): each for each in known}
    likest = next(iter(get_close_matches(name.casefold(), folded, 1, 0.7)), None)
    return next(same, None) or (folded[likest] if likest else None)


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))
