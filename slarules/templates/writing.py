"""A template filled in: the texts and files of a new contract."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from math import ceil
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined

from slarules.contract import load
from slarules.core.clocks import Holidays
from slarules.currencies import DECIMALS
from slarules.errors import UsageError
from slarules.hours.freeze import from_library
from slarules.hours.freeze import written as frozen
from slarules.resources import shipped
from slarules.scenarios.accept import acceptable, accepted
from slarules.scenarios.run import run
from slarules.source import SourceText
from slarules.syntax.layout import format_text
from slarules.templates.calendar import Days
from slarules.templates.catalogue import Template
from slarules.templates.sample import history

TO_DECIDE = {
    "provider": "the provider's name, as the signed text has it",
    "customer": "the customer's name, as the signed text has it",
    "starts": "the dates",
    "ends": "the dates",
    "zone": "the time zone",
    "currency": "the currency",
    "fee": "the fee",
    "hours": "the hours, and whose public holidays close the desk",
    "holidays": "the hours, and whose public holidays close the desk",
    "service": "what the monitor calls the service",
    "uptime": "the uptime that is promised",
    "share": "the share of tickets",
}
"""What is to decide, by the question that nobody answered; goals of levels are told alike."""


def written(
    name: str, chosen: Template, answers: Mapping[str, str], still_open: Collection[str], into: Path
) -> None:
    """Write the files of a new contract into an empty folder.

    Args:
        answers: An answer to each question of the template, as a contract writes it.
        still_open: Questions that nobody answered; the text says that they are to decide.

    Raises:
        UsageError: The answers make no contract together.
    """
    days = Days.of_contract(date.fromisoformat(answers["starts"]))
    values = {**answers, **_further(name, chosen, answers, days)}
    _freeze(answers, into)
    contract = into / f"{name}.sla"
    environment = _environment(still_open)
    _write(contract, environment.get_template(f"{chosen.name}/contract.sla.j2").render(values))
    _write(into / f"{name}-csv.sla", environment.get_template("mapping.sla.j2").render(values))
    _settle_examples(contract)
    (into / "history").mkdir()
    for file, text in history(answers["shape"], days, answers.get("service")).items():
        (into / "history" / file).write_text(text, encoding="utf-8", newline="\n")


def _further(
    name: str, chosen: Template, answers: Mapping[str, str], days: Days
) -> Mapping[str, str]:
    """Return what a text needs beside the answers."""
    uptime = Decimal(answers.get("uptime", "99%").rstrip("%"))
    may_miss = 100 - Decimal(answers.get("share", "90%").rstrip("%"))
    return {
        "name": name,
        "template": chosen.name,
        "title": f"{answers['customer']} {chosen.title}",
        "holidays_version": _holidays_version(answers),
        # From so many tickets on the share allows a miss: one ticket more never makes it stricter.
        "few": str(max(10, ceil(100 / may_miss))),
        "low_uptime": f"{(100 - (100 - uptime) * 10).normalize():f}%",
        "month": days.label,
        "monday": days.monday.isoformat(),
        "friday": days.day(4).isoformat(),
        "week_before": days.day(-7).isoformat(),
        "far": days.day(21).isoformat(),
        "nothing": f"{Decimal():.{DECIMALS.get(answers.get('currency', ''), 2)}f}",
    }


def _environment(still_open: Collection[str]) -> Environment:
    def undecided(*keys: str) -> str:
        """Return a comment for the line above what nobody has decided."""
        told = dict.fromkeys(TO_DECIDE.get(key, "the goals") for key in keys if key in still_open)
        return f"# To decide: {', '.join(told)}.\n" if told else ""

    # The text is no page of the web, and what stands between quotes is escaped by `quoted`.
    environment = Environment(
        loader=FunctionLoader(_text),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        keep_trailing_newline=True,
    )
    environment.filters["quoted"] = quoted
    environment.globals["undecided"] = undecided
    return environment


def _text(name: str) -> str | None:
    file = shipped("rules").joinpath("templates", *name.split("/"))
    return file.read_text("utf-8") if file.is_file() else None


def quoted(text: str) -> str:
    """Return words between quotes, whatever quotes stand in them."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _write(path: Path, text: str) -> None:
    path.write_text(format_text(SourceText(str(path), text)), encoding="utf-8", newline="\n")


# --- holidays ------------------------------------------------------------------------------------


def _holidays_version(answers: Mapping[str, str]) -> str:
    return f"{answers['starts'][:4]}.1"


def _freeze(answers: Mapping[str, str], into: Path) -> None:
    """Write the holidays of the contract's years beside it, once and for all."""
    area, version = answers["holidays"], _holidays_version(answers)
    if area == "none":
        return
    years = range(int(answers["starts"][:4]), int(answers["ends"][:4]) + 1)
    days, source = from_library(area, years)
    text = frozen(Holidays(area, version, days), source)
    (into / f"{area}-{version}.sla").write_text(text, encoding="utf-8", newline="\n")


# --- examples ------------------------------------------------------------------------------------


def _settle_examples(contract: Path) -> None:
    """Write into the scenarios what follows from the answers.

    Raises:
        UsageError: The contract has errors.
    """
    loaded = load(contract)
    wrong = [str(problem.message) for problem in loaded.problems if problem.tier != "advice"]
    if loaded.contract is None or wrong:
        raise UsageError(f"these answers make no contract together: {'; '.join(wrong)}")
    results = run(loaded.contract)
    failures = [failure for result in results for failure in result.failures]
    settled = acceptable(results)
    if hopeless := [each for each in failures if each not in settled]:
        why = f"{hopeless[0].expected}: {hopeless[0].actual}"
        raise UsageError(f"an example cannot be made with these answers: {why}")
    texts = {str(contract): SourceText.read(contract)}
    for rewritten in accepted(settled, loaded.contract, texts):
        _write(contract, rewritten.after.text)
