"""`conduct.json`: what the rules of conduct found, with all of its evidence."""

from __future__ import annotations

from slarules.conduct.finding import ConductFinding, Watched
from slarules.conduct.finding import Seen as SeenThere
from slarules.core.conduct import Conduct
from slarules.instants import iso
from slarules.report.audited import Audited
from slarules.report.documents import SCHEMA_VERSION
from slarules.report.evidence.conduct import Conducts, Found, Rule, Seen
from slarules.report.evidence.parts import Number
from slarules.report.numbers import duration, percent


def conduct(audited: Audited) -> Conducts:
    """Return what `conduct.json` holds."""
    return Conducts(
        schema_version=SCHEMA_VERSION,
        contract=audited.contract.name,
        rules=tuple(map(_rule, audited.conduct)),
    )


def _rule(watched: Watched) -> Rule:
    asked = watched.asked
    return Rule(
        rule=asked.rule,
        title=asked.title,
        clause=asked.origin.clause,
        text_version=watched.text_version,
        internal=asked.internal,
        brought_by=watched.brought_by,
        measures=None if asked.measures is None else tuple(sorted(asked.measures)),
        within=_within(asked),
        at_least_items=asked.at_least_items,
        at_least_share=_share(asked),
        looked_at=watched.looked_at,
        below=watched.below,
        not_known=watched.not_known,
        findings=tuple(map(_found, watched.findings)),
    )


def _within(asked: Conduct) -> str | None:
    within = asked.within
    return None if within is None else f"{duration(within.length)} of {within.clock} time"


def _share(asked: Conduct) -> Number | None:
    share = asked.at_least_share
    return None if share is None else Number(exact=str(share), shown=percent(share, 2))


def _found(finding: ConductFinding) -> Found:
    return Found(
        gains=finding.gains,
        items=finding.items,
        kind=finding.kind,
        measure=finding.measure,
        cycle=finding.cycle,
        what=finding.what,
        seen=tuple(map(_seen, finding.seen)),
        against=finding.against,
    )


def _seen(seen: SeenThere) -> Seen:
    row = seen.row
    return Seen(
        at=iso(seen.at),
        what=seen.what,
        file=row.file if row else None,
        row=row.row if row else None,
    )
