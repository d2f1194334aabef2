"""What was measured, as a page: `docs/performance.md` and its chart."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.bulk.contenders import AUDIT, CALLS, OURS, SCAN, Task
from benchmarks.bulk.further import CONTRACTS, TICKETS
from benchmarks.bulk.goals import TITLES, Found, Goal, Measured, goals, main_size
from benchmarks.bulk.once import LONG
from benchmarks.bulk.runner import WHENS, Times

MEASURED = ("duckdb", "polars", "pandas", "businesstimedelta", "numpy", "numba")

FURTHER_TITLE = "Intake of CSV, files of verdicts, a portfolio"
COMMAND_TITLE = "The command, from its start to its end"

HEAD = Path(__file__).with_name("page.txt")

VERDICTS = {True: "✓ met", False: "✗ **missed**", None: "no goal"}


def page(sizes: Sequence[Measured]) -> str:
    """Return the page."""
    main = main_size(sizes)
    found = goals(sizes)
    head = HEAD.read_text("utf-8").format(
        summary=summary(found),
        goals="\n".join(_goals_table(found)),
        events=main.events,
        tickets=main.events // 5,
        turns=main.turns,
        calls=CALLS,
        long=LONG,
        contracts=CONTRACTS,
        shared=TICKETS,
    )
    parts = [head, *_tables(main), *_commands(sizes), *_further(main)]
    parts += ["## Growth\n", *_growth_table(sizes), "", *_machine()]
    return "\n".join(parts)


def summary(found: Sequence[Goal]) -> str:
    """Return in a few sentences which goals are met."""
    set_ = [each for each in found if each.words]
    again, first = (sum(each.is_met_by(when) is True for each in set_) for when in reversed(WHENS))
    missed = [each.what for each in set_ if each.is_met is False]
    unknown = [each.what for each in set_ if each.is_met is None]
    said = [f"**{again} of {len(set_)} goals are met**; by first calls it would be {first}."]
    if missed:
        said.append(f"Missed: {'; '.join(missed)}.")
    if unknown:
        said.append(f"Not measured: {'; '.join(unknown)}.")
    return " ".join(said)


def _goals_table(found: Sequence[Goal]) -> Iterator[str]:
    yield "| | goal | again | | first |"
    yield "| --- | --- | --- | --- | --- |"
    for each in found:
        again, first = (_shown(each.found, when) for when in reversed(WHENS))
        verdict = VERDICTS[each.is_met]
        if each.words and each.is_met is None:
            verdict = "not measured"
        note = f" ({each.note})" if each.note else ""
        yield f"| {each.what} | {each.words} | {again} | {verdict}{note} | {first} |"


def _shown(found: Found | None, when: str) -> str:
    return "" if found is None else f"{found[when]:.2f}"  # type: ignore[index]


def _tables(measured: Measured) -> Iterator[str]:
    scan = measured.best("scan", SCAN)
    for task, title in TITLES.items():
        own = [each for each in measured.times.values() if each.contender.task in (task, "scan")]
        timed = [each for each in own if each.is_timed]
        timed.sort(key=lambda each: each.scaled("again", measured.events).seconds)
        yield f"## {title}\n"
        yield "| | first | again | first ÷ the scan | again ÷ the scan | of processors | MB | |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
        yield from (_row(each, measured, scan) for each in timed)
        yield ""
        yield from _untimed(own)


def _row(times: Times, measured: Measured, scan: Found | None) -> str:
    found = {when: times.scaled(when, measured.events) for when in WHENS}
    seconds = [f"{found[when].seconds:.2f}" for when in WHENS]
    ratios = [f"{found[when].seconds / scan[when]:.1f}" if scan else "" for when in WHENS]
    sample = "" if times.contender.tickets is None else f"from {times.events:,} events"
    peak = "" if times.contender.tickets else _megabytes(times)
    cells = (times.contender.name, *seconds, *ratios, f"{found['again'].processor:.2f}", peak)
    return f"| {' | '.join(cells)} | {sample} |"


def _megabytes(times: Times) -> str:
    return f"{times.peak / 1e6:.0f}"


def _untimed(own: Sequence[Times]) -> Iterator[str]:
    for each in own:
        if each.why_not:
            yield f"Not timed: {each.contender.name}: {each.why_not}\n"


def _commands(sizes: Sequence[Measured]) -> Iterator[str]:
    yield f"## {COMMAND_TITLE}\n"
    yield "| `slarules audit` | events | seconds | ÷ the scan | of processors | MB |"
    yield "| --- | --- | --- | --- | --- | --- |"
    lost = []
    for size in sizes:
        scan = size.best("scan", SCAN)
        for times in size.times.values():
            if times.contender.name != AUDIT:
                continue
            lost += [] if times.is_timed else [times]
            if times.is_timed:
                yield _command_row(times, scan)
    yield ""
    yield from _untimed(lost)


def _command_row(times: Times, scan: Found | None) -> str:
    took = times.best("first")
    ratio = f"{took.seconds / scan['first']:.1f}" if scan else ""
    title = TITLES[_task(times)].lower()
    cells = (title, f"{times.events:,}", f"{took.seconds:.2f}", ratio, f"{took.processor:.2f}")
    return f"| {' | '.join(cells)} | {_megabytes(times)} |"


def _task(times: Times) -> Task:
    return "one" if times.contender.asks == "one" else "six"


def _further(measured: Measured) -> Iterator[str]:
    own = [each for each in measured.times.values() if each.contender.is_further]
    yield f"## {FURTHER_TITLE}\n"
    yield "| | | first | again | of processors |"
    yield "| --- | --- | --- | --- | --- |"
    for each in own:
        if each.is_timed:
            first, again = (each.best(when) for when in WHENS)
            shown = f"{again.seconds:.2f}" if each.again else ""
            cells = f"{first.seconds:.2f} | {shown} | {again.processor:.2f}"
            yield f"| {each.contender.task} | {each.contender.name} | {cells} |"
    yield ""
    yield from _untimed(own)


def _growth_table(sizes: Sequence[Measured]) -> Iterator[str]:
    titles = ("events", "scan", *(f"{word}, {when}" for word in TITLES for when in WHENS))
    memory = ("MB, one", "MB, six")
    yield f"| {' | '.join((*titles, *memory))} |"
    yield f"|{' --- |' * len((*titles, *memory))}"
    for each in sizes:
        scan = _shown(each.best("scan", SCAN), "again")
        seconds = [_shown(each.best(task, OURS), when) for task in TITLES for when in WHENS]
        timed = [each.timed(task, OURS) for task in TITLES]
        peaks = [_megabytes(times) if times else "" for times in timed]
        yield f"| {' | '.join((f'{each.events:,}', scan, *seconds, *peaks))} |"


def _machine() -> Iterator[str]:
    versions = ", ".join(f"{name} {version(name)}" for name in MEASURED)
    yield f"Two threads each, Python {platform.python_version()}, {versions}."
    yield ""


def write(folder: Path, sizes: Sequence[Measured]) -> None:
    """Write the page."""
    (folder / "performance.md").write_text(page(sizes), "utf-8")
