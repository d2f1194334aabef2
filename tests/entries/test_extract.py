"""What a run keeps of a register, and what of it the customer sees."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from slarules.facts.known import REGISTER
from slarules.register.bodies import Asserted, Body, Claimed, Disputed, Issued
from slarules.register.entry import Draft
from slarules.register.extract import Extract
from slarules.register.extract_file import extract_in
from slarules.register.extract_file import written as kept_file
from slarules.register.known import known_of
from tests.entries.shop import audit, run, said, written
from tests.made import at

HASH = "0" * 64


def drafts() -> list[tuple[int, Draft]]:
    bodies: tuple[Body, ...] = (
        Asserted(
            about="T-1", fact="level", value="P1", state="agreed", since="2026-03-02T08:00:00Z"
        ),
        Claimed(credit="late", period="2026-03", state="in time", run=HASH),
        Disputed(step="opened", about="T-2", fact="level"),
        Disputed(step="settled", dispute=3, about="T-2", fact="level", value="P2"),
        Disputed(step="opened", about="T-3", fact="cause", late=True),
        Disputed(step="opened", about="late", period="2026-03"),
        Issued(
            period="2026-03",
            revision=1,
            run=HASH,
            mapping=HASH,
            currency="EUR",
            least="5.00",
            most="105.00",
            credits={"late": ("0.00", "100.00")},
            final=False,
        ),
    )
    return [
        (number, Draft("shop", at(f"2026-04-0{number}"), "Anna", "ä reason", body))
        for number, body in enumerate(bodies, 1)
    ]


def test_what_is_kept_is_recalled() -> None:
    held = Extract("shop", tuple(drafts()))
    assert extract_in(kept_file(held)) == held
    assert kept_file(held) == kept_file(extract_in(kept_file(held)))


@pytest.mark.parametrize("content", [b"", b"[]", b'{"contract": "x", "entries": [{}]}', b"\xff"])
def test_what_no_run_kept_is_no_register(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        extract_in(content)


def test_a_kept_entry_that_says_no_time_is_refused() -> None:
    [(number, draft), *_] = drafts()
    odd = replace(draft, body=Asserted(**{**draft.body.model_dump(), "since": "soon"}))
    with pytest.raises(ValueError, match="soon"):
        extract_in(kept_file(Extract("shop", ((number, odd),))))


@pytest.mark.parametrize("least", ["1e999999999", "NaN", "1/3", "five"])
def test_a_kept_sum_is_one_of_money(least: str) -> None:
    """The first would take a day to compute."""
    issued = {
        "kind": "statement",
        "period": "2026-03",
        "revision": 1,
        "run": "0" * 64,
        "mapping": "0" * 64,
        "currency": "EUR",
        "least": least,
        "most": "5.00",
        "final": True,
    }
    said = {"number": 1, "at": "2026-04-02T00:00:00Z", "author": "Ben", "reason": "March"}
    kept = {"contract": "shop", "entries": [{**said, "body": issued}]}
    with pytest.raises(ValueError, match="least"):
        extract_in(json.dumps(kept).encode())
    issued["least"] = "5.00"
    assert extract_in(json.dumps(kept).encode()).known.issued[0].least == 5


def test_entries_become_what_is_known() -> None:
    known = known_of(drafts())
    said_of = [(each.about, each.state, each.value, each.ref.row) for each in known.assertions]
    assert said_of == [
        ("T-1", "agreed", "P1", 1),
        ("T-2", "disputed", "", 3),
        ("T-2", "agreed", "P2", 4),
    ]
    assert known.assertions[0].since == at("2026-03-02T08:00")
    assert {each.ref.file for each in known.assertions} == {REGISTER}
    assert [(each.credit, each.period) for each in known.claims] == [("late", "2026-03")]
    assert [(str(each.least), str(each.most)) for each in known.issued] == [("5", "105")]


def test_what_was_said_later_does_not_count() -> None:
    held = Extract("shop", tuple(drafts()))
    assert len(held.until(at("2026-04-03")).entries) == 3
    assert held.after(at("2026-04-05")) == (at("2026-04-06"), at("2026-04-07"))


OVERLAY = """\
language slarules 1

internal overlay of shop

use vocabulary "service-desk" version 2
use vocabulary "ours" version 1
"""
OURS = """\
language slarules 1

vocabulary "ours" version 1

span strike
  fact blame one of planning, weather
    means "Who let it happen"
"""


def test_nothing_that_only_the_provider_knows_reaches_the_customer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SLARULES_REGISTER")
    written(tmp_path)
    (tmp_path / "ours.sla").write_text(OURS, "utf-8")
    (tmp_path / "shop-internal.sla").write_text(OVERLAY, "utf-8")
    words = ("S-1", "blame", "planning", "--state", "agreed", *said("2026-04-05", "Ops"))
    assert run(tmp_path, "assert", "shop-internal.sla", *words) == 0
    words = ("T-2", "level", "P2", "--state", "agreed", *said("2026-04-05"))
    assert run(tmp_path, "assert", "shop.sla", *words) == 0
    capsys.readouterr()
    assert audit(tmp_path, "march", "2026-04-10") == 0
    told = capsys.readouterr()
    kept = json.loads((tmp_path / "march" / "inputs" / "register.json").read_bytes())
    assert [each["body"]["fact"] for each in kept["entries"]] == ["level"]
    files = (path for path in (tmp_path / "march").rglob("*") if path.is_file())
    for text in (told.out.encode(), told.err.encode(), *(path.read_bytes() for path in files)):
        assert b"blame" not in text
        assert b"planning" not in text
    provider = ("--audience", "provider", "--register", "slarules.db")
    files_ = ("shop-internal.sla", "--mapping", "shop-csv.sla", "--source", "csv:data")
    asked = ("--as-of", "2026-04-10", "--out", "ours")
    assert run(tmp_path, "audit", *files_, *asked, *provider) == 0
    seen = json.loads((tmp_path / "ours" / "inputs" / "register.json").read_bytes())
    assert [each["body"]["fact"] for each in seen["entries"]] == ["blame", "level"]
