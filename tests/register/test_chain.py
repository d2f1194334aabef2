"""Laws of the chain: whatever somebody writes into a row is found, and named, and no crash."""

from __future__ import annotations

from functools import reduce
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from slarules.register.chain import Row, chained, digest, entry_of, flaws
from slarules.register.entry import GENESIS, Draft
from tests.register.drafts import NOW, drafts, text

anything = st.one_of(st.integers(), st.floats(), text, st.binary(max_size=20))
"""SQLite keeps any of these in any column."""


def rows(written: list[Draft]) -> list[Row]:
    def after(before: list[Row], draft: Draft) -> list[Row]:
        last = (before[-1].number, before[-1].hash) if before else (0, GENESIS)
        return [*before, chained(draft, NOW, last)]

    return reduce(after, written, [])


chains = st.lists(drafts("lantern"), min_size=1, max_size=4).map(rows)


@given(chains)
def test_what_was_entered_is_whole(chain: list[Row]) -> None:
    assert list(flaws(chain)) == []


@given(chains, st.data())
def test_a_changed_cell_is_found_in_its_row_or_the_next(
    chain: list[Row], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    column = data.draw(st.sampled_from([name for name in Row._fields if name != "number"]))
    before = getattr(chain[place], column)
    value = data.draw(anything)
    assume(value != before)
    changed = [*chain]
    cells: dict[str, Any] = {**chain[place]._asdict(), column: value}
    changed[place] = Row(**cells)
    found = list(flaws(changed))
    assert found
    assert f"entry {place + 1} " in found[0]


@given(chains, st.data())
def test_a_row_that_is_taken_out_before_the_last_is_missed(
    chain: list[Row], data: st.DataObject
) -> None:
    assume(len(chain) > 1)
    place = data.draw(st.integers(0, len(chain) - 2))
    left = [*chain[:place], *chain[place + 1 :]]
    assert next(flaws(left)).startswith(f"entry {place + 1} is missing")


@given(chains, st.text(max_size=200), st.data())
def test_a_body_that_says_nothing_is_told_even_where_the_hashes_fit(
    chain: list[Row], body: str, data: st.DataObject
) -> None:
    assume(body.isprintable())
    body = data.draw(st.sampled_from([body, "[" * 5_000, "{}", '{"kind":"claim"}', "null"]))
    forged = chain[-1]._replace(body=body)
    forged = forged._replace(hash=digest(forged))
    [flaw] = flaws([*chain[:-1], forged])
    assert flaw.startswith(f"entry {forged.number} is no entry: ")


@given(drafts("lantern"))
def test_a_row_says_what_was_drafted(draft: Draft) -> None:
    [row] = rows([draft])
    assert entry_of(row).draft == draft
