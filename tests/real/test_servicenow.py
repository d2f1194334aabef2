from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from slarules import audit
from slarules.contract.mapping import load_mapping
from slarules.facts.items import wanted_fields
from slarules.instants import instant
from slarules.resources import shipped
from tests.real.incidents import CRITICAL, HIGH, INCIDENTS, LOW, MODERATE, Incident
from tests.real.servicenow import TEXTS, Compare, page, run
from tests.real.servicenow_comparison import Compared, Place, Reason
from tests.shared import needs_shared

pytestmark = [needs_shared, pytest.mark.slow, pytest.mark.xdist_group("servicenow")]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Compare:
    return run(tmp_path_factory.mktemp("servicenow"))


@pytest.fixture(scope="module")
def compared(result: Compare) -> Compared:
    return result.compared


def contradicting(incidents: Sequence[Incident]) -> set[str]:
    return {i.number for i in incidents if i.became_closed not in {None, i.closed_at}}


def found(result: Compare, kind: str, words: str) -> int:
    findings = result.audited.findings
    return sum(f.count for f in findings if f.kind == kind and words in f.what)


def test_every_incident_is_compared_but_those_without_a_rule(compared: Compared) -> None:
    assert len(compared.incidents) == 20_769
    assert sum(len(incident.updates) for incident in compared.incidents) == 119_998
    assert {p: len(compared.of(p)) for p in (MODERATE, LOW, CRITICAL, HIGH)} == {
        MODERATE: 19_554,
        LOW: 658,
        CRITICAL: 220,
        HIGH: 0,
    }


@pytest.mark.parametrize("priority", [MODERATE, LOW])
def test_the_verdict_is_the_sources_for_at_least_99_in_100(
    compared: Compared, priority: str
) -> None:
    of = compared.of(priority)
    assert sum(each.same for each in of) >= 0.99 * len(of)


def test_the_verdict_of_the_source_is_read_by_no_rule() -> None:
    with_texts = shipped("rules").joinpath("servicenow")
    mapping = load_mapping(Path(str(with_texts.joinpath("servicenow-csv.sla")))).mapping
    assert mapping is not None
    assert mapping.layout.missing == {"?"}
    assert "made_sla" not in wanted_fields(mapping)


def test_the_verdict_flips_once_and_every_flip_is_placed(compared: Compared) -> None:
    assert len(compared.flipped) == 8_173
    for incident in compared.flipped:
        said = [update.made_sla for update in incident.updates]
        assert said == sorted(said, reverse=True)
    placed = {place: len(compared.distances(place)) for place in Place}
    without_rule = [i for i in compared.flipped if i.priority == HIGH]
    assert sum(placed.values()) == len(compared.flipped) - len(without_rule)


def test_rows_that_contradict_each_other_are_counted_and_leave_the_closing_unknown(
    result: Compare, compared: Compared
) -> None:
    odd = contradicting(compared.incidents)
    assert found(result, "disagree", "closed") == len(odd)
    unsettled = {each.incident.number for each in compared.judged if each.verdict == "undetermined"}
    assert unsettled
    assert unsettled < odd


def test_rows_out_of_order_and_of_one_time_are_counted(result: Compare, compared: Compared) -> None:
    times = [[update.at for update in incident.updates] for incident in compared.incidents]
    turned = sum(any(b < a for a, b in pairwise(each)) for each in times)
    equal = sum(a == b for each in times for a, b in pairwise(sorted(each)))
    assert found(result, "out of order", "stands before") == turned
    assert found(result, "detected", "same time") == equal


def test_everything_that_parts_is_listed_once_with_a_reason(
    compared: Compared, tmp_path: Path
) -> None:
    file = tmp_path / "disagreements.csv"
    compared.write(file)
    with file.open(encoding="utf-8", newline="") as rows:
        listed = list(csv.DictReader(rows))
    parting = {each.incident.number for each in compared.judged if not each.same}
    assert {row["number"] for row in listed} == parting
    assert len(listed) == len(parting) == compared.reasons().total()
    assert {row["reason"] for row in listed} <= {str(reason) for reason in Reason}


def test_the_page_is_printed_in_whole(result: Compare) -> None:
    lines = list(page(result))
    assert any("99." in line for line in lines)
    assert any(str(Place.BETWEEN) in line for line in lines)


def test_what_was_filled_in_later_is_not_known_before(compared: Compared, tmp_path: Path) -> None:
    for name in TEXTS:
        text = shipped("rules").joinpath("servicenow", name).read_bytes()
        (tmp_path / name).write_bytes(text)
    then = datetime.fromisoformat("2016-03-31T00:00:00+00:00")
    early = audit(
        tmp_path / "servicenow.sla",
        tmp_path / "servicenow-csv.sla",
        f"csv:{INCIDENTS}",
        as_of=then,
    )
    verdicts = {v.item: v for v in early.outcome.verdicts if v.table == "incidents"}
    assert all(v.ended_at is None or v.ended_at <= instant(then) for v in verdicts.values())
    waiting = [
        each
        for each in compared.judged
        if min(update.at for update in each.incident.updates) <= then < each.incident.closed_at
        and each.incident.became_closed == each.incident.closed_at
        and all(u.state != "Closed" for u in each.incident.updates if u.at <= then)
        and each.incident.number in verdicts
    ]
    assert len(waiting) > 1_000
    ours = [verdicts[each.incident.number] for each in waiting]
    assert {verdict.ended_at for verdict in ours} == {None}
    assert {verdict.verdict for verdict in ours} == {"open", "missed"}
