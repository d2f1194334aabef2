"""What a run keeps of a register: the entries that it counted, so that it needs no register again.

Numbers lead back to the register. Where an entry stands in the chain is left out, since the hash
of a run for the provider would reach the customer with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field

from slarules.core.contract import Contract
from slarules.facts.known import Known
from slarules.instants import Instant, instant, iso
from slarules.register.bodies import Asserted, Body, Disputed, RunMade, Said, Text
from slarules.register.database import Register
from slarules.register.entry import Draft, Entry
from slarules.register.known import Numbered, known_of, moment

KEPT = "register.json"
"""The name of the file among the inputs of a run."""


class KeptEntry(Said):
    """An entry, without its place in the chain."""

    number: int
    at: Text
    author: Text
    reason: Text
    body: Annotated[Body, Field(discriminator="kind")]


class KeptRegister(Said):
    """What a file of kept entries holds."""

    schema_version: Literal[1] = 1
    contract: Text
    entries: tuple[KeptEntry, ...]
