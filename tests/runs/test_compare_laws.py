"""Whatever changed together: each cause that is named would alone have led to the second run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slarules.runs.compare.figures import Figure, figures_in
from tests.entries import shop

ASSERTED = ("shop.sla", "T-2", "cause", "customer", "--state", "agreed")


def edited(name: str, old: str, new: str) -> Callable[[Path], object]:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")

    return edit


EDITS: Mapping[str, Callable[[Path], object]] = {
    "rows": edited("data/tickets.csv", shop.ROWS[0], shop.ROWS[0] + shop.LATE_ROW),
    "mapping": edited(
        "shop-csv.sla",
        'cause is the value of field "cause"',
        'cause is customer when field "cause" is "provider"',
    ),
    "contract": edited("shop.sla", "| P1    | 4 elapsed", "| P1    | 7 elapsed"),
    "register": lambda folder: shop.run(folder, "assert", *ASSERTED, *shop.said("2026-03-25")),
    "as-of": lambda folder: (folder / "later").touch(),
}
"""A change of each part; the late ticket ends after the first run looks."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[frozenset[str]], Path]:
    """The run with some of the edits, made for real."""

    @cache
    def made(parts: frozenset[str]) -> Path:
        folder = shop.written(tmp_path_factory.mktemp("shop"))
        edited("shop-csv.sla", "complete through 2026-04-01", "complete through 2026-04-05")(folder)
        for part in sorted(parts):
            EDITS[part](folder)
        register = ("--register", "slarules.db" if "register" in parts else "none")
        as_of = "2026-04-04" if "as-of" in parts else "2026-03-30T20:00"
        assert shop.audit(folder, "run", as_of, *register) == 0
        shutil.rmtree(folder / "data")
        return folder / "run"

    return made


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.frozensets(st.sampled_from(sorted(EDITS)), min_size=2))
def test_each_cause_of_a_verdict_leads_to_it(
    made: Callable[[frozenset[str]], Path],
    capsys: pytest.CaptureFixture[str],
    parts: frozenset[str],
) -> None:
    first, second = made(frozenset()), made(parts)
    capsys.readouterr()
    assert shop.run(first, "runs", "compare", str(first), str(second), "--format", "json") in (0, 1)
    changes = json.loads(capsys.readouterr().out)["changes"]
    for change in (each for each in changes if each["sort"] == "verdict"):
        before, after = (_verdict(run, change["name"]) for run in (first, second))
        if before == after:
            continue
        assert set(chain(*change["because"])) <= parts
        for because in change["because"]:
            assert _verdict(made(frozenset(because)), change["name"]) == after, change


def _verdict(run: Path, name: str) -> str | None:
    found: dict[str, Figure] = {
        key.name: figure for key, figure in figures_in(run).items() if key.sort == "verdict"
    }
    return found[name]["verdict"] if name in found else None
