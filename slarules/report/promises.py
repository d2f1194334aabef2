"""`promises.json`: what a contract promises, in its own words, and the mapping's sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from slarules.core.contract import Choice, Contract, Version
from slarules.core.english import listed
from slarules.hours.local import ONE_DAY, local_date
from slarules.instants import Instant
from slarules.report.audited import Audited
from slarules.report.declared import Declared
from slarules.report.english.periods import period
from slarules.report.evidence.promises import (
    Head,
    Level,
    NotComputed,
    Promises,
    Silence,
    TextVersion,
)
from slarules.report.glossary import glossary
from slarules.report.wording import Wording

SCHEMA_VERSION = 1


def promises(audited: Audited) -> Promises:
    """Return what `promises.json` holds."""
    contract = audited.contract
    wording = Wording(audited.inputs)
    return Promises(
        schema_version=SCHEMA_VERSION,
        head=_head(contract, wording),
        levels=tuple(_levels(contract)),
        declarations=tuple(Declared(contract, wording)),
        glossary=tuple(glossary(contract, audited.history, audited.sentences)),
        silences=tuple(
            Silence(says=_said(each), write=each.write, clause=each.origin.clause)
            for each in contract.choices
        ),
        not_computed=tuple(
            NotComputed(clause=clause, says=says) for clause, says in contract.not_computed
        ),
        scenarios=len(contract.scenarios),
    )


def _said(choice: Choice) -> str:
    return f"{choice.about}: {choice.says}" if choice.about else choice.says


def _head(contract: Contract, wording: Wording) -> Head:
    ends = None if contract.ends is None else _day(contract.ends, contract) - ONE_DAY
    return Head(
        contract=contract.name,
        title=contract.title,
        reference=contract.reference,
        provider=contract.provider,
        customer=contract.customer,
        zone=contract.zone,
        currency=contract.currency,
        every=period(contract.every),
        signed=None if contract.signed is None else contract.signed.isoformat(),
        starts=_day(contract.starts, contract).isoformat(),
        ends=None if ends is None else ends.isoformat(),
        says=wording.head(),
        mapping="{} version {}".format(*contract.mapping) if contract.mapping else "",
        vocabularies=tuple(f"{name} version {number}" for name, number in contract.vocabulary.used),
        overlay=contract.overlay,
        texts=tuple(_text(version, contract) for version in contract.versions),
    )


def _text(version: Version, contract: Contract) -> TextVersion:
    applies = listed(
        (
            f"{contract.vocabulary.items[on.item].plural} {on.moment} on or after"
            f" {_day(on.since, contract)}"
            for on in version.applies
        ),
        "and",
    )
    return TextVersion(
        name=version.name,
        title=version.title,
        since=_day(version.effective, contract).isoformat(),
        applies=applies,
    )


def _day(at: Instant, contract: Contract) -> date:
    return local_date(at, contract.zone)


def _levels(contract: Contract) -> Iterator[Level]:
    before: Mapping[str, str] = {}
    for version in contract.versions:
        for level, means in version.terms.levels.items():
            if before.get(level) != means:
                yield Level(level=level, means=means, text_version=version.name)
        before = version.terms.levels
