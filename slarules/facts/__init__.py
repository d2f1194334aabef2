"""Source records become facts: what an engine knows of items, spans, readings and fees."""

from slarules.facts.findings import Counts, Finding
from slarules.facts.gathering import Gathered, gather, survey
from slarules.facts.source import Batch, FileRead, Source, SourceError

__all__ = [
    "Batch",
    "Counts",
    "FileRead",
    "Finding",
    "Gathered",
    "Source",
    "SourceError",
    "gather",
    "survey",
]
