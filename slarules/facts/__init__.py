"""Source records become facts: what an engine knows of items, spans, readings and fees."""

from slarules.facts.findings import Counts, Finding
from slarules.facts.gathering import Gathered, gather, survey
from slarules.facts.source import FileRead, FileRows, Source, SourceError

__all__ = [
    "Counts",
    "FileRead",
    "FileRows",
    "Finding",
    "Gathered",
    "Source",
    "SourceError",
    "gather",
    "survey",
]
