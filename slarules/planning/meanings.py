"""What changed in meaning: the terms of two contracts beside each other, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from slarules.core.contract import Contract, Version
from slarules.hours.local import local_date
from slarules.planning.alike import alike, leaves
from slarules.planning.found import Aspect, How, MeaningChange
from slarules.report.english.families import Term, terms_of
from slarules.report.english.heads import amendments_of, head_of, words_of


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of meaning with the terms before and after it."""

    change: MeaningChange
    old: Term | None
    new: Term | None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms that there are."""
        return tuple(each for each in (self.old, self.new) if each)


def meanings(old: Contract, new: Contract) -> tuple[Changed, ...]:
    """Return what means something else: head, words, then text by text in force."""
    told: set[tuple[str, Aspect]] = set()
    found = [
        *_between([head_of(old)], [head_of(new)], None),
        *_between(list(words_of(old)), list(words_of(new)), None),
        *_between(list(amendments_of(old)), list(amendments_of(new)), None),
    ]
    for since, before, after in _stretches(old, new):
        terms = list(terms_of(old, before.terms)), list(terms_of(new, after.terms))
        found += [fresh for each in _between(*terms, since) if (fresh := _untold(each, told))]
    return tuple(found)


def _stretches(old: Contract, new: Contract) -> Iterator[tuple[str | None, Version, Version]]:
    """Yield the texts in force side by side, and from which date on; none for the first."""
    instants = sorted({v.effective for v in (*old.versions, *new.versions)})
    first = max(old.versions[0].effective, new.versions[0].effective)
    last: tuple[Version, Version] | None = None
    for at in (each for each in instants if each >= first):
        both = _in_force(old, at), _in_force(new, at)
        if both != last:
            yield (str(local_date(at, new.zone)) if last else None), *both
        last = both


def _in_force(contract: Contract, at: int) -> Version:
    return [v for v in contract.versions if v.effective <= at or v is contract.versions[0]][-1]


def _untold(changed: Changed, told: set[tuple[str, Aspect]]) -> Changed | None:
    """Return a change without what an earlier text, or the table that a target judges by, says."""
    change = changed.change
    aspects = [a for a in change.aspects if (change.how, a) not in told]
    own = [a for a in aspects if (f"{change.word} {change.name}", a) not in told]
    told |= {(f"{change.word} {change.name}", a) for a in own}
    if change.word == "targets":
        told |= {(change.how, a) for a in own}
    if change.aspects and not own:
        return None
    fresh = MeaningChange(
        change.how, change.clause, change.word, change.name, tuple(own), change.since
    )
    return Changed(fresh, changed.old, changed.new)


def _between(old: list[Term], new: list[Term], since: str | None) -> Iterator[Changed]:
    for before, after in _paired(old, new):
        if before is None or after is None:
            yield _alone(before, after, since)
        elif not alike(before.nodes, after.nodes):
            aspects = tuple(_aspects(before, after))
            change = MeaningChange("changed", after.clause, after.word, after.name, aspects, since)
            yield Changed(change, before, after)


def _paired(old: list[Term], new: list[Term]) -> Iterator[tuple[Term | None, Term | None]]:
    """Yield what stands for what: by word and name, of several those that are alike first."""
    left = list(old)
    taken: dict[int, Term] = {}
    for exact in (True, False):
        for number, term in enumerate(new):
            rest = (t for t in left if (t.word, t.name) == (term.word, term.name))
            fits = (t for t in rest if not exact or alike(t.nodes, term.nodes))
            if number not in taken and (found := next(fits, None)):
                taken[number] = found
                left.remove(found)
    yield from ((taken.get(number), term) for number, term in enumerate(new))
    yield from ((term, None) for term in left)


def _alone(old: Term | None, new: Term | None, since: str | None) -> Changed:
    term = new or old
    if term is None:
        raise LookupError("a change of no term")
    told = (Aspect("", *(None, s) if new else (s, None)) for s in term.facets.sentences())
    how: How = "added" if new else "removed"
    change = MeaningChange(how, term.clause, term.word, term.name, tuple(told), since)
    return Changed(change, old, new)


# --- choices --------------------------------------------------------------------------------------


def _aspects(old: Term, new: Term) -> Iterator[Aspect]:
    found = [*_choices(old, new), *_rows(old, new)]
    yield from found or _details(old.nodes, new.nodes)


def _choices(old: Term, new: Term) -> Iterator[Aspect]:
    before, after = _by_label(old, rows=False), _by_label(new, rows=False)
    for label in dict.fromkeys([*before, *after]):
        yield from _of_label(label, before.get(label, []), after.get(label, []))


def _rows(old: Term, new: Term) -> Iterator[Aspect]:
    """Yield rows that hold something else, then rows whose case is another one."""
    before, after = _by_label(old, rows=True), _by_label(new, rows=True)
    for case in before:
        if case in after:
            yield from _of_label(case, before[case], after[case])
    gone = [(case, value) for case in before if case not in after for value in before[case]]
    came = [(case, value) for case in after if case not in before for value in after[case]]
    for first, second in zip_longest(gone, came):
        yield _row(first, second)


def _row(old: tuple[str, str] | None, new: tuple[str, str] | None) -> Aspect:
    """Return a row that is for another case, or is another one altogether."""
    if old and new and old[1] == new[1]:
        return Aspect(f"row of {old[1]}", old[0], new[0])
    before, after = (f"{side[0]}: {side[1]}" if side else None for side in (old, new))
    return Aspect("row", before, after)


def _by_label(term: Term, *, rows: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for facet in term.facets:
        if facet.is_row == rows:
            found.setdefault(facet.label, []).append(facet.value)
    return found


def _of_label(label: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Aspect]:
    gone, came = (_without(*sides) for sides in ((old, new), (new, old)))
    for first, second in zip_longest(gone, came):
        yield Aspect(label, first, second)


def _without(several: Iterable[str], others: Iterable[str]) -> list[str]:
    rest = list(others)
    left = []
    for each in several:
        if each in rest:
            rest.remove(each)
        else:
            left.append(each)
    return left


def _details(old: object, new: object) -> Iterator[Aspect]:
    """Yield what no sentence tells, by the names of the core."""
    before, after = dict(leaves(old)), dict(leaves(new))
    for path in dict.fromkeys([*before, *after]):
        if before.get(path) != after.get(path):
            yield Aspect(path, before.get(path), after.get(path))
