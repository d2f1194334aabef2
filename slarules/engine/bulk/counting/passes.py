"""Passes over columns of verdicts in compiled code."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from slarules.engine.bulk.judging.compiled import NONE, compiled
from slarules.engine.bulk.judging.compiled_clocks import Instants
from slarules.engine.bulk.judging.judge import MET, MISSED, UNDETERMINED

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int32]
Words = NDArray[np.int8]

WAYS = 6 * 4
"""So many ways a run of one recipe may stand: by its verdict, whether that may change, and whether
its counted time is taken."""


class Verdicts(NamedTuple):
    """The columns that counting goes by.

    Attributes:
        cell: Of each, the number of the period or cell that it belongs to; -1 for none.
    """

    item: Numbers
    recipe: Numbers
    word: Words
    provisional: Flags
    ended_at: Instants
    cell: Instants


class Recipes(NamedTuple):
    """What is asked of runs, by recipe.

    Attributes:
        alike: Recipes of one number give the same answers.
        lines: By verdict, whether each such run may be a line or bring a duty.
        timed: Whether a statistic takes the counted time of runs.
    """

    alike: Instants
    lines: Flags
    timed: Flags


class Table(NamedTuple):
    """Runs by what is asked of their item, by how they stand, and by their cell.

    Attributes:
        first: The first of each; -1 where there is none.
    """

    number: Instants
    first: Instants


class Plain(NamedTuple):
    """How many runs stand how.

    Attributes:
        number: By way and cell.
        new, first: Room for the places in it that a batch is the first to need, and its first run.
    """

    number: NDArray[np.int64]
    new: Numbers
    first: Instants


@compiled
def counted(
    recipe: Numbers, word: Words, provisional: Flags, cell: Numbers, alike: Instants, to: Plain
) -> tuple[int, int]:
    """Count runs by how they stand and by their cell, but for the undetermined.

    Returns:
        How many places are new, and how many runs are undetermined.
    """
    cells = to.number.shape[1]
    new = unsure = 0
    for k in range(len(recipe)):
        if word[k] == UNDETERMINED:
            unsure += 1
            continue
        way, at = alike[recipe[k]] * WAYS + word[k] * 4 + provisional[k] * 2, cell[k] + 1
        if to.number[way, at] == 0:
            to.new[new], to.first[new] = way * cells + at, k
            new += 1
        to.number[way, at] += 1
    return new, unsure


@compiled
def single_out(v: Verdicts, r: Recipes, deep: Flags, how: Words, each: int) -> int:
    """Mark items by themselves that a line is about, or of which a count is not sure.

    Returns:
        How many verdicts are undetermined.
    """
    unsure = 0
    for k in range(len(v.item)):
        is_unsure = v.word[k] == UNDETERMINED
        unsure += is_unsure
        if r.lines[v.recipe[k], v.word[k]] or (is_unsure and deep[v.item[k]]):
            how[v.item[k]] = each
    return unsure


@compiled
def ways(v: Verdicts, r: Recipes) -> Instants:
    """Return how each run stands, as one number with its recipe."""
    found = np.empty(len(v.item), np.int64)
    for k in range(len(found)):
        recipe, word = v.recipe[k], v.word[k]
        over = r.timed[recipe] and v.ended_at[k] != NONE and word in (MET, MISSED)
        found[k] = r.alike[recipe] * WAYS + word * 4 + v.provisional[k] * 2 + over
    return found


@compiled
def keys_of_runs(
    v: Verdicts, way: Instants, own: Numbers, counted: Flags, cells: int, keys: Instants
) -> None:
    """Write down the place in the table of each run that is counted; -1 of the others.

    Args:
        v: The verdicts.
        way: How each run stands.
        own: By item, what is asked of it, as a number.
        counted: By item, whether its runs are counted one by one.
        cells: How many cells there are at most, with that of no period.
        keys: Where to.
    """
    size = 0
    for k in range(len(way)):
        size = max(size, way[k] + 1)
    for k in range(len(way)):
        item = v.item[k]
        if counted[item] and v.word[k] != UNDETERMINED:
            keys[k] = (own[item] * size + way[k]) * cells + v.cell[k] + 1
        else:
            keys[k] = -1


@compiled
def tabled(keys: Instants, table: Table) -> None:
    """Count the keys that are not negative, and note the first of each."""
    for k in range(len(keys)):
        key = keys[k]
        if key >= 0:
            if table.number[key] == 0:
                table.first[key] = k
            table.number[key] += 1


@compiled
def gathered(keys: Instants, values: Instants, chosen: Flags, ends: Instants, to: Instants) -> None:
    """Write the chosen values of each key together.

    Args:
        keys: By value; negative ones are left out.
        values: What is gathered.
        chosen: By value.
        ends: By key, where its values go; where they end, after it.
        to: Where to.
    """
    for k in range(len(keys)):
        if keys[k] >= 0 and chosen[k]:
            to[ends[keys[k]]] = values[k]
            ends[keys[k]] += 1
