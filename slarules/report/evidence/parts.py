"""What all documents of a run are made of: texts, exact numbers, times, and what shows them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text: TypeAlias = Annotated[str, StringConstraints(max_length=100_000)]
Exact: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^-?[0-9]+(/[1-9][0-9]*)?$", max_length=2_000)
]
Seconds: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^-?[0-9]+(\.[0-9]{1,6})?$", max_length=30)
]
Time: TypeAlias = Annotated[
    str,
    StringConstraints(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$"
    ),
]
Day: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Count: TypeAlias = Annotated[int, Field(ge=0)]
Word: TypeAlias = Literal["met", "missed", "open", "undetermined", "excluded", "cancelled"]


class DocumentPart(BaseModel):
    """Whatever a document says: immutable, and without anything that its class does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Number(DocumentPart):
    """An exact number, and how a person reads it."""

    exact: Exact
    shown: Text


class Range(DocumentPart):
    """A number from least to most; the two are equal unless facts are unknown."""

    least: Number
    most: Number
