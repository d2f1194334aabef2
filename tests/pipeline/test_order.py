from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from slarules.errors import UsageError
from slarules.order import Order
from slarules.report.periods import Ended, Through
from tests.made import at

ZONE = "Europe/Dublin"
M = Path("here/harbour-csv.sla")
C = Path("there/harbour.sla")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (date(2026, 7, 1), "2026-06-30T23:00"),
        (datetime(2026, 7, 1, 9, 30), "2026-07-01T08:30"),  # noqa: DTZ001 - a wall time
        (datetime(2026, 7, 1, 9, 30, tzinfo=UTC), "2026-07-01T09:30"),
    ],
)
def test_an_instant_without_a_zone_is_one_of_the_contracts_wall(
    said: date | datetime, meant: str
) -> None:
    assert Order(C, M, "csv:data", as_of=said).as_of_in(ZONE) == at(meant)


def test_no_instant_leaves_it_to_the_source() -> None:
    assert Order(C, M, "csv:data").as_of_in(ZONE) is None


def test_what_is_asked_is_a_label_or_two_dates_or_all_that_ended() -> None:
    march = Through(date(2026, 3, 1), date(2026, 3, 31))
    now = at("2026-05-01")
    assert Order(C, M, "csv:data", "2026-03").asked(ZONE, now) == march
    two = (march.first, march.last)
    assert Order(C, M, "csv:data", two).asked(ZONE, now) == march
    assert Order(C, M, "csv:data").asked(ZONE, now) == Ended(now)


def test_a_label_that_is_none_is_told_with_examples() -> None:
    with pytest.raises(UsageError, match="'March' is no period; write 2026-03"):
        Order(C, M, "csv:data", "March").asked(ZONE, at("2026-05-01"))


def test_the_evidence_keeps_the_command_without_folders() -> None:
    order = Order(C, M, "csv:/home/anna/exports", "2026-03", date(2026, 5, 1), "provider", "Anna")
    assert order.words("harbour.sla") == (
        *("slarules", "audit", "harbour.sla", "--mapping", "harbour-csv.sla"),
        *("--source", "csv:exports", "--period", "2026-03"),
        *("--as-of", "2026-05-01", "--audience", "provider", "--mapping-changed", "Anna"),
    )


def test_a_folder_that_is_named_by_a_dot_has_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "exports").mkdir()
    monkeypatch.chdir(tmp_path / "exports")
    assert "csv:exports" in Order(C, M, "csv:.").words("harbour.sla")


@pytest.mark.parametrize(
    "argument", ["https://anna:s3cret@desk.example/x", "postgres://:s3cret@h/d"]
)
def test_no_password_is_kept(argument: str) -> None:
    assert "s3cret" not in " ".join(Order(C, M, f"store:{argument}").words("harbour.sla"))
