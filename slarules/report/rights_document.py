"""Rights and duties as a JSON document: what is open until when, and what has to be done."""

from __future__ import annotations

from slarules.core.contract import Contract
from slarules.engine.following import DutyResult, RightResult
from slarules.engine.outcome import Outcome
from slarules.instants import Instant, iso
from slarules.report.documents import SCHEMA_VERSION, Json
from slarules.report.moments import day


def has_rights(contract: Contract) -> bool:
    """Tell whether a contract gives rights or lays down duties."""
    return any(version.terms.rights or version.terms.duties for version in contract.versions)


def rights(contract: Contract, outcome: Outcome) -> Json:
    """Return what `rights.json` holds."""
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": contract.name,
        "rights": [_right(contract, each) for each in outcome.rights],
        "duties": [_duty(contract, each) for each in outcome.duties],
    }


def _right(contract: Contract, result: RightResult) -> Json:
    return {
        "right": result.right,
        "title": result.title,
        "party": result.party,
        "period": result.period,
        "of": result.of,
        "clause": result.origin.clause,
        "state": result.state,
        "opened_at": _time(result.opened),
        "until": _time(result.until),
        "through": _through(result.until, contract),
        "why": result.why,
        "needs": list(result.needs),
    }


def _duty(contract: Contract, result: DutyResult) -> Json:
    return {
        "duty": result.duty,
        "title": result.title,
        "party": result.party,
        "does": result.does,
        "period": result.period,
        "of": result.of,
        "clause": result.origin.clause,
        "state": result.state,
        "until": _time(result.until),
        "through": _through(result.until, contract),
        "done_at": _time(result.done),
        "why": result.why,
        "needs": list(result.needs),
    }


def _time(at: Instant | None) -> str | None:
    return None if at is None else iso(at)


def _through(until: Instant | None, contract: Contract) -> str | None:
    """Return the last local date on which it can be done."""
    return None if until is None else day(Instant(until - 1), contract.zone)
