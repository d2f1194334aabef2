"""Whole audits, drawn."""

from __future__ import annotations

from random import Random

from tests.engine.bulk.audits import tables
from tests.engine.bulk.audits.both import CONTRACT, MAPPING, Case
from tests.engine.bulk.audits.contracts import contract
from tests.engine.bulk.audits.words import VOCABULARY, mapping

AS_OF = ("", "", "", "2026-01-08T12:00", "2026-01-15T00:00", "2026-02-01T00:00", "2026-04-01T00:00")
THROUGH = ("2026-02-28 24:00", "2026-02-28 24:00", "2026-01-12 09:00", "2026-01-20 24:00",
           "the latest time in the file")  # fmt: skip
PERIODS = ("", "", "2026-01", "2026-02", "2026", "2026-W02")


def case(random: Random) -> Case:
    """Draw an audit."""
    shape = tables.shape(random)
    calls = random.random() < 0.15
    files = {
        "audited.sla": VOCABULARY,
        CONTRACT: contract(random, calls=calls),
        MAPPING: mapping(random, shape, calls=calls, through=random.choice(THROUGH)),
        **tables.files(random, shape, tidy=random.choice([1.0, 0.99, 0.95, 0.8])),
    }
    if calls:
        files["data/calls.csv"] = tables.calls(random)
    if random.random() < 0.4:
        files["data/outages.csv"] = tables.outages(random)
    logs = [name for name in files if name.startswith("data/log")]
    packed = tuple(logs) if random.random() < 0.2 else ()
    return Case(files, random.choice(AS_OF), random.choice(PERIODS), packed)
