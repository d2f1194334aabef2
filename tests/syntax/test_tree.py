"""What a text says is what its tree holds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from slarules.source import NOWHERE, Span
from slarules.syntax import parse, parse_cell, tree
from tests.syntax.texts import source

N = NOWHERE


def name(text: str) -> tree.Name:
    return tree.Name(N, text)


def text(value: str) -> tree.Text:
    return tree.Text(N, value)


def at(*parts: int) -> tree.LocalInstant:
    return tree.LocalInstant(N, datetime(*parts))  # type: ignore[arg-type]  # noqa: DTZ001


def day(year: int, month: int, number: int) -> tree.Date:
    return tree.Date(N, date(year, month, number))


def duration(count: str, clock: str, unit: tree.Unit) -> tree.Duration:
    return tree.Duration(N, Decimal(count), name(clock), unit)


def statement(written: str) -> tree.Statement:
    parsed = parse(source(f"language slarules 1\n\n{written}\n"))
    assert not parsed.problems
    return parsed.file.statements[1]


WHERE = tree.Is(N, name("a"), negated=False, values=(name("b"),))
HAPPENS_C = tree.Happens(N, name("c"))

CELLS = {
    "any": tree.AnyValue(N),
    "any other": tree.AnyOther(N),
    "none": tree.NoneCell(N),
    "unknown": tree.Unknown(N),
    "undetermined": tree.Undetermined(N),
    "P1": name("P1"),
    "yes": tree.YesNo(N, value=True),
    '"Street Light Outages"': text("Street Light Outages"),
    "one of P1, P2": tree.OneOf(N, (name("P1"), name("P2"))),
    "80%": tree.Percent(N, Decimal(80)),
    "EUR 1,500.00": tree.Money(N, "EUR", Decimal("1500.00")),
    "5% of fee": tree.PercentOf(N, tree.Percent(N, Decimal(5)), name("fee")),
    "4 support hours": duration("4", "support", "hour"),
    "1 elapsed minute": duration("1", "elapsed", "minute"),
    "at least 85% and below 90%": tree.Band(
        N,
        tree.Limit(N, "at least", tree.Percent(N, Decimal(85))),
        tree.Limit(N, "below", tree.Percent(N, Decimal(90))),
    ),
    "above 8 elapsed hours": tree.Band(
        N, tree.Limit(N, "above", duration("8", "elapsed", "hour")), None
    ),
    "the earlier of 6 desk hours and 30 elapsed hours": tree.EarlierOf(
        N, duration("6", "desk", "hour"), duration("30", "elapsed", "hour")
    ),
    "the later of 1 desk hour and by close of the same desk day": tree.LaterOf(
        N, duration("1", "desk", "hour"), tree.ByCloseOfSame(N, name("desk"))
    ),
    "by the same time 2 calendar days later": tree.BySameTime(N, 2, name("calendar")),
    "by close of the 2nd desk day after": tree.ByClose(N, 2, name("desk")),
    "by 12:00 on the next desk day": tree.ByTime(N, tree.TimeOfDay(N, 12, 0, 0), 1, name("desk")),
    "by 10:00 on the 2nd desk day after": tree.ByTime(
        N, tree.TimeOfDay(N, 10, 0, 0), 2, name("desk")
    ),
    "by promised": tree.ByMoment(N, name("promised"), None),
    "by promised or the next desk opening": tree.ByMoment(N, name("promised"), name("desk")),
    "the lesser of 15% of fee and EUR 5.00": tree.LesserOf(
        N,
        tree.PercentOf(N, tree.Percent(N, Decimal(15)), name("fee")),
        tree.Money(N, "EUR", Decimal("5.00")),
    ),
    "one twelfth of fee": tree.OneTwelfth(N, name("fee")),
    "fee of the previous period": tree.OfOtherPeriod(N, name("fee"), "previous"),
}


@pytest.mark.parametrize("written", CELLS)
def test_a_cell(written: str) -> None:
    place = Span("targets.csv", 7, 1, 7, 9)
    parsed = parse_cell(written, place)
    assert parsed.cell == CELLS[written]
    assert parsed.cell is not None
    assert parsed.cell.span == place


def test_a_cell_that_cannot_be_read() -> None:
    parsed = parse_cell("4 hours", Span("targets.csv", 7, 1, 7, 9))
    assert parsed.cell is None
    assert [(problem.code, problem.span.line) for problem in parsed.problems] == [("E012", 7)]


PHRASES = {
    "clock c\n  open Monday to Friday from 08:00 to 12:00 and from 22:00 to 24:00": tree.Open(
        N,
        tree.Weekly(
            N,
            (tree.DayRange(N, "Monday", "Friday"),),
            (
                tree.TimeSpan(N, tree.TimeOfDay(N, 8, 0, 0), tree.TimeOfDay(N, 12, 0, 0)),
                tree.TimeSpan(N, tree.TimeOfDay(N, 22, 0, 0), tree.TimeOfDay(N, 24, 0, 0)),
            ),
        ),
    ),
    "clock c\n  open while a is open and (b is shut or c is open)": tree.OpenWhile(
        N,
        tree.AllClocks(
            N,
            (
                tree.ClockIs(N, name("a"), open=True),
                tree.AnyClock(
                    N,
                    (
                        tree.ClockIs(N, name("b"), open=False),
                        tree.ClockIs(N, name("c"), open=True),
                    ),
                ),
            ),
        ),
    ),
    'clock c\n  closed on days that are holidays in all of "DE", own': tree.ClosedOnDays(
        N, "all of", (text("DE"), name("own"))
    ),
    "clock c\n  closed on 2026-12-24 through 2026-12-26": tree.ClosedOn(
        N, tree.DateRange(N, day(2026, 12, 24), day(2026, 12, 26)), ()
    ),
    "pause p\n  while not (a is b) and c is not one of d, e": tree.While(
        N,
        tree.AllOf(
            N,
            (
                tree.Not(N, tree.Is(N, name("a"), negated=False, values=(name("b"),))),
                tree.Is(N, name("c"), negated=True, values=(name("d"), name("e"))),
            ),
        ),
    ),
    "exclude e\n  provided announced at least 5 calendar days before start": tree.Provided(
        N,
        tree.Notice(
            N, name("announced"), "at least", tree.CalendarDays(N, 5), "before", name("start")
        ),
    ),
    "pause p\n  while a is on a desk day and b is not within c hours and power is on": tree.While(
        N,
        tree.AllOf(
            N,
            (
                tree.IsOnDay(N, name("a"), negated=False, clock=name("desk")),
                tree.IsWithinHours(N, name("b"), negated=True, clock=name("c")),
                tree.Is(N, name("power"), negated=False, values=(name("on"),)),
            ),
        ),
    ),
    "exclude e\n  provided a at most 2 desk days after b or a at least 1 desk hour before b": (
        tree.Provided(
            N,
            tree.AnyOf(
                N,
                (
                    tree.Notice(
                        N,
                        name("a"),
                        "at most",
                        tree.ClockDays(N, 2, name("desk")),
                        "after",
                        name("b"),
                    ),
                    tree.Notice(
                        N,
                        name("a"),
                        "at least",
                        tree.Duration(N, Decimal(1), name("desk"), "hour"),
                        "before",
                        name("b"),
                    ),
                ),
            ),
        )
    ),
    "exclude e\n  removes time": tree.RemovesTime(N, None),
    "exclude e\n  during works of its service where planned is yes": tree.During(
        N,
        name("works"),
        name("service"),
        tree.Is(N, name("planned"), negated=False, values=(tree.YesNo(N, value=True),)),
    ),
    "cancel c\n  ends all measures when withdrawn or status becomes closed even if missed": (
        tree.Ends(
            N,
            None,
            (
                tree.Happens(N, name("withdrawn")),
                tree.Becomes(N, name("status"), (name("closed"),)),
            ),
            None,
            even_if_missed=True,
        )
    ),
    "cancel c\n  ends repair, respond when merged where a is b": tree.Ends(
        N,
        (name("repair"), name("respond")),
        (tree.Happens(N, name("merged")),),
        WHERE,
        even_if_missed=False,
    ),
    "restart r\n  starts repair again when site changes": tree.StartsAgain(
        N, (name("repair"),), (tree.Changes(N, name("site")),), None
    ),
    "restart r\n  starts all measures again when status stops being one of b, c where a is b": (
        tree.StartsAgain(
            N, None, (tree.StopsBeing(N, name("status"), (name("b"), name("c"))),), WHERE
        )
    ),
    "measure m\n  from a where a is b until c or d": tree.FromUntil(
        N, (tree.Happens(N, name("a")),), WHERE, (HAPPENS_C, tree.Happens(N, name("d"))), None
    ),
    "measure m\n  each time from a or group changes until next c or d becomes b where a is b": (
        tree.EachTime(
            N,
            (tree.Happens(N, name("a")), tree.Changes(N, name("group"))),
            None,
            (tree.NextOne(N, HAPPENS_C), tree.Becomes(N, name("d"), (name("b"),))),
            WHERE,
        )
    ),
    "measure m\n  separately for each group from a until c": tree.Separately(
        N, (tree.Happens(N, name("a")),), None, (HAPPENS_C,), None, name("group")
    ),
    "measure m\n  counts while a is b": tree.CountsWhile(N, WHERE),
    "measure m\n  counted in whole minutes": tree.CountedIn(N, "minutes"),
    "measure m\n  judged as it changes keeping time used": tree.Judged(
        N, "as it changes keeping time used"
    ),
    "measure m\n  reopens when c where a is b and goes on without the time between": tree.Reopens(
        N, (HAPPENS_C,), WHERE, "goes on without the time between"
    ),
    "measure m\n  reopens when c and # a remark\n    goes on with the time between": tree.Reopens(
        N, (HAPPENS_C,), None, "goes on with the time between"
    ),
    "measure m\n  reopens when c where a is b and d is known and starts again": tree.Reopens(
        N,
        (HAPPENS_C,),
        tree.AllOf(N, (WHERE, tree.IsKnown(N, name("d"), known=True))),
        "starts again",
    ),
    "measure m\n  reopens when c as a new cycle": tree.Reopens(
        N, (HAPPENS_C,), None, "as a new cycle"
    ),
    "targets t\n  measures m each time from a until c\n    counts while a is b": tree.Measures(
        N,
        name("m"),
        tree.Run(
            N,
            tree.EachTime(N, (tree.Happens(N, name("a")),), None, (HAPPENS_C,), None),
            (tree.CountsWhile(N, WHERE),),
        ),
    ),
    "earnback e\n  when t is met in each of the next 3 periods": tree.When(
        N, tree.Outcome(N, name("t"), "met", tree.InEachOf(N, "next", 3))
    ),
    "earnback e\n  when t is missed in at least 4 of the last 12 periods": tree.When(
        N, tree.Outcome(N, name("t"), "missed", tree.InSomeOf(N, 4, "last", 12))
    ),
    "multiplier m\n  when t is missed in the previous period": tree.When(
        N, tree.Outcome(N, name("t"), "missed", tree.InThePeriod(N, "previous"))
    ),
    "claim\n  within 30 calendar days after period end": tree.WithinAfter(
        N, tree.CalendarDays(N, 30), tree.PeriodEnd(N)
    ),
    "claim\n  within 72 elapsed hours after t": tree.WithinAfter(
        N, tree.Duration(N, Decimal(72), name("elapsed"), "hour"), name("t")
    ),
    "claim\n  by close of the 3rd desk day after period end": tree.ByCloseAfter(
        N, tree.ByClose(N, 3, name("desk")), tree.PeriodEnd(N)
    ),
    "claim\n  by the end of the 2nd billing cycle after t": tree.ByEndOf(
        N, 2, tree.StandardPeriod(N, "billing cycle"), name("t")
    ),
    "claim\n  with evidence a, b": tree.WithEvidence(N, (name("a"), name("b"))),
    "cap c\n  on total credit so far in the calendar year": tree.OnTotalCreditOver(
        N, tree.SoFarIn(N, tree.StandardPeriod(N, "calendar year"))
    ),
    "cap c\n  on a, b in any 30 consecutive calendar days": tree.OnCreditsOver(
        N, (name("a"), name("b")), tree.InAnyDays(N, 30)
    ),
    "cap c\n  excess is carried for 3 periods": tree.ExcessIsCarried(N, tree.Number(N, Decimal(3))),
    "cap c\n  excess is carried without end": tree.ExcessIsCarried(N),
    "cap c\n  excess is paid within 30 calendar days": tree.ExcessIsPaid(
        N, tree.CalendarDays(N, 30)
    ),
    "floor f\n  pays nothing below EUR 1.00": tree.PaysNothing(
        N, "below", tree.Money(N, "EUR", Decimal("1.00"))
    ),
    "earnback e\n  as offset against later a within 12 periods": tree.AsOffset(
        N, name("a"), tree.Number(N, Decimal(12))
    ),
    "settlement\n  paid in EUR at rate as on t": tree.PaidIn(
        N, name("EUR"), name("rate"), name("t")
    ),
    "settlement\n  paid in EUR at rate": tree.PaidIn(N, name("EUR"), name("rate"), None),
    "right r\n  lapses 60 calendar days after period end": tree.LapsesAfter(
        N, tree.CalendarDays(N, 60), tree.PeriodEnd(N)
    ),
    "right r\n  for customer": tree.ForParty(N, "customer"),
    "duty d\n  due within 5 calendar days after t": tree.Due(
        N, tree.WithinAfter(N, tree.CalendarDays(N, 5), name("t"))
    ),
    'succession "s"\n  keeps "a", "b"': tree.KeepsTerms(N, (tree.Text(N, "a"), tree.Text(N, "b"))),
    "dispute\n  on statement": tree.Disputed(N, "statement"),
    "dispute d\n  on credits late, pool": tree.Disputed(N, (name("late"), name("pool"))),
    "dispute\n  opened within 30 calendar days after period end": tree.Opened(
        N, None, tree.CalendarDays(N, 30), "period end"
    ),
    "dispute\n  opened by either party within 1 calendar day after statement": tree.Opened(
        N, "either party", tree.CalendarDays(N, 1), "statement"
    ),
    "dispute\n  answered within 10 calendar days after opening": tree.Answered(
        N, tree.CalendarDays(N, 10)
    ),
    "dispute\n  settled within 20 calendar days after answer": tree.Settled(
        N, tree.CalendarDays(N, 20), "answer"
    ),
    "dispute\n  otherwise the statement stands": tree.OtherwiseStands(N),
    "measure m\n  is the share of good minutes in all minutes not excluded": tree.ShareOfGood(
        N, "minutes", "left out"
    ),
    "measure m\n  is the share of good or excluded time in all time": tree.ShareOfGood(
        N, "time", "good"
    ),
    "contract c\n  tickets belong to the period of resolved, or of due while unresolved": (
        tree.Belonging(N, name("tickets"), name("resolved"), or_due=True)
    ),
    "amendment a\n  remove cap monthly": tree.Remove(N, "cap", name("monthly")),
    'scenario "s"\n  given as of 2026-03-02 24:00': tree.GivenAsOf(N, at(2026, 3, 3)),
    'scenario "s"\n  expect A update cycle 2 used 60 elapsed minutes': tree.ExpectRun(
        N,
        name("A"),
        name("update"),
        None,
        tree.Number(N, Decimal(2)),
        tree.Used(N, duration("60", "elapsed", "minute")),
    ),
    'scenario "s"\n  expect A held for networks excluded 2 elapsed hours': tree.ExpectRun(
        N,
        name("A"),
        name("held"),
        name("networks"),
        None,
        tree.ExcludedTime(N, duration("2", "elapsed", "hour")),
    ),
    'scenario "s"\n  expect uptime 44,535 of 44,580 minutes': tree.ExpectValue(
        N,
        name("uptime"),
        None,
        tree.Ratio(N, tree.Number(N, Decimal(44535)), tree.Number(N, Decimal(44580)), "minutes"),
        None,
    ),
    'scenario "s"\n  expect credit late EUR 500.00 in 2026-01': tree.ExpectCredit(
        N,
        "credit",
        name("late"),
        None,
        tree.Money(N, "EUR", Decimal("500.00")),
        tree.Month(N, 2026, 1),
    ),
    'scenario "s"\n  expect 8 night hours after 2026-03-28 21:00 is 2026-03-29 23:00': (
        tree.ExpectDue(N, duration("8", "night", "hour"), at(2026, 3, 28, 21), at(2026, 3, 29, 23))
    ),
}


@pytest.mark.parametrize("written", PHRASES)
def test_a_phrase(written: str) -> None:
    found = statement(written)
    assert getattr(found, "phrases", ()) == (PHRASES[written],)


def test_a_place_is_where_the_words_stand() -> None:
    found = statement("pause waiting\n  suspends resolve")
    assert isinstance(found, tree.Pause)
    assert found.span == Span("made.sla", 3, 1, 4, 19)
    assert found.name.span == Span("made.sla", 3, 7, 3, 14)
    assert found.phrases[0].span == Span("made.sla", 4, 3, 4, 19)


def test_internal_statements_say_so() -> None:
    found = statement("internal targets ours\n  stricter than incidents")
    assert isinstance(found, tree.Targets)
    assert found.internal


def test_an_amendment_holds_whole_statements_and_phrases_of_others() -> None:
    found = statement(
        "amendment second\n"
        "  replace in incidents\n"
        "    judged by level as reported\n"
        '  add cap lower clause "4"\n'
        "    on total credit\n"
        "    shared in order\n"
        "  replace settlement\n"
        "    order base, lower\n"
    )
    assert isinstance(found, tree.Amendment)
    assert found.phrases == (
        tree.ReplaceIn(N, name("incidents"), (tree.JudgedBy(N, name("level"), "as reported"),)),
        tree.Add(
            N,
            tree.Cap(
                N,
                name("lower"),
                None,
                text("4"),
                (tree.OnTotalCredit(N), tree.Shared(N, "in order")),
            ),
        ),
        tree.Replace(N, tree.Settlement(N, None, (tree.Order(N, (name("base"), name("lower"))),))),
    )


def test_texts_may_hold_quotes_and_backslashes() -> None:
    found = statement(r'clause "10" not computed "the \"cause\" in C:\\log"')
    assert isinstance(found, tree.NotComputed)
    assert found.why.value == r'the "cause" in C:\log'


def test_nodes_that_say_the_same_are_equal_wherever_they_stand() -> None:
    one, other = statement("pause  p\n  suspends a"), statement("\n\npause p suspends a")
    assert one == other
    assert hash(one) == hash(other)
    assert one.span != other.span
    assert one != statement("pause p\n  extends a")


def test_a_file_without_a_word_is_a_file_without_statements() -> None:
    parsed = parse(source(""))
    assert parsed.file.statements == ()
    assert not parsed.problems
