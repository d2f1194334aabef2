"""Real exports: what their owners counted is what is read."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

from slarules.contract.mapping import load_mapping
from slarules.core.mapping import Mapping
from slarules.facts import Gathered, survey
from slarules.instants import iso
from tests.files import csv_source
from tests.gathering import mapping
from tests.shared import ROOT, SHARED, needs_shared

pytestmark = needs_shared

DATA = SHARED / "data"


def checked(path: Path) -> tuple[Mapping, Gathered]:
    loaded = load_mapping(path)
    assert loaded.mapping is not None
    assert loaded.words is not None
    folder = str(DATA / "boston_311_2015")
    return loaded.mapping, survey(loaded.words, loaded.mapping, csv_source(folder))


def test_every_request_of_boston_is_read() -> None:
    _, found = checked(ROOT / "rules" / "boston" / "boston-csv.sla")
    assert sum(counts.used for counts in found.counts) == 121_145
    assert len(found.history.items) == 121_145
    # Opened at 01:16 of the night in which clocks were turned back: that hour was twice.
    twice = [(item.item, list(item.unknown)) for item in found.history.items if item.unknown]
    assert twice == [("101001624970", ["reported"])]
    closed = sum("closed" in item.happened for item in found.history.items)
    # The verdicts that the README counts as closed, and those without a target that are.
    assert closed >= 60_054 + 19_072 + 82
    latest = max(h.at for i in found.history.items for h in i.happened.get("closed", ()))
    assert iso(latest).startswith("2016-01-13T03:22")


def test_every_update_of_the_incident_log_is_read(tmp_path: Path) -> None:
    log = DATA / "uci_servicenow_incidents" / "incident_event_log.csv.gz"
    shutil.copy(log, tmp_path / "incident_log.csv.gz")
    shipped = ROOT / "adapters" / "csv" / "slarules_csv" / "mapping" / "csv-snapshots.sla"
    loaded = load_mapping(shipped)
    assert loaded.mapping is not None
    assert loaded.words is not None
    found = survey(loaded.words, loaded.mapping, csv_source(tmp_path))
    assert found.counts[0].read == 119_998
    assert len(found.history.items) == 20_769
    levels = Counter(item.facts["level"][-1].value for item in found.history.items)
    assert levels == {"P3": 19_554, "P4": 658, "P1": 220, "P2": 337}
    opened = [item.happened["reported"][0].at for item in found.history.items]
    assert iso(min(opened)) >= "2016-02-29"
    assert iso(max(opened)) < "2016-05-14"


LOG = """
  snapshots from "bpi_13_incidents.csv.gz"
  a ticket is named by column "CaseID"
  a row holds from column "CompleteTimestamp"
  times without an offset are in "UTC"
  history is complete through the latest time in the file
  group is the value of field "ActivityID"
"""


def test_a_log_of_one_activity_a_row_keeps_its_order(tmp_path: Path) -> None:
    folder = DATA / "bpi2013_volvo_incidents"
    loaded = mapping(tmp_path, LOG)
    words = load_mapping(tmp_path / "m.sla").words
    assert words is not None
    found = survey(words, loaded, csv_source(str(folder)))
    assert (found.counts[0].read, len(found.history.items)) == (65_533, 7_554)
    assert iso(found.history.complete_through).startswith("2012-05-2")
    for item in found.history.items:
        places = [(step.at, step.position) for step in item.facts["group"]]
        assert places == sorted(places)
