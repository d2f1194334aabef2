"""What an entry says, one class for each kind; instants are ISO 8601 in UTC, amounts are text."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text: TypeAlias = Annotated[str, StringConstraints(max_length=4_000)]
Digest: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

Sum: TypeAlias = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,60}(\.[0-9]{1,10})?$")]
"""Money as a statement shows it; nothing like `1e999999999`, which takes a day to compute."""


class EntryPart(BaseModel):
    """Whatever is entered: immutable, and without anything that its class does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RunMade(EntryPart):
    """A run was written.

    Attributes:
        folder: Where, as it was named then.
        manifest: The SHA-256 of its `manifest.json`.
        inputs: The SHA-256 of each text it used, by its name in the folder `inputs`.
        totals: What is earned by period, from least to most, as shown.
        currency: Of the totals; empty in entries that were made before it was noted.
    """

    kind: Literal["run"] = "run"
    folder: Text
    manifest: Digest
    audience: Literal["customer", "provider"]
    as_of: Text
    complete_through: Text
    periods: tuple[Text, ...]
    inputs: dict[Text, Digest]
    totals: dict[Text, tuple[Text, Text]]
    currency: Text = ""


class Asserted(EntryPart):
    """A party says what a fact of an item or span is.

    Attributes:
        about: The item or span, by its name.
        value: The fact's value as it is written in a contract.
        state: Agreed settles the fact, disputed makes it unknown, proposed changes nothing.
        since: From when the fact has the value; all along when empty.
    """

    kind: Literal["assertion"] = "assertion"
    about: Text
    fact: Text
    value: Text
    state: Literal["proposed", "agreed", "disputed"]
    since: Text = ""
    evidence: Text = ""


class Claimed(EntryPart):
    """A credit of a period is asked for.

    Attributes:
        until: Until when it could be; empty when the run that was looked at says nothing.
        state: Whether it came in time, by that run.
        run: The SHA-256 of the manifest of that run.
    """

    kind: Literal["claim"] = "claim"
    credit: Text
    period: Text
    state: Literal["in time", "expired", "not needed"]
    until: Text = ""
    run: Digest
    evidence: Text = ""


STATEMENT = "the statement"
"""What is disputed where it is the statement of a period as a whole."""


class Disputed(EntryPart):
    """A dispute is opened, answered or settled.

    Attributes:
        dispute: The number of the entry that opened it; 0 in that entry itself.
        about: An item or span whose fact is disputed, a credit of a period, or `STATEMENT`.
        fact: The disputed fact; empty when the credit itself is.
        period: The period of the credit; empty when a fact is disputed.
        value: What the fact is, by the settlement; empty before and where no fact is disputed.
        due: By when the contract wants the next step; empty when it does not say.
        late: Whether this step came after the instant that the contract wants.
    """

    kind: Literal["dispute"] = "dispute"
    step: Literal["opened", "answered", "settled"]
    dispute: Annotated[int, Field(ge=0)] = 0
    about: Text
    fact: Text = ""
    period: Text = ""
    value: Text = ""
    due: Text = ""
    late: bool = False
    evidence: Text = ""


class Issued(EntryPart):
    """A statement is issued, or revised.

    Attributes:
        revision: 1 when it is first issued.
        run: The SHA-256 of the manifest of the run that holds it.
        mapping: The SHA-256 of the text of the mapping it is measured by.
        least, most: What is earned in the period, as shown.
        credits: The same for each credit or pool, by its name; a later run compares with it.
    """

    kind: Literal["statement"] = "statement"
    period: Text
    revision: Annotated[int, Field(ge=1)]
    run: Digest
    mapping: Digest
    currency: Text
    least: Sum
    most: Sum
    credits: dict[Text, tuple[Sum, Sum]] = Field(default_factory=dict)
    final: bool


Body: TypeAlias = RunMade | Asserted | Claimed | Disputed | Issued
