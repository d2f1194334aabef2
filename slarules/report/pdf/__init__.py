"""The report on paper: the page of HTML, set by Typst as a PDF that assistive programs can read."""

from __future__ import annotations

from slarules.report.pdf.printed import paper

__all__ = ["paper"]
