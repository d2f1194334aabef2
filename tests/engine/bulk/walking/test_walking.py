"""What columns make of rows is what the facts layer and the reference engine make of them."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slarules.core.conditions import Becomes, Happens
from slarules.core.contract import Contract
from slarules.core.mapping import Mapping
from slarules.core.promises import Bounds, Budget, Measure
from slarules.engine.bulk.auditing import Auditing
from slarules.engine.bulk.reading.gathering import reading
from slarules.engine.outcome import Verdict
from slarules.engine.reference.verdicts import verdicts
from slarules.facts import gather
from slarules.facts.columns import ColumnSource, OutOfOrderError
from slarules.facts.source import Source
from slarules.instants import Instant
from tests.engine import desk
from tests.engine.bulk.walking.rows import Told, contracts, tables
from tests.walk.strategies import SEASONS

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

EXAMPLES = int(os.environ.get("WALK_EXAMPLES", "60"))


def by_columns(
    contract: Contract, mapping: Mapping, source: Source, until: Instant
) -> list[Verdict]:
    assert isinstance(source, ColumnSource)
    with reading(contract, mapping, source, until) as read:
        try:
            return _judged(Auditing(contract, read))
        except OutOfOrderError:
            return _judged(Auditing(contract, read.again()))


def _judged(auditing: Auditing) -> list[Verdict]:
    return [v for judged in auditing.judged() for v in judged.verdicts.verdicts()]


def parted(contract: Contract, told: Told) -> list[str]:
    """Return in words where the two differ."""
    with TemporaryDirectory() as folder:
        words, mapping, source = told.placed(Path(folder))
        contract = replace(contract, vocabulary=words)
        gathered = gather(contract, mapping, source, told.until)
        theirs = list(verdicts(contract, gathered.history))
        ours = by_columns(contract, mapping, source, told.until)
    if len(ours) != len(theirs):
        return [f"{len(ours)} verdicts are {len(theirs)}"]
    return [
        f"{their.item} {their.promise} {their.cycle} {name}: {getattr(our, name)!r} is "
        f"{getattr(their, name)!r}"
        for our, their in zip(ours, theirs, strict=True)
        for name in (each.name for each in fields(Verdict))
        if getattr(our, name) != getattr(their, name)
    ]


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(contracts(), st.sampled_from(SEASONS).flatmap(tables))
def test_rows_are_judged_by_columns_as_by_the_reference(contract: Contract, told: Told) -> None:
    found = parted(contract, told)
    terms = contract.versions[0].terms
    assert not found, "\n".join(
        [*found, told.text(), told.table(), repr(terms.promises), repr(terms)]
    )


RULES = """  level is P1 when field "level" is "P1"
  level is P2 when field "level" is "P2"
  status is open while field "status" is "open"
  status is solved while field "status" is "solved"
  resolved is the first time field "mark" becomes "resolved"
"""


def test_a_run_that_may_have_begun_before_the_first_row_of_snapshots_is_undetermined() -> None:
    care = desk.promise({"P1": Budget(desk.hours(1), "elapsed")}, "care")
    bounds = Bounds((Becomes("status", ("open",)),), (Happens("resolved"),))
    contract = desk.contract(desk.terms(replace(care, measure=Measure("care", "ticket", bounds))))
    at = desk.at("2026-03-27 10:00")
    row = ("T0", at, (("level", "P1"), ("status", "solved")))
    assert not parted(contract, Told("snapshots", RULES, (row,), at))
