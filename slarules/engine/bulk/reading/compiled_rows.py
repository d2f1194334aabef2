"""What is looked at row by row within an item: what makes that the item is looked at alone."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from slarules.engine.bulk.judging.compiled import compiled
from slarules.engine.bulk.reading.elements import ALL_ALONG, NONE, Codes, Flags, Numbers

MOST_FIELDS: Final = 64


class Rows(NamedTuple):
    """The rows of whole items, one after another, by columns.

    Attributes:
        first: Where the rows of each item begin; one entry more than there are items.
        at: When each holds; `NONE` where it says no time.
        recorded: When the source learned of each; empty where no file says so.
        odd: Whether the source already knows that something is odd.
        customer: The number of the customer that each names; -1 where it names none.
    """

    first: Numbers
    at: Numbers
    recorded: Numbers
    file: Codes
    row: Numbers
    odd: Flags
    customer: Codes


class Sets(NamedTuple):
    """What rows of an events table set, by numbers; empty for other tables.

    Attributes:
        field: The field; -1 where it is none that rules look at.
        value, was: What it sets it to, and what it says that it was; -1 where it says nothing.
    """

    field: Codes
    value: Codes
    was: Codes


@compiled
def alone(rows: Rows, until: int, as_of: int, customers_may_lack: bool, out: Flags) -> None:
    """Note the items that have to be looked at alone."""
    for item in range(len(rows.first) - 1):
        low, high = rows.first[item], rows.first[item + 1]
        found = False
        customer, last = -1, NONE
        silent = 0
        for i in range(low, high):
            at = rows.at[i]
            found |= rows.odd[i] or at == NONE or at > until
            if len(rows.recorded):
                learned = rows.recorded[i]
                if learned == NONE:
                    silent += 1
                else:
                    found |= learned > as_of or learned < last
                    last = learned
            if i > low and rows.file[i] == rows.file[i - 1]:
                found |= rows.row[i] < rows.row[i - 1]
            if i > low and rows.file[i] != rows.file[i - 1]:
                found |= at == rows.at[i - 1]
            if rows.customer[i] >= 0:
                found |= customer >= 0 and rows.customer[i] != customer
                customer = rows.customer[i]
            elif not customers_may_lack:
                found |= customer >= 0
        # Whoever says it of some rows only leaves the others' order open.
        found |= 0 < silent < high - low
        out[item] |= found


@compiled
def unreadable(first: Numbers, symbol: Codes, out: Flags) -> None:
    """Note the items of which a row cannot be read."""
    lowest = 0
    for i in range(len(symbol)):
        lowest = min(lowest, symbol[i])
    if lowest == 0:
        return
    for item in range(len(first) - 1):
        for i in range(first[item], first[item + 1]):
            out[item] |= symbol[i] < 0


@compiled
def doubled(first: Numbers, at: Numbers, symbol: Codes, about: Codes, out: Flags) -> None:
    """Note the items of which a row may say again what the row before says.

    Args:
        first: Where the rows of each item begin.
        at: When each holds.
        symbol: What each says.
        about: What tells apart rows that no rule does.
        out: Takes in the items.
    """
    for item in range(len(first) - 1):
        for i in range(first[item] + 1, first[item + 1]):
            if (at[i] == at[i - 1]) & (symbol[i] == symbol[i - 1]):
                out[item] |= about[i] == about[i - 1]


@compiled
def told_before(first: Numbers, sets: Sets, out: Flags, needed: Flags) -> None:
    """Tell for which rows it matters what they say that their field was.

    It does not where the row before that set the field says the same; where that says another, a
    row is missing, and the item is looked at alone.
    """
    last = np.empty(MOST_FIELDS, np.int32)
    for item in range(len(first) - 1):
        last[:] = -2
        for i in range(first[item], first[item + 1]):
            name = sets.field[i]
            if name < 0:
                continue
            if name >= MOST_FIELDS:
                out[item] = True
                continue
            if sets.was[i] >= 0:
                if last[name] == -2:
                    needed[i] = True
                elif last[name] != sets.was[i]:
                    out[item] = True
            last[name] = sets.value[i]


@compiled
def customers(first: Numbers, customer: Codes, out: Codes) -> None:
    """Note the customer that the rows of each item name last; -1 where none does."""
    for item in range(len(first) - 1):
        out[item] = -1
        for i in range(first[item], first[item + 1]):
            if customer[i] >= 0:
                out[item] = customer[i]


@compiled
def with_times(
    first: Numbers, symbol: Codes, times: Numbers, marks: Codes, to_at: Numbers, to_symbol: Codes
) -> Numbers:
    """Put the times in a row, in order, behind it; return where the elements of each item begin.

    Args:
        first: Where the rows of each item begin: one of each.
        symbol: What the rows say.
        times: A row for each field: the time that it holds, `NONE` where it holds none.
        marks: The symbol of a time in each field.
        to_at: Takes in the instants of the elements.
        to_symbol: Takes in their symbols.
    """
    begins = np.empty(len(first), np.int64)
    count = 0
    for item in range(len(first) - 1):
        row = first[item]
        begins[item] = count
        to_at[count] = ALL_ALONG
        to_symbol[count] = symbol[row]
        count += 1
        for field in range(len(times)):
            at = times[field, row]
            if at == NONE:
                continue
            place = count
            while place > begins[item] + 1 and to_at[place - 1] > at:
                to_at[place], to_symbol[place] = to_at[place - 1], to_symbol[place - 1]
                place -= 1
            to_at[place], to_symbol[place] = at, marks[field]
            count += 1
    begins[len(first) - 1] = count
    return begins
