"""`slarules audit`: the main job."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from slarules.cli.entry import NONE, login, now, read_by_audit
from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import (
    EXISTING,
    Day,
    Moment,
    engine_option,
    format_option,
    mapping_option,
    path_option,
    register_option,
    screen,
    source_option,
    spark_options,
)
from slarules.cli.printing import harmless
from slarules.cli.stopping import stopped_in_order
from slarules.instants import iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from slarules.engine.choice import AskedEngine
    from slarules.engine.computed import Alone, EngineName
    from slarules.engine.spark.settings import Cluster
    from slarules.instants import Instant
    from slarules.order import Order
    from slarules.problems import Problem
    from slarules.register.database import Register
    from slarules.report.audited import Audited

AUDIENCES = click.Choice(["customer", "provider"])
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("audit")
@click.argument("contract", type=EXISTING, metavar="CONTRACT|DIR")
@mapping_option
@source_option
@click.option(
    "--period",
    metavar="P",
    help="Report one period: 2026-03, 2026-Q1, 2026-W05, 2026.  [default: all that ended]",
)
@click.option(
    "--from", "first", type=Day(), metavar="D", help="With --to: report what ends from this date on"
)
@click.option("--to", "last", type=Day(), metavar="D", help="With --from: through this date.")
@click.option(
    "--as-of",
    type=Moment(),
    metavar="T",
    help="A date or a time; nothing later exists.  [default: how far the source is complete]",
)
@engine_option("What computes; all of them come to the same.")
@spark_options
@click.option(
    "--audience",
    type=AUDIENCES,
    default="customer",
    show_default=True,
    help="For the customer, an internal overlay is as if it were not there.",
)
@click.option("--fail-on-miss", is_flag=True, help="Exit with 1 when a target is missed.")
@click.option(
    "--out",
    type=FOLDER,
    metavar="DIR",
    help="Write the evidence into this folder; explain reads it.",
)
@click.option(
    "--mapping-changed",
    "approval",
    metavar="TEXT",
    help="Who agreed to another mapping than the contract names.",
)
@register_option
@path_option
@format_option()
def command(
    *,
    contract: Path,
    mapping: Path,
    sources: tuple[str, ...],
    period: str | None,
    first: date | None,
    last: date | None,
    as_of: date | datetime | None,
    engine: AskedEngine,
    cluster: Cluster | None,
    audience: Literal["customer", "provider"],
    fail_on_miss: bool,
    out: Path | None,
    approval: str | None,
    register: str,
    search: tuple[Path, ...],
    form: str,
) -> int:
    """Judge a history by a contract, or by every contract in a folder, and settle what is owed.

    As in: slarules audit lantern.sla --mapping lantern-csv.sla --source csv:history --out run

    The contract is evaluated from its start, since credits look back; the asked periods are
    reported. A period is reported in the month, or between the dates, in which it ends.
    """
    from slarules.order import Order

    asked = _asked(period, first, last)
    source, *beside = sources
    order = Order(contract, mapping, source, asked, as_of, audience, approval, search)
    if cluster is not None and engine != "spark":
        raise click.UsageError("--spark-... options say where --engine spark computes; give it too")
    order = replace(order, beside=tuple(beside), engine=engine, cluster=cluster)
    with stopped_in_order(soon=engine != "spark") as stop:
        if contract.is_dir():
            from slarules.cli.portfolio import audit_all

            code = audit_all(order, out, register, form, stop, fail_on_miss=fail_on_miss)
        else:
            audited = carried_out(order, out, register)
            count_warnings(audited.warnings, order)
            show(audited, out, form)
            code = FINDINGS if fail_on_miss and missed(audited) else WELL
    _say_not_kept(order)
    return code


def _say_not_kept(order: Order) -> None:
    asked = [each for each in order.sources if not each.startswith(("csv:", "store:"))]
    if not asked:
        return
    from slarules.sources import live_among

    for source in live_among(asked):
        pull = shlex.join(["slarules", "pull", source, "--store", "history"])
        click.echo(f"nothing of {source} is kept; {pull} keeps it", err=True)


def _asked(
    period: str | None, first: date | None, last: date | None
) -> str | tuple[date, date] | None:
    if period and (first or last):
        raise click.UsageError("give --period, or --from and --to, and not both")
    if first and last:
        if last < first:
            raise click.UsageError(f"--to {last} lies before --from {first}; exchange them")
        return first, last
    if first or last:
        raise click.UsageError("--from and --to need each other: give both")
    return period


def carried_out(order: Order, out: Path | None, register: str) -> Audited:
    """Carry out an order; write the folder of the run where one is named, and enter the run."""
    from slarules import pipeline
    from slarules.cli.progress import watch
    from slarules.runs.whole_folder import refuse_others
    from slarules.task import Room

    started = now()
    if out is not None:
        refuse_others(out)
    with _room(out) as room:
        with watch() as watched, read_by_audit(register) as held:
            _refuse_issued(held, out)
            audited = pipeline.audited(order, watched, held, room=Room(room))
            _refuse_issued(held, out)  # somebody may have issued its statement meanwhile
            previous = _previous(held, audited) if held and out else None
        _say_not_counted_by(audited)
        if audited.by_rows is not None:
            why = harmless(audited.by_rows)
            click.echo(f"the source was read row by row, which takes longer: {why}", err=True)
        say_alone(audited.engine, audited.alone)
        if out is not None:
            write_run(out, audited, started, previous, room)
            if register != NONE:
                from slarules.register.database import opened

                with opened(register) as held:
                    enter_run(held, out, audited)
    return audited


@contextmanager
def _room(out: Path | None) -> Iterator[Path | None]:
    """Give a folder for what is written while the source is read, if a run is written at all."""
    if out is None:
        yield None
        return
    from slarules.runs.whole_folder import room_beside

    with room_beside(out) as room:
        yield room


def _refuse_issued(register: Register | None, out: Path | None) -> None:
    if register is not None and out is not None:
        from slarules.runs.entry import refuse_issued

        refuse_issued(register, out)


def _previous(register: Register, audited: Audited) -> str | None:
    from slarules.runs.entry import previous_run

    return previous_run(register, audited)


def write_run(
    out: Path,
    audited: Audited,
    started: Instant,
    previous: str | None,
    room: Path | None = None,
) -> None:
    """Write the folder of a run.

    Args:
        started: When the run was begun.
        previous: The register's last run of the contract.
        room: Where files of the run are that were written while the source was read.
    """
    from slarules.runs.folder import write

    recorded = room if audited.reviewed is not None else None
    clock = {"started_at": iso(started), "ended_at": iso(now())}
    write(out, audited, clock, previous, recorded)


def enter_run(register: Register, out: Path, audited: Audited) -> None:
    """Enter in the register that a run was made."""
    from slarules.runs.entry import run_made

    register.append(run_made(out, audited, login(), now()), now())


def say_not_counted(number: int, as_of: str, later: str) -> None:
    """Say how many entries of the register were made later, and what would count them."""
    from slarules.report.numbers import counted

    if number:
        verb, are, them = ("lies", "is", "it") if number == 1 else ("lie", "are", "them")
        entries = counted(number, "entry", "entries")
        click.echo(
            f"{entries} of the register {verb} after {as_of} and {are} not counted; "
            f"{later} counts {them}",
            err=True,
        )


def say_alone(engine: EngineName, alone: Sequence[Alone]) -> None:
    """Say how many items an engine of columns left to the reference engine, and why."""
    from slarules.report.numbers import counted

    if alone:
        total = counted(sum(each.items for each in alone), "item")
        why = "; ".join(f"{each.items:,}: {each.why}" for each in alone)
        click.echo(f"the {engine} engine had {total} judged one by one ({why})", err=True)


def _say_not_counted_by(audited: Audited) -> None:
    from slarules.report.moments import typed, wall

    if later := audited.not_counted:
        zone = audited.contract.zone
        as_of = f"the as-of instant, {wall(audited.history.as_of, zone)},"
        say_not_counted(len(later), as_of, f"--as-of {typed(later[-1], zone)}")


def count_warnings(warnings: Iterable[Problem], order: Order) -> None:
    """Say how many warnings contracts and mapping earn, and what shows them."""
    from slarules.report.numbers import counted

    number = len({(each.code, each.span, each.message) for each in warnings})
    if number:
        paths = (order.contract, order.mapping, *(f"--path={folder}" for folder in order.search))
        command = shlex.join(["slarules", "check", *map(str, paths)])
        what = f"{counted(number, 'warning')} in contract and mapping"
        click.echo(f"{what}; {command} tells", err=True)


def missed(audited: Audited) -> bool:
    """Return whether a target of a reported period is missed."""
    return any(target.outcome == "missed" for target in audited.outcome.targets)


def show(audited: Audited, out: Path | None, form: str) -> None:
    """Print what an audit found, and where its files are."""
    if form == "json":
        click.echo(_as_json(audited, out))
        return
    from slarules.report.layout import paragraph
    from slarules.report.summary import summary
    from slarules.runs.manifest import REPORT

    width, paint = screen()
    click.echo(harmless(summary(audited, width, paint)), nl=False)
    if out is not None:
        written = harmless(f"{out}\n  report: {out / REPORT}{_how_to_explain(audited, out)}")
        click.echo(f"\n{paint('Evidence', 'title')}\n  {written}")
    else:
        said = "Nothing is written; --out DIR keeps the evidence and lets you ask why."
        click.echo("\n" + "\n".join(paragraph(said, width, margin="")))


def _how_to_explain(audited: Audited, out: Path) -> str:
    review = audited.review
    asked = next(iter(review.latest), review.first)
    if asked is None:
        return ""
    item, measure = _argument(asked.item), _argument(asked.measure)
    return f"\n  why: slarules explain {_argument(str(out))} {item} {measure}"


def _argument(text: str) -> str:
    return shlex.quote(text)


def _as_json(audited: Audited, out: Path | None) -> str:
    from slarules.report.documents import targets
    from slarules.report.statement_document import statements
    from slarules.runs.results import counts

    contract, outcome = audited.contract, audited.outcome
    document = {
        **targets(contract, outcome),
        **statements(contract, outcome),
        **counts(audited),
        "engine": audited.engine,
        "judged_alone": [asdict(each) for each in audited.alone],
        "read_by_rows": audited.by_rows,
        "snapshots": [asdict(snapshot) for snapshot in audited.snapshots],
        "findings": [asdict(finding) for finding in audited.findings],
        "out": None if out is None else str(out),
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
