"""A scenario while its expectations are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slarules.contract.given import Scene
from slarules.contract.problems.names import UnknownName
from slarules.contract.scope import Scope
from slarules.contract.stage import Stage, is_broken, labelled
from slarules.core.promises import Origin
from slarules.core.scenarios import GivenThing
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Reading:
    """A scenario while its expectations are read.

    Attributes:
        told: Names of things whose problems are told.
        values: Texts that facts of things have, such as the event of a ticket.
    """

    things: Mapping[str, GivenThing]
    told: set[str]
    values: frozenset[str]
    stage: Stage
    clause: str | None

    @classmethod
    def of(cls, scene: Scene, clause: str | None) -> Reading:
        """Return how the expectations of a scene are read."""
        things = scene.things.values()
        facts = (fact.value for thing in things for fact in thing.facts)
        about = (one.of for one in scene.readings)
        values = frozenset(value for value in (*facts, *about) if isinstance(value, str))
        by_name = {thing.name: thing for thing in things}
        return cls(by_name, scene.told - by_name.keys(), values, scene.stage, clause)

    @property
    def scope(self) -> Scope:
        """The names of the contract."""
        return self.stage.scope

    def at(self, phrase: tree.Node) -> Origin:
        """Return where an expectation comes from."""
        return Origin(self.clause, phrase.span)

    def period(self, written: tree.PeriodLabel | None) -> str | None:
        """Return the period that an expectation names."""
        return labelled(written, self.stage) if written else None

    def about(self, name: tree.Name | None) -> str | None:
        """Return what an expectation is about; what the scenario does not speak of is told."""
        if name is None or name.text in self.values or name.text in self.things:
            return name.text if name else None
        if name.text not in self.told:
            noun = "item or thing of this scenario"
            self.scope.tell(UnknownName.among(name.span, noun, name.text, self.things))
        return name.text

    def unknown(self, name: tree.Name, noun: str, known: Mapping[str, object]) -> None:
        """Tell that a name is none of those that can be expected here."""
        if not is_broken(name.text, self.stage):
            self.scope.tell(UnknownName.among(name.span, noun, name.text, known))
