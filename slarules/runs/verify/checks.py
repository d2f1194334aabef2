"""All checks of a run folder, in the order in which a reader wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

from slarules.engine.choice import AskedEngine, refuse_missing
from slarules.errors import ContractError, ErasedError, RunFolderError
from slarules.facts.source import at_snapshot, snapshot_in
from slarules.order import Order
from slarules.register.extract import Extract
from slarules.report.audited import Audited
from slarules.report.evidence.run import Manifest
from slarules.runs.manifest import MANIFEST, versions
from slarules.runs.rerun import INPUTS, extract_of_run, manifest_of_run, order_again
from slarules.runs.verify.figures import figures, source_again
from slarules.runs.verify.files import LINK, OTHER, files, manifest_found
from slarules.runs.verify.found import Check, Difference, Verification, compared
from slarules.runs.verify.registered import registered
from slarules.runs.verify.reported import reported
from slarules.runs.verify.signed import signed

CarryOut = Callable[[Order, Extract], Audited]


def verified(
    folder: Path,
    carry_out: CarryOut,
    *,
    key: Path | None = None,
    register: str | None = None,
    source: str | Sequence[str] | None = None,
    engine: AskedEngine = "auto",
) -> Verification:
    """Check a run folder.

    Args:
        carry_out: Carries out an order over a source, with what a register held.
        key: The public key that it should be signed with; without one, no signature is checked.
        register: Where it should be registered; without one, no register is asked.
        source: Where to read again, one or several; without one, what was read is taken as kept.
        engine: What computes the figures again, whatever computed the run.

    Raises:
        RunFolderError: It is none.
        SourceError: The source cannot be read to its end.
        UsageError: The source, the register or the key cannot be used.
    """
    refuse_missing(engine)
    raw, unsealed = manifest_found(folder)
    checks = [files(folder, raw, unsealed)]
    try:
        _refuse_links(checks[0])
        manifest = manifest_of_run(folder)
    except RunFolderError as error:
        checks.append(_nothing_more(checks[0], error))
        return Verification(str(folder), {}, (), tuple(checks))
    checks.append(figures(folder, manifest, engine))
    checks.append(reported(folder, manifest))
    checks.append(signed(folder, key))
    checks.append(registered(folder, manifest, register))
    checks.append(_source(folder, manifest, source, _by(engine, carry_out)))
    return Verification(str(folder), _about(manifest), tuple(_notes(manifest)), tuple(checks))


def _by(engine: AskedEngine, carry_out: CarryOut) -> CarryOut:
    return lambda order, extract: carry_out(replace(order, engine=engine), extract)


def _nothing_more(check: Check, error: RunFolderError) -> Check:
    why = f"nothing more is looked at: {error}"
    if check.state == "different":
        return Check("figures", "not checked", why)
    # Hashes and seal were made for a manifest that no run writes.
    return compared("figures", why, (Difference(MANIFEST, "", str(error), "what a run writes"),))


def _refuse_links(check: Check) -> None:
    """Refuse to read through what may lead out of the folder."""
    leading = [each.file for each in check.differences if each.kept in (LINK, OTHER)]
    if leading:
        raise RunFolderError(f"{leading[0]} is no file of a run, and may lead out of its folder")


def _about(manifest: Manifest) -> dict[str, str]:
    return {
        "contract": manifest.contract,
        "as_of": manifest.as_of,
        "audience": manifest.audience,
        "evidence": manifest.evidence,
        "seal": manifest.seal,
    }


def _notes(manifest: Manifest) -> Iterator[str]:
    now = versions()
    for name in {**manifest.versions, **now}:
        if name == "engine":
            continue  # runs of before there was a choice of engines; all come to the same
        then = manifest.versions.get(name, "none")
        if then != now.get(name, "none"):
            yield (
                f"the run was computed with {name} {then} and this check with "
                f"{now.get(name, 'none')}; a difference may come from that"
            )


def _source(
    folder: Path, manifest: Manifest, source: str | Sequence[str] | None, carry_out: CarryOut
) -> Check:
    if not source:
        why = (
            "--source S reads it again; until then the facts, findings and counts of rows are "
            "taken as they are kept"
        )
        return Check("source", "not checked", why)
    try:
        kept = order_again(folder, manifest)
        first, *beside = [source] if isinstance(source, str) else source
        as_of = datetime.fromisoformat(manifest.as_of)
        order = replace(kept, source=first, beside=tuple(beside), as_of=as_of)
        order = _of_the_same_snapshots(order, kept)
        again = carry_out(order, extract_of_run(folder, manifest))
    except ErasedError as error:
        return Check("source", "gone", f"{error}; the run itself is checked from its folder")
    except (RunFolderError, ContractError) as error:
        broken = Difference(f"{INPUTS}/", "", str(error), "texts that can be run")
        return compared("source", "nothing can be read with these texts", (broken,))
    findings = (
        replace(each, file=kept.shown_source) if each.file == order.shown_source else each
        for each in again.findings
    )
    return source_again(folder, manifest, replace(again, findings=tuple(findings)))


def _of_the_same_snapshots(order: Order, kept: Order) -> Order:
    """Return an order that reads the snapshots that a run saw, where it names none."""
    first, *beside = (
        at_snapshot(asked, snapshot_in(seen)) if asked.startswith("store:") else asked
        for asked, seen in zip_longest(
            order.sources, kept.sources[: len(order.sources)], fillvalue=""
        )
    )
    return replace(order, source=first, beside=tuple(beside))
