"""One history in which every rule finds something, and a contract that asks for all of them."""

from __future__ import annotations

from pathlib import Path

from slarules.core.conduct import FORMS

CASES = Path(__file__).parent / "cases"


def story(folder: Path, which: str = "gamed") -> list[str]:
    """Write contract, mapping and history, and return the arguments of an audit of them."""
    asked = [(CASES / f"{rule}.sla").read_text(encoding="utf-8") for rule in sorted(FORMS)]
    text = (CASES / "desk.sla").read_text(encoding="utf-8")
    (folder / "desk.sla").write_text("\n".join([text, *asked]), encoding="utf-8")
    (folder / "desk-csv.sla").write_bytes((CASES / "desk-csv.sla").read_bytes())
    lines: list[str] = []
    for rule in sorted(FORMS):
        initials = "".join(word[0] for word in rule.split("_"))
        head, *rows = (CASES / f"{rule}_{which}.csv").read_text(encoding="utf-8").splitlines()
        lines = [*(lines or [head]), *(f"{initials}-{row}" for row in rows)]
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "events.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    contract, mapping = str(folder / "desk.sla"), str(folder / "desk-csv.sla")
    return ["audit", contract, "--mapping", mapping, "--source", f"csv:{folder / 'data'}"]
