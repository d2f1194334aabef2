"""What is left out, pseudonyms, and erasure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slarules.adapters import Notice, TableName
from slarules.engine.reference import evaluate
from slarules.errors import SourceError, UsageError
from slarules.facts import Gathered, gather
from slarules.instants import HOUR, Instant
from slarules.secrets import Secret
from slarules.sources import source_named
from slarules.store import open_store
from slarules.store.erasing import Erasing, erase
from slarules.store.privacy import Veil, veil, veil_of
from slarules.store.remaining import remaining
from slarules.store.verifying import verified
from tests.gathering import harbour
from tests.rebuilding.kept import rules
from tests.store.desk import (
    NAME,
    START,
    Clock,
    Desk,
    Rows,
    cells,
    change,
    comment,
    contents,
    held,
    pulled,
    ticket,
)

KEY = b"0123456789abcdef"
SOURCE = "slarules.toml, [desk.acme], privacy"


def desk() -> Desk:
    """Return a desk on which Joe asks and writes, and Ann is assigned and writes."""
    return Desk(
        {
            "A": [
                {
                    "tickets": [ticket("t1", requester_id="joe-7")],
                    "comments": [comment("c1", actor_id="joe-7"), comment("c2", actor_id="ann-3")],
                    "changes": [
                        change("1", actor_id="ann-3", field_id="status", new="open"),
                        change("2", field_id="f7", new_id="ann-3", new="Ann Lee"),
                        change("3", field_id="colour", new="red"),
                    ],
                    "current": [
                        {"ticket_id": "t1", "field_id": "f7", "value": "Ann Lee", "as_of": 1}
                    ],
                    "actors": [{"actor_id": "joe-7", "valid_from": 1, "role": "customer"}],
                }
            ]
        }
    )


def made(keep: list[str] | None, *pseudonymise: str) -> Veil:
    found = veil(keep, pseudonymise, KEY)
    assert found
    return found


def flaws(address: str | Path) -> list[str]:
    with open_store(address) as store:
        return list(verified(store))


def everything(store: Path) -> bytes:
    return b"".join(contents(store).values())


def test_no_name_of_a_person_reaches_the_disk(tmp_path: Path) -> None:
    hidden = made(None, "actors", "requester", "fields: assignee")
    pulled(tmp_path, desk(), Clock(), veil=hidden)
    for name in (b"joe-7", b"ann-3", b"Ann Lee", b"Joe Doe"):
        assert name not in everything(tmp_path)
    assert ("colour", "red") in cells(held(tmp_path), "changes", "field_id", '"new"')


def test_one_person_has_one_pseudonym_wherever_they_stand(tmp_path: Path) -> None:
    pulled(tmp_path, desk(), Clock(), veil=made(None, "actors", "requester", "fields: assignee"))
    found = held(tmp_path)
    [(requester,)] = cells(found, "tickets", "requester_id")
    authors = dict(cells(found, "comments", "event_id", "actor_id"))
    assert authors["c1"] == requester != authors["c2"]
    assert cells(found, "actors", "actor_id") == [(requester,)]
    changed = {row[0]: row[1:] for row in cells(found, "changes", "event_id", "actor_id", "new_id")}
    assert changed["2"][1] == changed["1"][0] == authors["c2"]


def histories(store: str | Path) -> list[tuple[Any, ...]]:
    return cells(held(store), "changes", "event_id", '"new"')


def test_a_field_that_is_kept_later_has_its_whole_history(address: str) -> None:
    clock = Clock()
    pulled(address, desk(), clock, veil=made(["status"]))
    wider = desk()
    again, _ = pulled(address, wider, clock, veil=made(["status", "colour"]))
    assert histories(address) == [("1", "open"), ("3", "red")]
    assert again.new["changes"] == 1
    assert any("read anew" in notice.text for notice in held(address).notices)
    assert flaws(address) == []
    third = desk()
    none, _ = pulled(address, third, clock, veil=made(["status", "colour"]))
    assert (third.asked_from, none.is_more) == ({"A": b"1"}, False)


@pytest.mark.parametrize(
    ("before", "after", "is_anew"),
    [
        (["status"], None, True),
        (["status"], ["colour"], True),
        (["status", "colour"], ["colour"], False),
        (None, ["status"], False),
    ],
)
def test_only_what_was_left_out_is_read_anew(
    tmp_path: Path, before: list[str] | None, after: list[str] | None, *, is_anew: bool
) -> None:
    clock = Clock()
    pulled(tmp_path, desk(), clock, veil=veil(before, (), KEY))
    later = desk()
    pulled(tmp_path, later, clock, veil=veil(after, (), KEY))
    assert later.asked_from == {"A": None if is_anew else b"1"}


def test_what_was_left_out_for_a_while_is_read_anew(tmp_path: Path) -> None:
    clock = Clock()
    for keep in (["status", "colour"], ["status"]):
        pulled(tmp_path, desk(), clock, veil=made(keep))
    later = desk()
    pulled(tmp_path, later, clock, veil=made(["status", "colour"]))
    assert later.asked_from == {"A": None}


def test_reading_anew_goes_on_where_it_was_cut_short(tmp_path: Path) -> None:
    def two(ends_at: int | None = None) -> Desk:
        made_here = desk()
        made_here.queues["B"] = [
            {"changes": [change("4", field_id="colour", new="blue")]},
            {"changes": [change("5", field_id="colour", new="green")]},
        ]
        made_here.ends_at = ends_at
        return made_here

    clock = Clock()
    pulled(tmp_path, two(), clock, veil=made(["status"]))
    cut = two(1)
    with pytest.raises(SourceError):
        pulled(tmp_path, cut, clock, veil=made(["colour"]))
    last = two()
    pulled(tmp_path, last, clock, veil=made(["colour"]))
    assert (cut.asked_from["B"], last.asked_from) == (None, {"A": b"1", "B": b"1"})
    assert {"3", "4", "5"} <= {event for event, _ in histories(tmp_path)}


PEOPLE = ["actors", "requester"]


def test_the_same_key_gives_the_same_rows(tmp_path: Path) -> None:
    clock = Clock()
    pulled(tmp_path, desk(), clock, veil=veil(None, PEOPLE, KEY))
    again, _ = pulled(tmp_path, desk(), clock, veil=veil(None, PEOPLE, KEY))
    assert not again.new


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (veil(None, PEOPLE, KEY), veil(None, PEOPLE, KEY[::-1]), "by another key"),
        (veil(None, PEOPLE, KEY), veil(None, [*PEOPLE, "fields: x"], KEY), "or of others"),
        (veil(None, PEOPLE, KEY), None, "while the store has pseudonyms"),
        (None, veil(None, PEOPLE, KEY), "by pseudonyms while the store has names"),
    ],
)
def test_one_person_never_gets_a_second_name(
    tmp_path: Path, before: Veil | None, after: Veil | None, told: str
) -> None:
    pulled(tmp_path, desk(), Clock(), veil=before)
    kept = held(tmp_path)
    with pytest.raises(UsageError, match=told) as caught:
        pulled(tmp_path, desk(), Clock(), veil=after)
    assert KEY.decode() not in str(caught.value)
    assert held(tmp_path) == kept
    erased(tmp_path, *{name for (name,) in cells(kept, "comments", "actor_id")})
    with pytest.raises(UsageError, match=told):
        pulled(tmp_path, desk(), Clock(), veil=after)


def test_only_the_fields_that_are_declared_are_kept(tmp_path: Path) -> None:
    pulled(tmp_path, desk(), Clock(), veil=veil(["Status", "assignee"], [], b""))
    assert [row[0] for row in cells(held(tmp_path), "changes", "field_id")] == ["f7", "status"]
    assert b"colour" not in everything(tmp_path)


RULES = """
  level is P1 when field "priority" is "High"
  status is solved while field "status" is "Done"
  status is open while field "status" is "Open"
  reported is when created
  resolved is the first time field "status" becomes "Done"
  first_reply is the first public comment by an agent after customer_message
  assigned is the first time field "assignee" stops being empty
  agent_message is each public comment by an agent
  customer_message is each public comment by the requester
