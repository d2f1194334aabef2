"""The texts of an audit, checked together: a contract, and a mapping that it accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from slarules import contract as contracts
from slarules.contract import Loaded
from slarules.contract.files import Texts
from slarules.contract.mapping import load_mapping
from slarules.core.contract import Contract
from slarules.core.mapping import Mapping
from slarules.errors import ContractError, UsageError
from slarules.order import Order
from slarules.problems import Problem
from slarules.report.audited import Input
from slarules.resources import shipped
from slarules.source import SourceText


@dataclass(frozen=True, slots=True)
class Agreement:
    """What both parties count by.

    Attributes:
        inputs: Every text that was read; the contract or overlay first, then the mapping.
        warnings: What is suspicious in them, though no error.
    """

    contract: Contract
    mapping: Mapping
    inputs: tuple[Input, ...]
    warnings: tuple[Problem, ...]


def agreement(order: Order, texts: Texts | None = None) -> Agreement:
    """Return the contract and mapping of an order.

    Args:
        texts: What was read before, for other orders.

    Raises:
        ContractError: One of them has problems; the exception holds all of them.
        UsageError: The contract names another mapping, and nobody approved of this one.
    """
    texts = texts or Texts()
    path, loaded = _for_audience(order, texts)
    contract = sound(path, loaded)
    measured = load_mapping(order.mapping, contract, order.search, texts)
    if measured.mapping is None:
        raise ContractError(measured.problems)
    _refuse_another(measured.mapping, contract, order)
    read = {text.name: text for text in (*loaded.files, *measured.files)}
    inputs = _inputs((path, order.mapping), read.values(), order.search)
    warnings = tuple(p for p in (*loaded.problems, *measured.problems) if p.tier == "warning")
    return Agreement(contract, measured.mapping, tuple(inputs), warnings)


def sound(path: Path, loaded: Loaded) -> Contract:
    """Return the contract of a file.

    Raises:
        ContractError: It has problems; the exception holds all of them.
        UsageError: The file holds no contract.
    """
    if any(problem.tier == "error" for problem in loaded.problems):
        raise ContractError(loaded.problems)
    if loaded.contract is None:
        raise UsageError(f"{path} holds no contract; name one, or an internal overlay of one")
    return loaded.contract


def _for_audience(order: Order, texts: Texts) -> tuple[Path, Loaded]:
    """Load a contract; for the customer, the one that an overlay lies on."""
    loaded = contracts.load(order.contract, order.search, texts)
    asked = order.audience == "provider"
    if asked or loaded.contract is None or loaded.contract.overlay is None:
        return order.contract, loaded
    head = re.compile(rf"^contract\s+{re.escape(loaded.contract.name)}(?:\s|$)", re.MULTILINE)
    overlaid = next(Path(text.name) for text in loaded.files if head.search(text.text))
    return overlaid, contracts.load(overlaid, order.search, texts)


def _refuse_another(mapping: Mapping, contract: Contract, order: Order) -> None:
    found = (mapping.name, mapping.version)
    if contract.mapping in (None, found) or order.approval is not None:
        return
    agreed = "{} version {}".format(*contract.mapping)
    raise UsageError(
        f"the contract is measured by mapping {agreed}, and {order.mapping} is "
        f"{mapping.name} version {mapping.version}; if both parties agree to it, say who did "
        'with --mapping-changed "..."'
    )


def _inputs(
    named: tuple[Path, Path], texts: Iterable[SourceText], search: Iterable[Path]
) -> Iterator[Input]:
    """Yield the texts under names by which a contract among them finds what it uses."""
    roots = [root.resolve() for root in (named[0].parent, Path(str(shipped("rules"))), *search)]
    first = [path.resolve() for path in named]
    paths = {Path(text.name).resolve(): text for text in texts}
    taken: dict[str, Path] = {}
    for path in sorted(paths, key=lambda path: (path not in first, path != first[0], path)):
        name = _name(path, roots)
        # Two files of one name in different folders: the later one is found by its folder's name.
        taken[f"{path.parent.name}/{name}" if name in taken else name] = path
    # By name, for a run is repeated elsewhere and its texts then lie in other folders.
    for name, path in sorted(taken.items(), key=lambda each: _order(each[0], each[1], first)):
        yield Input(name, paths[path].text.encode(), paths[path].name)


def _order(name: str, path: Path, first: Sequence[Path]) -> tuple[bool, bool, str]:
    return path not in first, path != first[0], name


def _name(path: Path, roots: Iterable[Path]) -> str:
    inside = [root for root in roots if path.is_relative_to(root)]
    nearest = max(inside, key=lambda root: len(root.parts), default=path.parent)
    return path.relative_to(nearest).as_posix()
