"""The index of the rules, made from the files: `python -m tests.rules.index` writes it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

RULES = Path(__file__).parents[2] / "rules"
INDEX = RULES / "README.md"

BEGINNING = """\
# Rules

Contracts, and parts to use in your own. All of it comes with slarules: `use` looks beside the
contract first and here second. Every contract has scenarios, which the tests run. To begin your
own, `slarules new` asks what it has to know and writes it, or copy a file of
[templates/](templates/) and answer the questions at its head;
[../docs/onboarding.md](../docs/onboarding.md) walks the whole way.

This page is made from the files by `python -m tests.rules.index`.
"""

FOLDERS = {
    "library/cloud": "Real agreements: public cloud",
    "library/saas": "Real agreements: software as a service",
    "library/carrier": "Real agreements: carriers and data centres",
    "library/utility": "Real agreements: utilities",
    "library/outsourcing": "Real agreements: outsourcing",
    "library/government": "Real agreements: government",
    "library/support": "Real agreements: support and maintenance",
    "library": "Whole agreements with invented parties",
    "templates": "Starting points: each opens with the questions that its author must answer",
    "contracts": "Examples of the language",
    "shapes": "Shapes of credits: a short contract for each way in which money follows",
    "demo": "What `slarules demo` audits",
    "mappings": "Counting like a ticket tool ([../docs/compare.md](../docs/compare.md))",
    "vocabulary": "Vocabularies",
    "holidays": "Public holidays as frozen files; `slarules calendar freeze` writes others",
    "boston": "A city's service requests ([../docs/boston.md](../docs/boston.md))",
    "servicenow": "A company's incidents ([../docs/servicenow.md](../docs/servicenow.md))",
}
"""Folders of the rules in the order of the page."""

HEAD = re.compile(
    r'^(contract|vocabulary|holidays|mapping|internal overlay of) "?([\w-]+)"?(.*)$', re.MULTILINE
)


def page() -> str:
    """Return the page as it should be."""
    return BEGINNING + "".join(_section(folder, title) for folder, title in FOLDERS.items())


def _section(folder: str, title: str) -> str:
    files = sorted((RULES / folder).glob("*.sla"))
    rows = "\n".join(_row(path) for path in files)
    return f"\n## {title}\n\n| | |\n| --- | --- |\n{rows}\n" if files else ""


def _row(path: Path) -> str:
    text = path.read_text("utf-8")
    shown = path.relative_to(RULES).as_posix()
    said = ". ".join(part.rstrip(".") for part in (_title(text), _comment(text)) if part)
    return f"| [{path.name}]({shown}) | {said} |".replace("\\", "")


def _title(text: str) -> str:
    found = HEAD.search(text)
    if found is None:
        return ""
    kind, name, rest = found.groups()
    if means := re.search(r'^  means "([^"]+)"', text, re.MULTILINE):
        rest = f'"{means[1]}"' if kind == "vocabulary" else rest
    titled = re.search(r'"([^"]+)"', rest)
    match kind:
        case "holidays":
            return f"Public holidays of {name}"
        case "contract" | "vocabulary" if titled:
            return titled[1]
        case "internal overlay of":
            return f"Internal overlay of {name}"
        case _:
            return ""


def _comment(text: str) -> str:
    """Return the first sentence of the comment at the head of a file."""
    lines = text.split("\n")[1:]
    said = list(_first_comment(lines))
    sentence = re.split(r"(?<=[.?]) ", " ".join(said), maxsplit=1)[0]
    return sentence.rstrip(":")


def _first_comment(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith("#"):
            yield line.lstrip("# ")
        elif line.strip():
            return


if __name__ == "__main__":
    INDEX.write_text(page(), "utf-8")
    sys.stdout.write(f"{INDEX}\n")
