"""E5: statements where they may not stand, circles, and steps out of order."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.contract.problems.told import Told


@dataclass(frozen=True, kw_only=True)
class InternalInContract(Told):
    """A statement for the provider alone stands in the text that both parties sign."""

    code = "E501"
    sentence = "{what} is internal, and both parties sign this file"
    advice = "move it into a file that begins with: internal overlay of {contract}"

    what: str
    contract: str


@dataclass(frozen=True, kw_only=True)
class InCircle(Told):
    """A statement depends on itself."""

    code = "E502"
    sentence = "{noun} {name} depends on itself: {circle}"
    advice = "take {name} out of the circle"

    noun: str
    name: str
    circle: str


@dataclass(frozen=True, kw_only=True)
class StepMissing(Told):
    """A step of the contract is not in the settlement's order, so nobody knows when it applies."""

    code = "E503"
    sentence = "{noun} {name} is not in the order of the settlement"
    advice = "write {name} into the order, where it applies"

    noun: str
    name: str


@dataclass(frozen=True, kw_only=True)
class StepTwice(Told):
    """A step stands twice in the settlement's order."""

    code = "E504"
    sentence = "{name} stands twice in the order"
    advice = "leave one of them out; each step applies once"

    name: str


@dataclass(frozen=True, kw_only=True)
class StepMisplaced(Told):
    """The order does not begin with `base` or does not end with `rounding`."""

    code = "E505"
    sentence = "the order has to {needed}"
    advice = "write: order {order}"

    needed: str
    order: str


@dataclass(frozen=True, kw_only=True)
class PhrasesExclude(Told):
    """Two phrases of a statement exclude each other."""

    code = "E507"
    sentence = "{what} cannot say both {one} and {other}"
    advice = "keep one of the two"

    what: str
    one: str
    other: str


@dataclass(frozen=True, kw_only=True)
class Misplaced(Told):
    """A statement stands in a file of a kind that cannot hold it."""

    code = "E508"
    sentence = "{what} cannot stand in {file}"
    advice = "move it into {place}"

    what: str
    file: str
    place: str


@dataclass(frozen=True, kw_only=True)
class TwoHeads(Told):
    """A file has two heads, as when two files were pasted together."""

    code = "E509"
    sentence = "this file begins twice: {head}"
    advice = "keep one contract, vocabulary or mapping in a file"

    head: str


@dataclass(frozen=True, kw_only=True)
class NoHead(Told):
    """A file does not say what it is."""

    code = "E510"
    sentence = "this file does not say what it is"
    advice = "begin with a statement: contract, vocabulary, mapping, or internal overlay of"


@dataclass(frozen=True, kw_only=True)
class DisputedTwice(Told):
    """Two disputes are on the same thing, so that nobody knows by which one it goes."""

    code = "E511"
    sentence = "there is a dispute on {what} already"
    advice = "put the days of both into one dispute, or remove one"

    what: str


@dataclass(frozen=True, kw_only=True)
class WordsAmended(Told):
    """An amendment changes a word, of which every text of the contract makes use."""

    code = "E514"
    sentence = "an amendment cannot change {what}: a word means the same in every text"
    advice = "declare {what} in the contract, with all that any of its texts needs"

    what: str


@dataclass(frozen=True, kw_only=True)
class ContractInUse(Told):
    """A contract is used like a part, though it has parties and a life of its own."""

    code = "E515"
    sentence = 'contract "{name}" is an agreement of its own, and no part of this one'
    advice = 'put what both share into a file without a head, and write: use part "{name}"'

    name: str


@dataclass(frozen=True, kw_only=True)
class MomentOfAnother(Told):
    """An amount goes by a moment that what is paid for does not have."""

    code = "E518"
    sentence = "{amount} goes by {moment}, and no {subject} has that moment"
    advice = "choose the rate by a moment of a {subject}{moments}"

    amount: str
    moment: str
    subject: str
    moments: str


@dataclass(frozen=True, kw_only=True)
class ClaimFromNothing(Told):
    """A claim is counted from a moment that what is paid for does not have."""

    code = "E519"
    sentence = "{claim} is counted from {moment}, and what {credit} is for has no such moment"
    advice = "count it from period end, or name with on the credits that have {moment}"

    claim: str
    moment: str
    credit: str


@dataclass(frozen=True, kw_only=True)
class NotKeptSeparately(Told):
    """A measure with a value for each thing is asked where no thing is meant."""

    code = "E516"
    sentence = "{of} has a value for each {each}, and {what} is not about one {each}"
    advice = "say which {each} is meant: separately for each {each}, or each {each}"

    what: str
    of: str
    each: str
