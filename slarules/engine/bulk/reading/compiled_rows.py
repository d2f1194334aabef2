"""What is looked at row by row within an item: what makes that the item is looked at alone."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from slarules.engine.bulk.judging.compiled import compiled
from slarules.engine.bulk.reading.elements import ALL_ALONG, NONE, Codes, Files, Flags, Numbers

MOST_FIELDS: Final = 64

AT_A_TIME: Final = 256
"""So many items are looked at as one first."""


class Rows(NamedTuple):
    """The rows of whole items, one after another, by columns.

    Attributes:
        first: Where the rows of each item begin; one entry more than there are items.
        at: When each holds; `NONE` where it says no time.
        recorded: When the source learned of each; empty where no file says so.
        odd: Whether the source already knows that something is odd; empty where nothing is.
        customer: The number of the customer that each names; -1 where it names none. Empty where
            no row names any.
    """

    first: Numbers
    at: Numbers
    recorded: Numbers
    file: Files
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
def alone(
    rows: Rows,
    says: Codes,
    own: Codes,
    about: Codes,
    until: int,
    as_of: int,
    customers_may_lack: bool,
    are_parts: bool,
    out: Flags,
) -> bool:
    """Note the items that have to be looked at alone.

    Return whether rows of another stand in their file behind rows of the same that come later.

    Among them are those of which a row cannot be read, or may say again what the row before says.

    Args:
        rows: The rows.
        says: What each says, as a number; -1 where it cannot be read.
        own: By looker, the symbol of each number.
        about: What tells apart rows that no rule does; empty where nothing does.
        until: The evaluation instant.
        as_of: What was recorded later is not known yet.
        customers_may_lack: Whether rows behind one that names a customer may name none.
        are_parts: Whether what is told of a row names a part of its file, such as a ticket.
        out: Takes in the items.
    """
    items, is_behind = len(rows.first) - 1, False
    are_plain = len(rows.recorded) == 0 and len(rows.customer) == 0 and len(rows.odd) == 0
    for item in range(0, items, AT_A_TIME):
        end = min(items, item + AT_A_TIME)
        if not are_plain or not _are_plain(rows, says, until, rows.first[item], rows.first[end]):
            is_behind |= _alone(
                rows, says, own, about, until, as_of, customers_may_lack, are_parts, item, end, out
            )
    return is_behind


@compiled
def _are_plain(rows: Rows, says: Codes, until: int, low: int, high: int) -> bool:
    """Tell whether rows follow each other so that none of their items is to be looked at alone."""
    # Counted from 0, and in a loop for each column, several rows are looked at by one instruction.
    at, row, file, own = rows.at[low:high], rows.row[low:high], rows.file[low:high], says[low:high]
    odd = 0
    for i in range(len(at)):
        odd |= (at[i] == NONE) | (at[i] > until) | (own[i] < 0)
    for i in range(1, len(at)):
        odd |= (row[i] < row[i - 1]) | (file[i] != file[i - 1])
    for i in range(1, len(at)):
        odd |= at[i] == at[i - 1]
    return odd == 0


@compiled
def _alone(
    rows: Rows,
    says: Codes,
    own: Codes,
    about: Codes,
    until: int,
    as_of: int,
    customers_may_lack: bool,
    are_parts: bool,
    begin: int,
    end: int,
    out: Flags,
) -> bool:
    """Note of some items which have to be looked at alone; see `alone`."""
    is_recorded, is_named = len(rows.recorded) > 0, len(rows.customer) > 0
    is_some_odd, is_about = len(rows.odd) > 0, len(about) > 0
    is_behind = False
    for item in range(begin, end):
        low, high = rows.first[item], rows.first[item + 1]
        found = False
        customer, last = -1, NONE
        silent = 0
        for i in range(low, high):
            at = rows.at[i]
            found |= (at == NONE) | (at > until) | (says[i] < 0)
            if is_some_odd:
                found |= rows.odd[i]
            if is_recorded:
                learned = rows.recorded[i]
                if learned == NONE:
                    silent += 1
                else:
                    found |= learned > as_of or learned < last
                    last = learned
            if is_named:
                if rows.customer[i] >= 0:
                    found |= customer >= 0 and rows.customer[i] != customer
                    customer = rows.customer[i]
                elif not customers_may_lack:
                    found |= customer >= 0
            if i == low:
                continue
            same = at == rows.at[i - 1]
            if rows.file[i] == rows.file[i - 1]:
                is_behind |= rows.row[i] < rows.row[i - 1]
                found |= are_parts and rows.row[i] < rows.row[i - 1]
            else:
                found |= same
            if same and (not is_about or about[i] == about[i - 1]):
                now, before = says[i], says[i - 1]
                if now >= 0 and before >= 0:
                    for looker in range(len(own)):
                        found |= own[looker, now] == own[looker, before]
        # Whoever says it of some rows only leaves the others' order open.
        found |= 0 < silent < high - low
        out[item] |= found
    return is_behind


@compiled
def own_of(own: Codes, numbers: Codes, found: Codes) -> None:
    """Look up the symbols of numbers; -1 stays what it is."""
    for i in range(len(numbers)):
        number = numbers[i]
        found[i] = own[number] if number >= 0 else number


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
