"""A run and the register: the run before it, and the entry that says it was made."""

from __future__ import annotations

import json
import shlex
from hashlib import sha256
from pathlib import Path

from slarules.errors import UsageError
from slarules.instants import Instant, iso
from slarules.register.bodies import Issued, RunMade
from slarules.register.database import Register
from slarules.register.entry import Draft
from slarules.report.audited import Audited
from slarules.report.numbers import plain
from slarules.runs.manifest import MANIFEST, digest_of
from slarules.runs.whole_folder import recover

LONGEST = 4_000
"""Characters of a reason."""


def previous_run(register: Register, audited: Audited) -> str | None:
    """Return the hash of the last entry of a run of the same contract.

    The customer's runs follow each other alone, since they hold nothing of the provider's own.
    """
    every = audited.audience == "provider"
    made = (
        entry.hash
        for entry in reversed(register.entries(audited.contract.name, "run"))
        if isinstance(entry.body, RunMade) and (every or entry.body.audience == "customer")
    )
    return next(made, None)


def refuse_issued(register: Register, folder: Path) -> None:
    """Refuse a place where a run would replace the one that an issued statement rests on.

    Raises:
        UsageError: The register holds such a statement.
    """
    recover(folder)  # the run that was set aside may be that one
    try:
        made = (folder / MANIFEST).read_bytes()
        contract = str(json.loads(made)["contract"])
        contract.encode()  # no register holds half a character
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return
    digest = sha256(made).hexdigest()
    for entry in register.entries(contract, "statement"):
        if isinstance(entry.body, Issued) and entry.body.run == digest:
            raise UsageError(
                f"the run in {folder} is not replaced: revision {entry.body.revision} of the "
                f"statement of {entry.body.period}, issued by {entry.draft.author} (entry "
                f"{entry.number}), rests on it; name another folder with --out"
            )


def run_made(folder: Path, audited: Audited, author: str, at: Instant) -> Draft:
    """Return the entry that says that a run was written.

    Args:
        folder: Where; its manifest is read.
        author: Who ran it.
        at: When it was written.
    """
    history, decimals = audited.history, audited.contract.rounding.decimals
    body = RunMade(
        folder=str(folder),
        manifest=digest_of(folder / MANIFEST),
        audience=audited.audience,
        as_of=iso(history.as_of),
        complete_through=iso(history.complete_through),
        periods=tuple(statement.period for statement in audited.statements),
        inputs={each.name: sha256(each.content).hexdigest() for each in audited.inputs},
        totals={
            each.period: (plain(each.shown_least, decimals), plain(each.shown_most, decimals))
            for each in audited.statements
        },
        currency=audited.contract.currency,
    )
    reason = shlex.join(audited.command)[:LONGEST]
    return Draft(audited.contract.name, at, author, reason, body)
