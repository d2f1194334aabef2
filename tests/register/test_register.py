"""What a register promises, in both databases."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slarules.errors import UsageError
from slarules.instants import Instant
from slarules.register.bodies import Issued
from slarules.register.database import existing, opened
from slarules.register.entry import GENESIS, Draft, Entry
from tests.register.drafts import NOW, draft, drafts


def test_a_new_register_is_empty_and_whole(url: str) -> None:
    with opened(url) as register:
        assert register.head() == GENESIS
        assert register.entries() == ()
        assert register.flaws() == ()


def test_entries_are_numbered_and_each_follows_the_one_before(url: str) -> None:
    with opened(url) as register:
        made = [register.append(draft(str(n)), NOW) for n in range(3)]
    with opened(url) as register:
        assert register.entries() == tuple(made)
        assert [entry.number for entry in made] == [1, 2, 3]
        assert [entry.prev for entry in made] == [GENESIS, made[0].hash, made[1].hash]
        assert register.head() == made[-1].hash
        assert register.flaws() == ()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(drafts("drawn"), max_size=6))
def test_whatever_is_entered_comes_back_as_it_was(url: str, written: list[Draft]) -> None:
    with opened(url) as register:
        before = len(register.entries("drawn"))
        made = [register.append(each, NOW) for each in written]
        found = register.entries("drawn")[before:]
        assert [entry.draft for entry in found] == written
        assert list(found) == made
        assert all(entry.recorded == NOW for entry in found)
        assert all(b.prev == a.hash for a, b in pairwise(register.entries()))
        assert register.flaws() == ()


def test_entries_can_be_asked_for_by_contract_and_kind(url: str) -> None:
    issued = Issued(
        period="2026-01", revision=1, run="0" * 64, mapping="1" * 64,
        currency="EUR", least="1.00", most="2.00", final=True,
    )  # fmt: skip
    with opened(url) as register:
        register.append(draft(contract="lantern"), NOW)
        register.append(draft(contract="harbour"), NOW)
        register.append(Draft("lantern", NOW, "Ada", "", issued), NOW)
        assert [e.number for e in register.entries("lantern")] == [1, 3]
        assert [e.number for e in register.entries("lantern", "statement", "run")] == [3]
        assert [e.number for e in register.entries(None, "assertion")] == [1, 2]
        assert register.entries("nobody's") == ()


def test_a_decision_sees_the_entries_before_it(url: str) -> None:
    def answer(before: Sequence[Entry]) -> Draft:
        return draft(f"after {[entry.number for entry in before]}")

    with opened(url) as register:
        register.append(draft(contract="harbour"), NOW)
        register.append(draft(), NOW)
        assert register.append_if(answer, "lantern", NOW).draft.reason == "after [2]"


def test_a_decision_that_refuses_enters_nothing(url: str) -> None:
    def refuse(before: Sequence[Entry]) -> Draft:
        del before
        raise UsageError("the claim is made already")

    with opened(url) as register:
        with pytest.raises(UsageError, match="made already"):
            register.append_if(refuse, "lantern", NOW)
        assert register.entries() == ()
        assert register.append(draft(), NOW).number == 1


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (draft("a\0b"), "no character"),
        (draft("\ud800"), "no character"),
        (draft("x" * 4001), "at most 4000"),
        (draft(contract="x" * 4001), "at most 4000"),
        (Draft("c", Instant(10**18), "Ada", "", draft().body), "between the years"),
    ],
)
def test_what_no_register_can_hold_is_refused(url: str, wrong: Draft, what: str) -> None:
    with opened(url) as register:
        with pytest.raises(UsageError, match=what):
            register.append(wrong, NOW)
        assert register.entries() == ()


def test_to_read_a_register_does_not_make_one(url: str) -> None:
    with opened(url) as register:
        register.append(draft(), NOW)
    with existing(url) as register:
        assert len(register.entries()) == 1
