"""A small contract made by hand, so that these tests need neither a parser nor an engine."""

from __future__ import annotations

from fractions import Fraction

import pytest

from slarules.core.contract import Contract, Terms, Version, Vocabulary
from slarules.core.measures import PeriodMeasure, ReadingValue
from slarules.core.settling import Rounding, Settlement
from slarules.core.targets import MeasureValue, ShareInTime, Target
from slarules.instants import Instant


def target(name: str, value: ShareInTime | MeasureValue) -> Target:
    return Target(name, name, value, "at least", Fraction(9, 10), "calendar month")


@pytest.fixture
def terms() -> Terms:
    return Terms(
        clocks={},
        levels={},
        promises={},
        pauses=(),
        exclusions=(),
        removals=(),
        cancels=(),
        unknown=(),
        measures={"patched": PeriodMeasure("patched", "", ReadingValue("patched_share"))},
        targets={"nine_in_ten": target("nine_in_ten", ShareInTime("resolve", "ticket"))},
        amounts={},
        credits={},
        pools={},
        multipliers={},
        caps={},
        earnbacks={},
        claims=(),
        settlement=Settlement(("base", "rounding")),
        always=(),
    )


@pytest.fixture
def contract(terms: Terms) -> Contract:
    starts = Instant(1_767_225_600_000_000)  # 2026-01-01 00:00 in Dublin
    return Contract(
        name="small",
        title="",
        reference="",
        provider="",
        customer="",
        groups={},
        zone="Europe/Dublin",
        currency="EUR",
        every="calendar month",
        starts=starts,
        ends=None,
        signed=None,
        before_start="met",
        belongs={},
        rounding=Rounding("half up", 2),
        mapping=None,
        vocabulary=Vocabulary(items={}, spans={}, measurements={}),
        coverage=(),
        versions=(Version("small", "", starts, terms),),
        scenarios=(),
    )
