"""The kit as a class of pytest: derive from it, say how your adapter is made and in which world."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import pytest

from slarules.adapters import Adapter, Asked, Context
from slarules.testing.bench import Bench, Check, judge
from slarules.testing.checks import CHECKS
from slarules.testing.context import WorldContext
from slarules.testing.world import World


class AdapterConformance(ABC):
    """Everything that an adapter has to keep, one test each.

    Derive from it in a test module, under a name that begins with `Test`; give it a fixture
    `world` and `make`.

    Attributes:
        plugin: The module that the entry point names.
        excused: Checks that the source makes impossible, each with the reason; all others count.
        asked: What the adapter is asked for.
    """

    plugin: ClassVar[str | None] = None
    excused: ClassVar[Mapping[str, str]] = {}
    asked: ClassVar[Asked] = Asked()

    @abstractmethod
    def make(self, world: World) -> Adapter:
        """Return the adapter made anew, as a new process would make it."""

    def context(self, world: World) -> Context:
        """Return what the adapter works with: the clock, network and secret of the world."""
        return WorldContext(world)

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
    def test_conforms(self, check: Check, world: World) -> None:
        """Make one check; what cannot be checked is skipped with its reason."""
        bench = Bench(
            make=lambda: self.make(world),
            open=lambda: self.context(world),
            world=world,
            plugin=self.plugin,
            asked=self.asked,
        )
        outcome = judge(check, bench)
        if outcome.state == "not checked":
            pytest.skip(outcome.told[0])
        if check.name in self.excused:
            _excuse(outcome.state == "fails", check, self.excused[check.name])
        told = "\n  ".join(outcome.told)
        assert outcome.state == "holds", f"{check.name} protects from {check.protects}:\n  {told}"

    def test_excuses_name_checks(self) -> None:
        """An excuse for a check that there is not excuses nothing."""
        assert not set(self.excused) - {check.name for check in CHECKS}


def _excuse(fails: bool, check: Check, reason: str) -> None:  # noqa: FBT001  # what is asked
    if not fails:
        pytest.fail(f"{check.name} is excused ({reason}) and holds: take the excuse away")
    pytest.skip(f"excused: {reason}")