"""


def busy_desk() -> Desk:
    """Return a desk whose verdicts hang on who is who: a colleague of the requester writes too."""

    def at(hour: int) -> int:
        return START + hour * HOUR

    page: dict[TableName, Rows] = {
        "tickets": [
            ticket(
                f"t{n}", requester_id="joe-7", created_at=at(n), customer="Harbour Logistics plc"
            )
            for n in range(1, 5)
        ],
        "changes": [
            change(f"{n}{field}", ticket_id=f"t{n}", field_id=field, seq=seq, at=at(n + late))
            | {"new": new, "old": old, "new_id": new and new.lower(), "actor_id": "ann-3"}
            | {"origin": origin}
            for n in range(1, 5)
            for seq, (field, old, new, late, origin) in enumerate(
                [
                    ("priority", None, "High", 0, "creation"),
                    ("status", None, "Open", 0, "creation"),
                    ("f7", "", "Ann Lee", n, "recorded"),
                    ("status", "Open", "Done", 3 * n, "recorded"),
                ]
            )
        ],
        "comments": [
            comment(f"c{n}-{late}", ticket_id=f"t{n}", seq=10 + late, at=at(n + late), actor_id=who)
            | {"actor_role": "agent" if who == "ann-3" else "customer"}
            for n in range(1, 5)
            for late, who in enumerate(["jim-8", "joe-7", "ann-3", "joe-7"], n)
        ],
        "actors": [
            {"actor_id": who, "valid_from": START, "role": role}
            for who, role in (("joe-7", "customer"), ("jim-8", "customer"), ("ann-3", "agent"))
        ],
    }
    # The statuses of one ticket need names of their own.
    for number, row in enumerate(page["changes"]):
        row["event_id"] = str(number)
    return Desk({"A": [page]}, through=at(90))


def gathered(folder: Path, store: Path) -> Gathered:
    return gather(
        harbour(), rules(folder, RULES), source_named(f"store:{store}"), Instant(START + 99 * HOUR)
    )


def test_verdicts_are_the_same_with_pseudonyms(tmp_path: Path) -> None:
    plain, hidden = tmp_path / "plain", tmp_path / "hidden"
    pulled(plain, busy_desk(), Clock(START + 99 * HOUR))
    people = made(None, "actors", "requester", "fields: assignee")
    pulled(hidden, busy_desk(), Clock(START + 99 * HOUR), veil=people)
    named, veiled = gathered(tmp_path, plain), gathered(tmp_path, hidden)
    assert veiled.history.items == named.history.items
    assert len(named.history.items[0].happened["customer_message"]) == 2
    verdicts = [evaluate(harbour(), each.history).verdicts for each in (named, veiled)]
    assert verdicts[0] == verdicts[1]
    assert "missed" in {each.verdict for each in verdicts[0]}
    assert any("a rule that names one finds nobody" in each.what for each in veiled.findings)
    assert b"joe-7" not in everything(hidden)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"pseudonymise": ["actors"], "key": {"env": "K"}}, "name both actors and requester"),
        ({"pseudonymise": ["people"], "key": {"env": "K"}}, "'people' is none of actors"),
        ({"pseudonymise": ["actors", "requester"]}, 'key = {env = "NAME"}'),
        ({"pseudonymise": ["fields: x"], "key": {"env": "short"}}, "needs at least 16"),
        ({"pseudonymise": ["fields: x"], "key": "hush-hush-hush-hush"}, "privacy: key"),
        ({"keeps": []}, "keeps"),
    ],
)
def test_what_cannot_be_asked_for_is_told_without_the_key(table: dict[str, Any], told: str) -> None:
    def secret(reference: Secret) -> str:
        return "hush" if reference.env == "short" else "hush" * 8

    with pytest.raises(UsageError) as caught:
        veil_of(table, SOURCE, secret)
    assert told in str(caught.value)
    assert "hush" not in str(caught.value)


def erased(store: Path, *actors: str) -> None:
    with open_store(store) as opened:
        erase(opened, NAME, Erasing(actors, "the officer", "asked on 3 May"), Clock()())


def test_nothing_of_an_erased_person_is_left_and_the_chain_is_whole(tmp_path: Path) -> None:
    clock = Clock()
    pulled(tmp_path, desk(), clock)
    later = desk()
    later.queues["A"].append({"comments": [comment("c3", actor_id="joe-7")]})
    pulled(tmp_path, later, clock)
    erased(tmp_path, "joe-7")
    assert b"joe-7" not in everything(tmp_path)
    found = held(tmp_path)
    authors = dict(cells(found, "comments", "event_id", "actor_id"))
    assert authors["c1"] == authors["c3"] != authors["c2"] == "ann-3"
    assert cells(found, "tickets", "requester_id") == [(authors["c1"],)]
    with open_store(tmp_path) as store:
        assert list(verified(store)) == []


def test_an_erased_assignee_is_gone_by_identifier_and_by_name(tmp_path: Path) -> None:
    pulled(tmp_path, desk(), Clock())
    erased(tmp_path, "ann-3", "Ann Lee")
    assert b"ann-3" not in everything(tmp_path)
    assert b"Ann Lee" not in everything(tmp_path)


def test_snapshots_before_an_erasure_cannot_be_read_and_it_is_told_why(tmp_path: Path) -> None:
    pulled(tmp_path, desk(), Clock())
    erased(tmp_path, "joe-7")
    with pytest.raises(UsageError, match=r"snapshot 1 .* the officer erased .*asked on 3 May"):
        held(tmp_path, 1)
    assert held(tmp_path).snapshot == 2


def test_a_store_goes_on_after_an_erasure(tmp_path: Path) -> None:
    clock = Clock()
    pulled(tmp_path, desk(), clock)
    erased(tmp_path, "joe-7")
    later = desk()
    later.queues["A"].append({"comments": [comment("c3", actor_id="ann-3")]})
    later.queues["A"][0] = {}
    again, _ = pulled(tmp_path, later, clock)
    assert again.new == {"comments": 1}
    erased(tmp_path, "ann-3")
    assert b"ann-3" not in everything(tmp_path)
    with open_store(tmp_path) as store:
        assert list(verified(store)) == []


def test_a_customer_who_is_a_person_is_erased(tmp_path: Path) -> None:
    page: dict[TableName, Rows] = {
        "tickets": [
            ticket("t1", requester_id="joe-7", customer="joe-7"),
            ticket("t2", customer="joe-7 and sons"),
        ],
        "outages": [{"event_id": "o1", "customer": "joe-7", "service": "web", "start": START}],
        "measurements": [{"event_id": "m1", "customer": "joe-7", "name": "up", "start": START}],
    }
    pulled(tmp_path, Desk({"A": [page]}), Clock())
    erased(tmp_path, "joe-7")
    found = held(tmp_path)
    [(requester, customer), (_, others)] = cells(found, "tickets", "requester_id", "customer")
    assert (customer, others) == (requester, "joe-7 and sons")
    for table in ("outages", "measurements"):
        assert cells(found, table, "customer") == [(customer,)]


def test_where_a_person_cannot_be_erased_is_told(tmp_path: Path) -> None:
    pages: list[dict[TableName, Rows]] = [
        {
            "tickets": [ticket("t1", requester_id="joe-7"), ticket("t2", requester_id="jim-8")],
            "comments": [comment("joe-7:1", actor_id="joe-7"), comment("c2", actor_id="ann-3")],
        }
    ]
    pulled(tmp_path, Desk({"inbox/joe-7": pages}), Clock())
    erased(tmp_path, "joe-7")
    erased(tmp_path, "ann-3")
    with open_store(tmp_path) as store:
        assert remaining(store, NAME, ["joe-7"]) == ("comments.event_id", "the names of parts")
        assert remaining(store, NAME, ["ann-3"]) == remaining(store, NAME, ["joe"]) == ()
        assert "the cursors" in remaining(store, NAME, ["ann-3", "1"])


def test_who_is_nowhere_is_not_erased(tmp_path: Path) -> None:
    pulled(tmp_path, desk(), Clock())
    with pytest.raises(UsageError, match="no row of desk:acme names nobody"):
        erased(tmp_path, "nobody")
    assert held(tmp_path).snapshot == 1


def test_an_erasure_that_was_cut_short_is_done_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulled(tmp_path, desk(), Clock())
    before = held(tmp_path)
    with monkeypatch.context() as context:
        context.setattr("slarules.store.ledger.Ledger.enter", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            erased(tmp_path, "joe-7")
    assert held(tmp_path) == before
    erased(tmp_path, "joe-7")
    assert b"joe-7" not in everything(tmp_path)


def test_only_the_person_is_erased_whatever_else_has_their_number(tmp_path: Path) -> None:
    page: dict[TableName, Rows] = {
        "tickets": [ticket("t1", requester_id="3")],
        "changes": [
            change("1", actor_id="3", field_id="f1", new_id="3", new="Solved"),
            change("2", actor_id="33", field_id="f7", new_id="[3, 3, 33]", new="Ann (x), Bo"),
        ],
    }
    told = Notice("detected", "ticket 1234 of 3 was moved to 3.3 by Ann (x)")
    pulled(tmp_path, Desk({"A": [page]}, notices=(told,)), Clock())
    erased(tmp_path, "3", "Ann (x)")
    found = held(tmp_path)
    rows = cells(found, "changes", "event_id", "actor_id", "new_id", '"new"')
    [(requester,)] = cells(found, "tickets", "requester_id")
    assert rows[0] == ("1", requester, "3", "Solved")
    assert rows[1][:3] == ("2", "33", f"[{requester}, {requester}, 33]")
    assert rows[1][3].startswith("erased-")
    assert rows[1][3].endswith(", Bo")
    assert found.notices[0].text.startswith(f"ticket 1234 of {requester} was moved to 3.3 by erase")
    assert b"Ann (x)" not in everything(tmp_path)


def test_an_empty_name_erases_nobody(tmp_path: Path) -> None:
    pulled(tmp_path, desk(), Clock())
    for name in ("", " "):
        with pytest.raises(UsageError, match="an empty name names nobody"):
            erased(tmp_path, name)
