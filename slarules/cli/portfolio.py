"""`slarules audit DIR`: every contract in a folder over one history, which is read once."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.audit import count_warnings, enter_run, say_not_counted, write_run
from slarules.cli.entry import NONE, now, read_by_audit
from slarules.cli.exits import FINDINGS, SOURCE_FAILED, STOPPED, WELL, defect_of, show_problems
from slarules.cli.options import screen
from slarules.cli.printing import harmless
from slarules.cli.progress import counting, watch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slarules.cli.stopping import Stop
    from slarules.facts.gathering import Shared
    from slarules.facts.source import Source
    from slarules.order import Order
    from slarules.portfolio.earlier import Earlier
    from slarules.portfolio.orders import Portfolio as Contracts
    from slarules.portfolio.orders import Ready
    from slarules.register.database import Register
    from slarules.report.portfolio import Portfolio, Row


def audit_all(
    order: Order,
    out: Path | None,
    register: str,
    form: str,
    stop: Stop,
    *,
    fail_on_miss: bool,
) -> int:
    """Audit every contract in a folder, and return the exit code.

    Args:
        order: What to do for each; its contract is the folder.
        out: Where a folder for each and the summary are written, if anywhere.
        stop: Told when a wish to end was heard, since what is done is told then.
    """
    from slarules.portfolio.orders import portfolio
    from slarules.portfolio.summary import refuse_a_run, write

    if out is not None:
        refuse_a_run(out)
    contracts = portfolio(order)
    _show_problems(contracts)
    warnings = chain.from_iterable(each.agreed.warnings for each in contracts.ready)
    count_warnings(warnings, order)
    with ExitStack() as stack:
        audits = Audits(order, out, register, stack)
        stopped = audits.carry_out(contracts)
        if stopped:
            stop.take()
    say_not_counted(audits.later, "the as-of instant,", "a later --as-of")
    found = audits.summary(contracts)
    if out is not None and audits.begun:
        write(out, found)
    _show(found, out, form)
    if stopped:
        return _stopped(found)
    if found.count("failed"):
        return SOURCE_FAILED
    missed = any(row.missed for row in found.rows)
    return FINDINGS if fail_on_miss and missed else WELL


def _show_problems(contracts: Contracts) -> None:
    # What is wrong with a shared text is a problem of each that uses it.
    every = (problem for each in contracts.refused for problem in each.problems)
    once = {(p.code, p.span, p.message): p for p in every}
    if once:
        show_problems(tuple(once.values()))


def _stopped(found: Portfolio) -> int:
    done = len(found.rows) - found.count("not reached")
    click.echo(
        f"stopped after {done} of {len(found.rows)} contracts; each folder that is there is whole, "
        "and the same command goes on from here",
        err=True,
    )
    return STOPPED


@dataclass(slots=True)
class Audits:
    """The audits of a portfolio as they are carried out, one after the other.

    Attributes:
        begun: Whether the source was read, so that there is something to tell.
        later: How many entries of the register lie after the as-of instants.
    """

    order: Order
    out: Path | None
    url: str
    stack: ExitStack
    begun: bool = False
    later: int = 0
    rows: dict[str, Row] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    held: Register | None = None
    before: Earlier | None = None

    def carry_out(self, contracts: Contracts) -> bool:
        """Audit each contract; return whether it was stopped before the last.

        Raises:
            SourceError: The source cannot be read to its end; then nothing is written.
        """
        from slarules.portfolio.earlier import earlier
        from slarules.portfolio.orders import notices, read_once
        from slarules.sources import sources_named

        source = sources_named(self.order.sources)
        self.held = self.stack.enter_context(read_by_audit(self.url))
        with watch() as watched:
            shared = read_once(contracts.ready, watched.reading(source))
        self.begun = True
        if self.out is not None:
            self.before = earlier(self.out, entered=self.url != NONE)
        self.notices = tuple(notices(contracts, shared))
        try:
            with counting(len(contracts.ready), "contracts") as done:
                for each in contracts.ready:
                    self.rows[each.member.name] = self._row(each, source, shared)
                    done()
        except KeyboardInterrupt:
            return True
        return False

    def _row(self, each: Ready, source: Source, shared: Mapping[str, Shared]) -> Row:
        from slarules.errors import SlarulesError
        from slarules.report.portfolio import Row

        names = each.agreed.contract.customer, each.member.name
        try:
            return self._audited(each, source, shared[each.member.name])
        except (SlarulesError, OSError) as error:
            return Row(*names, "failed", why=str(error))
        except Exception as error:  # noqa: BLE001 - a defect at one customer stops no other
            return Row(*names, "failed", why=defect_of(error))

    def _audited(self, each: Ready, source: Source, shared: Shared) -> Row:
        from slarules.pipeline import audited_of
        from slarules.portfolio.summary import placed, row_of
        from slarules.runs.entry import previous_run, refuse_issued
        from slarules.runs.whole_folder import refuse_others

        started = now()
        folder = None if self.out is None else self.out / each.member.name
        if folder is not None:
            refuse_others(folder)
            if self.before and (row := self.before.row(each, shared, self.held)):
                return row
            if self.held is not None:
                refuse_issued(self.held, folder)
        audited = audited_of(each.order, each.agreed, source, shared, register=self.held)
        self.later += len(audited.not_counted)
        if folder is None:
            return row_of(audited)
        previous = previous_run(self.held, audited) if self.held else None
        write_run(folder, audited, started, previous)
        if register := self._register():
            enter_run(register, folder, audited)
        return placed(row_of(audited), folder)

    def _register(self) -> Register | None:
        """Return the register, made if there is none yet."""
        from slarules.register.database import opened

        if self.held is None and self.url != NONE:
            self.held = self.stack.enter_context(opened(self.url))
        return self.held

    def summary(self, contracts: Contracts) -> Portfolio:
        """Return what all audits came to, in the order of customers."""
        from slarules.report.portfolio import Portfolio, Row

        rows = [
            *(
                Row(r.member.customer, r.member.name, "failed", why=r.why)
                for r in contracts.refused
            ),
            *(
                self.rows.get(r.member.name)
                or Row(r.agreed.contract.customer, r.member.name, "not reached")
                for r in contracts.ready
            ),
        ]
        ordered = sorted(rows, key=lambda row: (row.customer.casefold(), row.contract))
        return Portfolio(tuple(ordered), self.notices, self.order.words(self.order.contract.name))


def _show(found: Portfolio, out: Path | None, form: str) -> None:
    if form == "json":
        document = {**found.document(), "out": None if out is None else str(out)}
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    from slarules.report.portfolio import table

    width, paint = screen()
    click.echo(harmless(table(found, width, paint)), nl=False)
    if out is None:
        click.echo("\nNothing is written; --out DIR keeps the evidence of each.")
        return
    click.echo(f"\n{paint('Evidence', 'title')}")
    click.echo(harmless(f"  {out}: a folder for each run, summary.csv, summary.json"))
