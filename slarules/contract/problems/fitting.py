"""E8: what of a mapping does not fit the contract that it is to measure."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.contract.problems.told import Told


@dataclass(frozen=True, kw_only=True)
class NotOfContract(Told):
    """A rule gives a word that the contract does not have; another contract may."""

    code = "W855"
    tier = "warning"
    sentence = "the contract has no word '{word}'; its rules are passed over"
    advice = "leave it where other contracts share the mapping and have the word; else remove it"

    word: str
