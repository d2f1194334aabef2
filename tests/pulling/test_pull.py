"""Pulling: nothing is lost, nothing half kept, every misbehaviour has a clear end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.adapters import Asked, Batch, Checkpoint, Context, Notice, Partition
from slarules.errors import SourceError
from slarules.instants import SECOND
from slarules.pulling import Pulled, pull, stopped_by_keyboard
from tests.pulling.pretended import (
    NOW,
    Kept,
    Pretended,
    Script,
    comments,
    context,
    point,
    tickets,
)


def pulled(adapter: Pretended, sink: Kept, concurrency: int = 4) -> Pulled:
    return pull(adapter, Asked(), context(), sink, concurrency=concurrency)


def yields(*things: object) -> Script:
    return lambda _cursor, _context: things


def test_what_lies_before_a_checkpoint_is_kept_in_order() -> None:
    sink = Kept()
    things = (comments("a", "b"), comments("c"), point("1"), comments("d"), point("2"))
    outcome = pulled(Pretended({"HELP": yields(*things)}), sink)
    assert sink.names("HELP") == ["a", "b", "c", "d"]
    assert sink.cursors() == {"HELP": b"2"}
    assert (outcome.partitions, outcome.whole, outcome.rows) == (1, 1, {"comments": 4})
    assert outcome.complete_through == NOW
    assert sink.flushed == 1
    assert [each.source for each in sink.catalogues] == ["made:up"]


def test_a_partition_goes_on_from_its_own_cursor() -> None:
    sink = Kept(points={"HELP": point("7")})
    adapter = Pretended({"HELP": yields(point("7")), "NEW": yields(point("1"))})
    pulled(adapter, sink)
    assert adapter.cursors == {"HELP": b"7", "NEW": None}
    assert sink.begun == ["HELP", "NEW"]


@given(
    st.dictionaries(st.sampled_from("ABCDEF"), st.lists(st.integers(1, 4), max_size=6)),
    st.integers(1, 5),
)
def test_all_of_many_partitions_is_there_once_and_in_its_order(
    parts: dict[str, list[int]], concurrency: int
) -> None:
    def script(name: str, sizes: list[int]) -> Script:
        number = 0
        things: list[object] = []
        for turn, size in enumerate(sizes):
            things.append(comments(*(f"{name}{number + each}" for each in range(size))))
            things.append(point(f"{turn}"))
            number += size
        return yields(*things, point("end"))

    sink = Kept()
    pulled(Pretended({k: script(k, v) for k, v in parts.items()}), sink, concurrency=concurrency)
    for name, sizes in parts.items():
        assert sink.names(name) == [f"{name}{each}" for each in range(sum(sizes))]


def test_complete_is_what_the_slowest_part_vouches_for() -> None:
    scripts = {"A": yields(point("1", NOW - 5 * SECOND)), "B": yields(point("1", NOW - 9 * SECOND))}
    assert pulled(Pretended(scripts), Kept()).complete_through == NOW - 9 * SECOND
    scripts["C"] = yields(point("1", None))
    assert pulled(Pretended(scripts), Kept()).complete_through is None


@pytest.mark.parametrize(
    ("vouched", "kept"), [(999_999, 0), (1_000_000, 1_000_000), (-1, -1_000_000)]
)
def test_a_source_vouches_for_whole_seconds(vouched: int, kept: int) -> None:
    sink = Kept()
    outcome = pulled(Pretended({"A": yields(point("1", vouched))}), sink)
    assert outcome.complete_through == kept


def test_one_part_that_fails_is_named_and_the_others_reach_a_checkpoint() -> None:
    failed = threading.Event()

    def failing(_cursor: bytes | None, _context: Context) -> Iterator[Any]:
        yield comments("x")
        failed.set()
        raise SourceError("acme", "the site is gone")

    def going_on(_cursor: bytes | None, _context: Context) -> Iterator[Any]:
        yield comments("a")
        assert failed.wait(10)
        yield comments("b")
        yield point("1")
        number = 0
        while True:
            number += 1
            yield comments(f"c{number}")
            yield point(f"{number}")

    sink = Kept()
    adapter = Pretended({"BAD": failing, "GOOD": going_on})
    with pytest.raises(SourceError, match=r"^made:up: BAD: .*the site is gone"):
        pulled(adapter, sink, concurrency=2)
    assert sink.names("GOOD")[:2] == ["a", "b"]
    assert sink.names("BAD") == []
    assert sink.flushed == 1


def test_a_defect_of_an_adapter_is_told_without_secrets() -> None:
    def failing(_cursor: bytes | None, _context: Context) -> Iterator[Any]:
        from slarules.secrets import Secret

        secret = _context.secret(Secret(env="X"))
        yield point("1")
        raise ValueError(f"cannot read {secret}")

    with pytest.raises(SourceError, match=r"HELP: the adapter failed: ValueError: cannot") as told:
        pulled(Pretended({"HELP": failing}), Kept())
    assert "hunter22" not in str(told.value)


@pytest.mark.parametrize(
    ("things", "message"),
    [
        ([], "not even a checkpoint"),
        ([point("1"), comments("a")], "no checkpoint behind them"),
        ([point("1"), Notice("late", "it was late")], "no checkpoint behind them"),
        ([point("x" * 65_537)], "65537 bytes"),
        ([type(point("1"))("text")], "has to be bytes"),  # type: ignore[arg-type]
        ([type(comments())("comments", [{"a": 1}])], "a list, which is no Arrow"),  # type: ignore[arg-type]
        ([type(comments())("remarks", comments().data)], "no table 'remarks'"),  # type: ignore[arg-type]
        (["rows"], "a str, which is nothing"),
        ([point("1", through=1.5)], "a float"),  # type: ignore[arg-type]
    ],
)
def test_an_adapter_that_does_not_keep_to_its_part_is_refused(
    things: list[Any], message: str
) -> None:
    with pytest.raises(SourceError, match=message) as told:
        pulled(Pretended({"HELP": yields(*things)}), Kept())
    assert "HELP" in str(told.value)


@pytest.mark.parametrize("length", [1, 2, 7])
def test_cursors_in_a_circle_come_to_an_end(length: int) -> None:
    def circling(_cursor: bytes | None, _context: Context) -> Iterator[Any]:
        number = 0
        while True:
            number += 1
            yield comments(f"{number}")
            yield point(f"{number % length}")

    with pytest.raises(SourceError, match="goes in a circle"):
        pulled(Pretended({"HELP": circling}), Kept())


def test_a_cursor_never_holds_a_secret() -> None:
    def leaking(_cursor: bytes | None, _context: Context) -> Iterator[Any]:
        from slarules.secrets import Secret

        yield point(_context.secret(Secret(env="X")))

    with pytest.raises(SourceError, match="holds a secret"):
        pulled(Pretended({"HELP": leaking}), Kept())


@pytest.mark.parametrize("through", [NOW + 3_600_000_000, 10**30])
def test_nobody_vouches_for_what_is_not_yet(through: int) -> None:
    sink = Kept()
    outcome = pulled(Pretended({"HELP": yields(point("1", through))}), sink)
    assert outcome.complete_through == NOW
    assert [notice.code for notice in sink.notices] == ["clock skew"]


def test_partitions_have_names_of_their_own() -> None:
    class Twice(Pretended):
        def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:
            return [*super().partitions(asked, context)] * 2

    with pytest.raises(SourceError, match="two parts are called 'HELP'"):
        pulled(Twice({"HELP": yields(point("1"))}), Kept())


def test_stopping_keeps_what_has_a_checkpoint() -> None:
    working = context()

    def endless(_cursor: bytes | None, _context: Context) -> Iterator[Any]:
        number = 0
        while not _context.is_stopping():
            number += 1
            yield comments(f"{number}")
            yield point(f"{number}")
            if number == 5:
                working.stop()

    sink = Kept()
    outcome = pull(Pretended({"A": endless, "B": endless}), Asked(), working, sink, concurrency=1)
    assert outcome.is_stopped
    assert outcome.whole == 0
    assert sink.names("A") == ["1", "2", "3", "4", "5"]
    assert sink.names("B") == []


def test_who_waits_is_woken_to_stop() -> None:
    from slarules.instants import Micros
    from slarules.pulling import LiveContext

    working = LiveContext("made:up", lambda: NOW, lambda _: "x")

    def waiting(_cursor: bytes | None, _context: Context) -> Iterator[Any]:
        yield comments("a")
        yield point("1")
        working.stop()
        working.sleep(Micros(3600 * 1_000_000))
        yield point("never")

    sink = Kept()
    outcome = pull(Pretended({"A": waiting}), Asked(), working, sink)
    assert outcome.is_stopped
    assert sink.cursors() == {"A": b"1"}


def test_the_first_interrupt_stops_cleanly_and_the_second_as_usual() -> None:
    working = context()

    def interrupted(_cursor: bytes | None, _context: Context) -> Iterator[Any]:
        yield comments("a")
        yield point("1")
        signal.raise_signal(signal.SIGINT)  # heard by the main thread
        while not _context.is_stopping():
            yield comments("b")
            yield point("2")

    sink = Kept()
    before = signal.getsignal(signal.SIGINT)
    with stopped_by_keyboard(working):
        outcome = pull(Pretended({"A": interrupted}), Asked(), working, sink)
        assert signal.getsignal(signal.SIGINT) is before
    assert outcome.is_stopped
    assert sink.cursors()["A"] in {b"1", b"2"}


def test_a_sink_that_refuses_rows_fails_only_their_partition() -> None:
    class Refusing(Kept):
        def batch(self, partition: str, batch: Batch) -> None:
            if partition == "BAD":
                raise SourceError("made:up", "comments has no column at")
            super().batch(partition, batch)

    sink = Refusing()
    scripts = {
        "GOOD": yields(comments("a"), point("1")),
        "BAD": yields(comments("b"), point("1")),
    }
    with pytest.raises(SourceError, match=r"BAD: .*no column at"):
        pulled(Pretended(scripts), sink, concurrency=1)
    assert sink.cursors() == {"GOOD": b"1"}


def test_a_sink_that_breaks_ends_the_pull_at_once() -> None:
    class Full(Kept):
        def checkpoint(self, partition: str, checkpoint: Checkpoint) -> None:
            del partition, checkpoint
            raise OSError(28, "No space left on device")

    def endless(_cursor: bytes | None, _context: Context) -> Iterator[Any]:
        number = 0
        while True:
            number += 1
            yield comments(f"{number}")
            yield point(f"{number}")

    sink = Full()
    with pytest.raises(OSError, match="No space left"):
        pulled(Pretended({"A": endless, "B": endless}), sink)
    assert sink.flushed == 1


def census(known: dict[str, dict[str, str]], shown: dict[str, list[str]]) -> Kept:
    sink = Kept(known=known, points={name: point("0") for name in known})
    scripts = {name: yields(point("1")) for name in shown}
    adapter = Pretended(scripts, shown, frozenset({"census"}))
    outcome = pulled(adapter, sink)
    assert outcome.lost == sum(state == "lost" for _, _, state in sink.marked)
    return sink


def test_a_ticket_that_is_no_longer_shown_is_lost() -> None:
    sink = census({"A": {"1": "visible", "2": "visible", "3": "deleted"}}, {"A": ["1"]})
    assert sink.marked == [("A", "2", "lost")]


def test_a_ticket_that_moved_is_not_lost() -> None:
    held = {"A": {"1": "visible", "2": "visible"}, "B": {"3": "visible"}}
    assert census(held, {"A": ["1"], "B": ["2", "3"]}).marked == []


def test_a_part_that_is_no_longer_shown_takes_its_tickets_along() -> None:
    held = {"A": {"1": "visible"}, "B": {"2": "visible"}}
    assert census(held, {"A": ["1"]}).marked == [("B", "2", "lost")]


def test_a_ticket_that_is_shown_again_is_visible() -> None:
    sink = census({"A": {"1": "visible", "2": "lost"}}, {"A": ["1", "2"]})
    assert sink.marked == [("A", "2", "visible")]


def test_a_census_that_shows_nothing_at_all_marks_nothing() -> None:
    sink = Kept(known={"A": {"1": "visible"}})
    adapter = Pretended({"A": yields(point("1"))}, {"A": []}, frozenset({"census"}))
    with pytest.raises(SourceError, match="lost its rights"):
        pulled(adapter, sink)
    assert sink.marked == []
    assert sink.cursors() == {"A": b"1"}


def test_a_census_is_not_taken_behind_a_part_that_failed() -> None:
    sink = Kept(known={"A": {"1": "visible", "2": "visible"}})
    adapter = Pretended({"A": yields()}, {"A": ["1"]}, frozenset({"census"}))
    with pytest.raises(SourceError):
        pulled(adapter, sink)
    assert sink.marked == []


def test_tickets_of_the_census_are_no_rows() -> None:
    assert tickets("1").table == "tickets"
    assert census({"A": {"1": "visible"}}, {"A": ["1"]}).kept == []


def test_a_ticket_that_nobody_delivered_is_looked_for_where_reading_stopped() -> None:
    sink = Kept(known={"A": {"1": "visible"}}, points={"A": point("0")})
    cursors: list[bytes | None] = []

    def script(cursor: bytes | None, context: Context) -> Iterator[Checkpoint]:
        del context
        cursors.append(cursor)
        if len(cursors) == 2:
            sink.known["A"]["2"] = "visible"
        yield point(str(len(cursors)))

    pulled(Pretended({"A": script}, {"A": ["1", "2"]}, frozenset({"census"})), sink)
    assert cursors == [b"0", b"1"]
    assert sink.notices == []


@pytest.mark.parametrize("known", [{"1": "visible"}, {"1": "visible", "2": "lost"}])
def test_where_a_ticket_was_hidden_for_a_while_all_is_read_anew(known: dict[str, str]) -> None:
    sink = Kept(known={"A": known}, points={"A": point("0")})
    cursors: list[bytes | None] = []

    def script(cursor: bytes | None, context: Context) -> Iterator[Checkpoint]:
        del context
        cursors.append(cursor)
        yield point(str(len(cursors)))

    pulled(Pretended({"A": script}, {"A": ["1", "2"]}, frozenset({"census"})), sink)
    assert cursors[0] == b"0"
    assert cursors[-1] is None
    (notice,) = sink.notices
    assert notice.code == "late"
    assert "such as 2" in notice.text
