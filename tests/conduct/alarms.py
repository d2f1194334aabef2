"""Counts what the rules of conduct find where nobody is known to have gamed a clock.

`PYTHONPATH=. python -m tests.conduct.alarms [FOLDER]` from the root of the checkout prints findings
per 1,000 items: in made-up years in which nobody games, and in two public logs, of which nobody
knows whether somebody did.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from slarules import audit
from slarules.conduct import Watched
from slarules.core.conduct import FORMS
from slarules.demo import write
from slarules.resources import shipped
from tests.real.city import BOSTON, EXPORTED, write_targets
from tests.real.incidents import INCIDENTS

ASKED: Mapping[str, tuple[str, ...]] = {
    "waiting_set_before_deadline": ("within 1 elapsed hour",),
    "priority_lowered_after_deadline": (),
    "priority_raised_after_closing": (),
    "reopened_around_deadline": ("within 24 elapsed hours",),
    "empty_reply": ("within 15 elapsed minutes",),
    "waiting_without_question": ("within 30 elapsed minutes",),
    "answer_held_back": ("within 24 elapsed hours",),
    "held_open_across_period_end": ("within 24 elapsed hours",),
    "heaping_under_goal": ("within 15 elapsed minutes", "at least 100 tickets", "at least 1%"),
}
"""The thresholds that the pages of the rules state."""

MESSAGES = """
  agent_message is each public comment by an agent
  customer_message is each public comment by a customer
"""
WAITING = """
pause waiting_on_customer clause "waiting"
  suspends close
  while status is waiting_on_customer
"""


def statements(*left_out: str) -> str:
    """Return a statement for each rule but those that a source has nothing for."""
    assert set(ASKED) == set(FORMS)
    chosen = ((rule, phrases) for rule, phrases in ASKED.items() if rule not in left_out)
    return "\n".join(
        "\n".join([f'conduct {rule} clause "c"', *(f"  {phrase}" for phrase in phrases), ""])
        for rule, phrases in chosen
    )


def honest_year(folder: Path, seed: int) -> tuple[Watched, ...]:
    """Return what the rules find in a made-up year in which nobody games."""
    files = write(folder, seed)
    with files.contract.open("a", encoding="utf-8") as text:
        text.write(f"\n{statements()}")
    with files.mapping.open("a", encoding="utf-8") as text:
        text.write(MESSAGES)
    return audit(files.contract, files.mapping, f"csv:{files.source}").conduct


def incidents(folder: Path) -> tuple[Watched, ...]:
    """Return what they find in the incidents of a ServiceNow, which keeps no messages."""
    texts = _texts(folder, "servicenow", "servicenow.sla")
    changed = texts.replace("period of reported", "period of closed, or of due while unresolved")
    without = ("waiting_without_question", "answer_held_back", "empty_reply")
    contract = folder / "servicenow.sla"
    contract.write_text(f"{changed}\n{WAITING}\n{statements(*without)}", encoding="utf-8")
    return audit(contract, folder / "servicenow-csv.sla", f"csv:{INCIDENTS}").conduct


def requests(folder: Path) -> tuple[Watched, ...]:
    """Return what they find in requests to the city of Boston: one row each, without a past."""
    texts = _texts(folder, "boston", "boston.sla")
    changed = texts.replace("period of reported", "period of closed, or of due while unresolved")
    kept = ("heaping_under_goal", "held_open_across_period_end")
    asked = statements(*(rule for rule in ASKED if rule not in kept))
    contract = folder / "boston.sla"
    contract.write_text(f"{changed}\n{asked}", encoding="utf-8")
    write_targets(folder / "targets.csv")
    as_of: datetime = EXPORTED
    return audit(contract, folder / "boston-csv.sla", f"csv:{BOSTON}", as_of=as_of).conduct


def _texts(folder: Path, name: str, contract: str) -> str:
    """Write the texts of a folder of the library, and return the contract."""
    for path in shipped("rules").joinpath(name).iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return (folder / contract).read_text(encoding="utf-8")


def per_thousand(found: Watched) -> float:
    """Return the findings per 1,000 items looked at; one about many items is one."""
    return 1000 * len(found.findings) / found.looked_at if found.looked_at else 0.0


def page(folder: Path) -> Iterator[str]:
    """Yield the counts, a line a rule and source."""
    sources = {f"honest year {seed}": lambda at, seed=seed: honest_year(at, seed) for seed in SEEDS}
    for name, look in {**sources, "servicenow": incidents, "boston": requests}.items():
        at = folder / name.replace(" ", "-")
        at.mkdir(parents=True, exist_ok=True)
        for found in look(at):
            unknown = f"  not known: {', '.join(found.not_known)}" if found.not_known else ""
            yield (
                f"{name:16} {found.asked.rule:34} {len(found.findings):>5} of {found.looked_at:>7,}"
                f" items, {per_thousand(found):>6.2f} per 1,000{unknown}"
            )


SEEDS = (1, 2, 3)

if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(mkdtemp(prefix="slarules-alarms-"))
    for line in page(chosen):
        print(line, flush=True)  # noqa: T201
