"""The whole program on one page, one call a stage.

```
text ──> syntax tree ──> checked contract ─┐
         syntax/         contract/         ├─> clocks ─> verdicts ─> settlement ─> report/
source ──> facts ──────────────────────────┘
adapters/  facts/  (vocabulary + mapping)      engine/reference/  one item at a time: the meaning
         hours/ (opening times, holidays)
```
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from slarules import contract as contracts
from slarules.agreement import Agreement, agreement, sound
from slarules.conduct import conduct_of
from slarules.core.contract import Contract
from slarules.engine.choice import AskedEngine, engine_for, refuse_missing
from slarules.engine.computed import Computed
from slarules.engine.reference.billed_cycles import with_cycles
from slarules.engine.reference.revisions import revised
from slarules.facts.gathering import Gathered, Shared, gather, gather_own
from slarules.facts.source import Source
from slarules.mapping_text import refuse_another_text
from slarules.order import Order
from slarules.problems import Problem
from slarules.register.extract import EXTRACT, Extract
from slarules.report.audited import Audience, Audited, Input
from slarules.report.moments import wall
from slarules.report.periods import refuse_nothing, reported
from slarules.sources import sources_named
from slarules.task import ALL_ROWS, Room, Task, by_columns, with_items
from slarules.watch import Nobody, Watch

if TYPE_CHECKING:
    from slarules.register.database import Register
    from slarules.report.explanation import Explanation
    from slarules.report.money_explained import MoneyExplanation
    from slarules.runs.by_columns import ByColumns
    from slarules.runs.compare.found import Comparison
    from slarules.runs.replay import Replay
    from slarules.runs.verify.found import Verification

# Each call imports what no other call needs: to read runs and registers takes as long to import
# as to audit a small contract.


def check(path: str | Path) -> Sequence[Problem]:
    """Return every problem of a contract file, warnings too."""
    return contracts.load(Path(path)).problems


def load(path: str | Path, search: Sequence[Path] = ()) -> Contract:
    """Return a contract.

    Args:
        search: Folders to look in for what it uses, after its own and the shipped parts.

    Raises:
        ContractError: It has problems; the exception holds all of them.
        UsageError: The file holds no contract.
    """
    return sound(Path(path), contracts.load(Path(path), search))


def audit(
    contract: str | Path,
    mapping: str | Path,
    source: str | Sequence[str],
    *,
    period: str | tuple[date, date] | None = None,
    as_of: date | datetime | None = None,
    audience: Audience = "customer",
    engine: AskedEngine = "auto",
) -> Audited:
    """Judge a history by a contract, from the contract's start, and settle the asked periods.

    Args:
        contract: The file of the contract, or of an overlay of it.
        mapping: The file that says how the source yields the words of the contract.
        source: `NAME:ARGUMENT`, such as `csv:data`; or several, such as of tickets and of outages.
        period: A label such as `2026-03`, or the first and the last date between which the
            periods end; all that have ended when left out.
        as_of: Nothing after it exists; how far the source vouches to be complete when left out.
        audience: For the customer, an overlay is as if it were not there.
        engine: What computes. All engines come to the same; `auto` takes the one that is sooner
            done.

    Raises:
        ContractError: The contract or the mapping has problems; the exception holds all of them.
        SourceError: The source cannot be read to its end.
        UsageError: What is asked cannot be done as asked.
    """
    first, *beside = [source] if isinstance(source, str) else source
    order = Order(Path(contract), Path(mapping), first, period, as_of, audience)
    return audited(replace(order, beside=tuple(beside), engine=engine), room=Room(keeps=True))


def audited(
    order: Order,
    watch: Watch | None = None,
    register: Register | None = None,
    extract: Extract | None = None,
    room: Room | None = None,
) -> Audited:
    """Carry out an order; raises as `audit` does.

    Args:
        watch: Sees how far it is.
        register: What it holds on the contract by the as-of instant counts.
        extract: What counts in place of a register: what an earlier run kept of one.
        room: Allows that verdicts and facts are not all in memory, and has room for them.
    """
    watch = watch or Nobody()
    refuse_missing(order.engine)
    agreed = agreement(order)
    extract = extract or extract_of(register, agreed.contract, order.audience)
    task = Task(order, agreed, extract, sources_named(order.sources))
    found = None if room is None else by_columns(task, watch, room)
    if found is not None and not isinstance(found, str):
        _refuse_another_text(task, found.gathered, register)
        made = _concluded(task, with_items(task, found), found.computed, found)
        return replace(made, by_rows=ALL_ROWS) if made.conduct else made
    source = watch.reading(task.source)
    at = order.as_of_in(agreed.contract.zone)
    gathered = gather(agreed.contract, agreed.mapping, source, at, extract.known)
    audited = _judged(replace(task, source=source), gathered, watch, register)
    return replace(audited, by_rows=found)


def audited_of(
    order: Order,
    agreed: Agreement,
    source: Source,
    shared: Shared,
    watch: Watch | None = None,
    register: Register | None = None,
) -> Audited:
    """Carry out an order of a portfolio on a source that was read for all of them.

    Args:
        agreed: The texts of the order.
        shared: What was read of the source.

    Raises:
        SourceError: What the source holds of this customer cannot be read.
        UsageError: What is asked cannot be done as asked.
    """
    extract = extract_of(register, agreed.contract, order.audience)
    at = order.as_of_in(agreed.contract.zone)
    gathered = gather_own(agreed.contract, agreed.mapping, shared, at, extract.known)
    task = Task(order, agreed, extract, source, shared.items)
    return _judged(task, gathered, watch or Nobody(), register)


def _judged(task: Task, gathered: Gathered, watch: Watch, register: Register | None) -> Audited:
    order, history = task.order, gathered.history
    contract = with_cycles(task.agreed.contract, history.cycles)
    _refuse_another_text(task, gathered, register)
    engine = engine_for(order.engine, len(history.items), task.among)
    return _concluded(task, gathered, engine(contract, watch.judging(history)))


def _refuse_another_text(task: Task, gathered: Gathered, register: Register | None) -> None:
    if register is not None:
        order = task.order.pinned(gathered.snapshots)
        counted = task.extract.until(gathered.history.as_of)
        refuse_another_text(task.agreed, order, counted, register)


def _concluded(
    task: Task,
    gathered: Gathered,
    computed: Computed,
    columns: ByColumns | None = None,
) -> Audited:
    """Return what was found, of the asked periods.

    Args:
        columns: What came of the source by columns, where it was read so.
    """
    order, agreed, extract = task.order.pinned(gathered.snapshots), task.agreed, task.extract
    zone, history = agreed.contract.zone, gathered.history
    contract = with_cycles(agreed.contract, history.cycles)
    counted = extract.until(history.as_of)
    outcome = computed.outcome
    outcome = replace(
        outcome, statements=revised(outcome.statements, counted.known.issued, contract)
    )
    asked = order.asked(zone, history.until)
    chosen = reported(outcome, asked, contract)
    if columns is not None:
        chosen = replace(chosen, verdicts=columns.verdicts)
    if columns is None or columns.review is None or columns.review.first is None:
        refuse_nothing(chosen, outcome, asked, wall(history.until, zone))
    return Audited(
        contract=contract,
        outcome=chosen,
        history=history,
        audience=order.audience,
        findings=order.without_folders(gathered.findings, task.source),
        counts=gathered.counts,
        needs=gathered.needs,
        sources=gathered.files,
        sentences=agreed.mapping.says,
        inputs=(*agreed.inputs, *extract_input(counted)),
        command=order.words(agreed.inputs[0].name),
        warnings=agreed.warnings,
        not_counted=extract.after(history.as_of),
        conduct=conduct_of(contract, history, chosen),
        snapshots=order.shown_snapshots(gathered.snapshots),
        engine=computed.engine,
        alone=computed.alone,
        reviewed=None if columns is None else columns.review,
    )


def extract_of(register: Register | None, contract: Contract, audience: Audience) -> Extract:
    """Return what a register holds on a contract."""
    if register is None:
        return Extract(contract.name)
    from slarules.register.extract_file import extracted

    return extracted(register, contract, for_customer=audience == "customer")


def extract_input(counted: Extract) -> tuple[Input, ...]:
    """Return what a run keeps of a register, if anything."""
    if not counted.entries:
        return ()
    from slarules.register.extract_file import written

    return (Input(EXTRACT, written(counted)),)


def verify(
    run: str | Path,
    *,
    key: Path | None = None,
    register: str | None = None,
    source: str | Sequence[str] | None = None,
    engine: AskedEngine = "auto",
) -> Verification:
    """Check that a run is as it was made, and that its figures follow from its facts.

    Args:
        key: The public key that it should be signed with.
        register: The register that it should be entered in.
        source: What to read again, as `NAME:ARGUMENT`, or several.
        engine: What computes the figures again, whatever computed the run.

    Raises:
        RunFolderError: The folder is none of a run.
        SourceError: The source cannot be read to its end.
        UsageError: The key, the register or the source cannot be used.
    """
    from slarules.runs.verify.checks import verified

    def again(order: Order, extract: Extract) -> Audited:
        return audited(order, extract=extract)

    return verified(Path(run), again, key=key, register=register, source=source, engine=engine)


def compare(first: str | Path, second: str | Path) -> Comparison:
    """Return what changed from one run of a contract to another, and because of what.

    Raises:
        RunFolderError: A folder is none of a run, or no longer as the run wrote it.
        UsageError: The runs are of different contracts, or for different readers.
    """
    from slarules.runs.compare.comparison import compared

    return compared(Path(first), Path(second))


def explain_money(run: str | Path, period: str, credit: str | None) -> MoneyExplanation | None:
    """Return why the credits of a period are what they are, from the folder of a run alone.

    Args:
        period: One of the run; of anything else there is no such explanation.
        credit: Only the lines of this statement.

    Raises:
        RunFolderError: The folder is none of a run, or the statement has no such line.
    """
    from slarules.report.money_explained import MoneyExplanation
    from slarules.runs.missing import no_line
    from slarules.runs.rerun import audited_again, manifest_of_run

    manifest = manifest_of_run(Path(run))
    if period not in manifest.periods:
        return None
    found = audited_again(Path(run), manifest)
    statement = next(each for each in found.statements if each.period == period)
    lines = tuple(line for line in statement.lines if credit in (None, line.statement))
    if not lines:
        raise no_line(Path(run), period, credit, statement)
    return MoneyExplanation(found, statement, lines)


def explain(run: str | Path, item: str, measure: str | None = None) -> Explanation:
    """Return why the verdicts of an item are what they are, from the folder of a run alone.

    Raises:
        RunFolderError: The folder is none of a run, or the run did not judge the item.
    """
    from slarules.engine.reference.hindsight import hindsight
    from slarules.engine.reference.ledger import ledgers
    from slarules.report.explanation import Explanation
    from slarules.report.unjudged import why_not
    from slarules.runs.missing import not_judged
    from slarules.runs.read import read

    kept = read(Path(run), item)
    found = ledgers(kept.contract, kept.history, item)
    chosen = tuple(each for each in found if measure in (None, each.verdict.measure))
    if not chosen:
        why = measure and why_not(kept.contract, kept.history, item, measure)
        raise not_judged(Path(run), item, measure, found, why or None)
    known = tuple(hindsight(kept.contract, kept.history, each) for each in chosen)
    return Explanation(kept.contract, chosen, kept.sentences, known)


def replay(run: str | Path, item: str) -> Replay | None:
    """Return what the reference engine makes of an item beside what a run by another engine kept.

    Nothing is to be replayed of a run by the reference engine.

    Raises:
        RunFolderError: The folder is none of a run, or lacks something.
    """
    from slarules.runs.replay import replay as replayed

    return replayed(Path(run), item)
