"""What an audit found, on one screen: targets, money, the worst misses, what was odd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby, repeat
from operator import attrgetter
from string import ascii_lowercase

from slarules.engine.outcome import TargetResult, Verdict
from slarules.report.audited import Audited
from slarules.report.layout import Cell, Paint, grid, indented, paragraph, spared, unpainted
from slarules.report.moments import wall
from slarules.report.money import settlement
from slarules.report.numbers import counted, duration
from slarules.report.overview import MANY, TONES, overview, periods_of
from slarules.report.rights import rights
from slarules.report.runs_named import run_named
from slarules.report.tables import WORDS
from slarules.report.units import shown_level, shown_parts, shown_value

SHOWN_FINDINGS = 8

MISSES = ("item", "measure", "late by", "due", "ended")


def summary(audited: Audited, width: int = 100, paint: Paint = unpainted) -> str:
    """Return the summary; a heading, then a block for each thing there is to say."""
    blocks = (
        _heading(audited, width, paint),
        _targets(audited, width, paint),
        settlement(audited, width, paint),
        rights(audited, width, paint),
        _worst(audited, width, paint),
        _conduct(audited, width, paint),
        _findings(audited, width, paint),
    )
    return "\n\n".join("\n".join(block) for block in map(list, blocks) if block) + "\n"


def _heading(audited: Audited, width: int, paint: Paint) -> Iterator[str]:
    contract, history = audited.contract, audited.history
    reference = f" ({contract.reference})" if contract.reference else ""
    yield from paragraph(f"{contract.title}{reference}", width, paint, "title", margin="")
    yield from paragraph(f"{contract.provider} for {contract.customer}", width, margin="")
    as_of = f"as of {wall(history.as_of, contract.zone)} {contract.zone}"
    if history.until < history.as_of:
        as_of += f", with a source that is complete through {wall(history.until, contract.zone)}"
    yield from paragraph(as_of, width, margin="")
    yield from paragraph(", ".join(_judged(audited)), width, margin="")
    if audited.audience == "provider" and contract.overlay:
        said = f"with {contract.overlay}: for the provider only"
        yield from paragraph(said, width, paint, "unsure", margin="")


def _judged(audited: Audited) -> Iterator[str]:
    kinds = audited.contract.vocabulary.items
    for kind, number in audited.review.items.items():
        yield counted(number, kind, kinds[kind].plural if kind in kinds else None)
    words = audited.review.words
    yield counted(sum(words.values()), "verdict")
    yield from (f"{words[word]:,} {word}" for word in WORDS if word in words)


def _targets(audited: Audited, width: int, paint: Paint) -> Iterator[str]:
    """Yield a row a target and period; of many periods only what was not met, below a table."""
    results = audited.outcome.targets
    if not results:
        return
    yield paint("Targets", "title")
    if len(periods_of(results)) > MANY:
        yield from overview(audited, width, paint)
        results = tuple(result for result in results if result.outcome != "met")
    if results:
        yield from _in_full(audited, results, width, paint)


def _in_full(
    audited: Audited, results: Sequence[TargetResult], width: int, paint: Paint
) -> Iterator[str]:
    """Yield a row a target and period; what else decided is told below, by its letter."""
    named = dict.fromkeys(filter(None, map(_rule, results)))
    rules = dict(zip(named, ascii_lowercase, strict=False))
    heads = (("period", False), ("target", False), ("needs", False), ("achieved", True))
    rows = [[*(Cell(name, "quiet", right) for name, right in heads), Cell(""), Cell("")]]
    for period, members in groupby(results, key=attrgetter("period")):
        for shown, result in zip(chain([period], repeat("")), members, strict=False):
            letter = rules.get(_rule(result))
            rows.append([Cell(shown), *_target(audited, result, letter)])
    shown_rows = spared(rows, width - 2, drops=(4, 2), yields=(1,))
    yield from indented(grid(shown_rows, width - 2, yields=(1,), paint=paint))
    for rule, letter in rules.items():
        yield from paragraph(f"{letter}: {rule}", width)


def _rule(result: TargetResult) -> str:
    """Return the rule that decided; how it did stands in the row already."""
    return (result.rule or "").partition(":")[0]


def _target(audited: Audited, result: TargetResult, letter: str | None) -> list[Cell]:
    of = f", {result.of}" if result.of else ""
    named = f"{result.title}{of}{f' ({result.origin.clause})' if result.origin.clause else ''}"
    outcome = f"{result.outcome}{', provisional' if result.provisional else ''}"
    achieved, parts = _achieved(audited, result)
    return [
        Cell(f"{named}, internal" if result.internal else named),
        Cell(f"{result.relation} {shown_level(audited.contract, result)}"),
        Cell(achieved, right=True),
        Cell(parts, right=True),
        Cell(f"{outcome} {letter}" if letter else outcome, TONES[result.outcome]),
    ]


def _achieved(audited: Audited, result: TargetResult) -> tuple[str, str]:
    """Return what was achieved, and of how much."""
    value, contract = result.achieved, audited.contract
    if value is None:
        return "-", "nothing to judge"
    least, most = (shown_value(contract, result.target, end) for end in (value.least, value.most))
    parts = shown_parts(contract, result.target, value) or ""
    return (least if value.least == value.most else f"{least} to {most}"), parts


def _worst(audited: Audited, width: int, paint: Paint) -> Iterator[str]:
    missed = audited.review.latest
    if not missed:
        return
    yield paint("Worst misses", "title")
    heads = [Cell(head, "quiet") for head in MISSES]
    rows = [heads, *(_miss(audited, verdict) for verdict in missed)]
    shown_rows = spared(rows, width - 2, drops=(4, 3, 1), yields=(0,))
    yield from indented(grid(shown_rows, width - 2, yields=(0,), paint=paint))


def _miss(audited: Audited, verdict: Verdict) -> list[Cell]:
    zone = audited.contract.zone
    due = wall(verdict.due_at, zone) if verdict.due_at is not None else "unknown"
    ended = wall(verdict.ended_at, zone) if verdict.ended_at is not None else "not yet"
    late = (verdict.lateness or (0, 0))[0]
    clause = f" ({verdict.origin.clause})" if verdict.origin.clause else ""
    return [
        Cell(" ".join(part for part in (verdict.item, verdict.level) if part)),
        Cell(f"{run_named(verdict.measure, verdict.cycle, verdict.cycle_of)}{clause}"),
        Cell(duration(late), "bad"),
        Cell(due, "quiet"),
        Cell(ended, "quiet"),
    ]


def _conduct(audited: Audited, width: int, paint: Paint) -> Iterator[str]:
    """Yield how much each rule of conduct found; what it is stands in the report."""
    if not audited.conduct:
        return
    yield paint("Conduct, no verdicts", "title")
    for each in audited.conduct:
        clause = f" ({each.asked.origin.clause})" if each.asked.origin.clause else ""
        found = counted(len(each.findings), "finding") if each.findings else "nothing found"
        looked = f"{each.asked.title}{clause}: {found} in {counted(each.looked_at, 'item')}"
        lacks = f"; not known: {', '.join(each.not_known)}" if each.not_known else ""
        yield from paragraph(f"{looked}{lacks}", width)


def _findings(audited: Audited, width: int, paint: Paint) -> Iterator[str]:
    read = sum(each.read for each in audited.counts)
    used = sum(each.used for each in audited.counts)
    files = counted(len(audited.counts), "file")
    yield paint("What was read", "title")
    left = [
        f"{number:,} {word}"
        for word in ("excluded", "unmapped")
        if (number := sum(getattr(each, word) for each in audited.counts))
    ]
    rows = f"{counted(read, 'row')} of {files}: {', '.join([f'{used:,} used', *left])}"
    yield from paragraph(rows, width)
    for snapshot in audited.snapshots:
        yield from paragraph(f"{snapshot}", width)
    for need in audited.needs:
        yield from paragraph(f"unknown throughout: {need}", width, paint, "unsure")
    odd = (finding for finding in audited.findings if finding.kind != "not given")
    worth = sorted(odd, key=lambda finding: (finding.kind == "detected", -finding.count))
    for finding in worth[:SHOWN_FINDINGS]:
        yield from paragraph(str(finding), width)
    if len(worth) > SHOWN_FINDINGS:
        yield f"  and {counted(len(worth) - SHOWN_FINDINGS, 'further finding')}"
