"""The mapping's text by which a statement was issued counts until both parties say otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import ndiff
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from slarules.agreement import Agreement
from slarules.errors import UsageError
from slarules.order import Order
from slarules.register.extract import Extract

if TYPE_CHECKING:
    from slarules.register.bodies import Issued
    from slarules.register.database import Register

SHOWN = 6
"""How many lines that differ are shown."""


def refuse_another_text(
    agreed: Agreement, order: Order, counted: Extract, register: Register
) -> None:
    """Refuse to measure by another text of the mapping than the last statement was issued by.

    Args:
        counted: What the register holds on the contract by the as-of instant.

    Raises:
        UsageError: It is another, and nobody approved of it.
    """
    issued = counted.issued
    now = agreed.inputs[1].content
    if issued is None or order.approval is not None or sha256(now).hexdigest() == issued.mapping:
        return
    then = _text_then(issued, counted.contract, register)
    raise UsageError(
        f"{order.mapping.name} is not the text by which the statement of {issued.period} was "
        f"issued (revision {issued.revision}){_difference(then, now)}\nif both parties agree to "
        'the new text, say who did with --mapping-changed "..."'
    )


def _text_then(issued: Issued, contract: str, register: Register) -> bytes | None:
    """Return the text it was issued by, where the folder of its run is still as it was."""
    bodies = (entry.body for entry in register.entries(contract, "run"))
    runs = (b for b in bodies if b.kind == "run" and b.manifest == issued.run)
    for run in runs:
        for name in (name for name, digest in run.inputs.items() if digest == issued.mapping):
            text = _read(Path(run.folder) / "inputs" / name)
            if text is not None and sha256(text).hexdigest() == issued.mapping:
                return text
    return None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (OSError, ValueError):
        return None


def _difference(then: bytes | None, now: bytes) -> str:
    if then is None:
        return "; the folder of that run is not where it was, so what differs cannot be shown"
    lines = list(_differing(then, now))
    more = [f"  and {len(lines) - SHOWN} more lines"] if len(lines) > SHOWN else []
    return ":\n" + "\n".join([*lines[:SHOWN], *more])


def _differing(then: bytes, now: bytes) -> Iterator[str]:
    before, after = (text.decode(errors="replace").splitlines() for text in (then, now))
    for line in ndiff(before, after):
        if line.startswith(("- ", "+ ")):
            yield f"  {line[0]} {line[2:].strip()}"
