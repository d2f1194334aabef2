"""What a verification found, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from slarules.report.documents import SCHEMA_VERSION, Json
from slarules.report.layout import Paint, Tone, paragraph
from slarules.report.numbers import counted
from slarules.runs.verify.found import MISSING, Check, Difference, State, Verification

SHOWN = 10
TONES: dict[State, Tone] = {
    "same": "good",
    "different": "bad",
    "gone": "bad",
    "not checked": "unsure",
}
MARGIN = "  "
DEEPER = MARGIN * 2


def as_text(found: Verification, width: int, paint: Paint) -> str:
    """Return a verification as lines no longer than the width, where names allow."""
    return "\n".join(_lines(found, width, paint)) + "\n"


def _lines(found: Verification, width: int, paint: Paint) -> Iterator[str]:
    yield from paragraph(f"Run in {found.folder}", width, paint, "title", margin="")
    for name, value in found.about.items():
        yield from paragraph(f"{name} {value}", width)
    for note in found.notes:
        yield ""
        yield from paragraph(f"Note: {note}", width, paint, "unsure", margin="")
    for check in found.checks:
        yield ""
        state = paint(_state(check), TONES[check.state])
        yield f"{paint(check.name.capitalize(), 'title')}: {state}"
        yield from paragraph(check.said, width)
        for each in check.differences[:SHOWN]:
            yield from _difference(each, width, paint)
        if len(check.differences) > SHOWN:
            rest = f"and {len(check.differences) - SHOWN:,} more; --format json lists them"
            yield from paragraph(rest, width, paint, "quiet")
    yield ""
    yield from paragraph(_verdict(found), width, paint, "good" if found.is_same else "bad", "")


def _state(check: Check) -> str:
    if check.state == "different":
        return counted(len(check.differences), "difference")
    return check.state


def _difference(each: Difference, width: int, paint: Paint) -> Iterator[str]:
    place = f": {each.place}" if each.place else ""
    yield from paragraph(f"{each.file}{place}", width, paint, "bad")
    kept = MISSING if each.kept == MISSING else f"holds {each.kept}"
    yield from paragraph(kept, width, margin=DEEPER)
    yield from paragraph(f"should hold {each.found}", width, margin=DEEPER)


def _verdict(found: Verification) -> str:
    but = "".join(
        f"; {state}: {', '.join(names)}"
        for state in ("gone", "not checked")
        if (names := [check.name for check in found.checks if check.state == state])
    )
    wrong = [check.name for check in found.checks if check.state == "different"]
    if not wrong:
        return f"Everything that was checked is the same{but}."
    return f"Something differs, see {', '.join(wrong)}{but}."


def as_json(found: Verification) -> Json:
    """Return a verification as a document."""
    return {
        "schema_version": SCHEMA_VERSION,
        "same": found.is_same,
        "folder": found.folder,
        **found.about,
        "notes": list(found.notes),
        "checks": [asdict(check) for check in found.checks],
    }
