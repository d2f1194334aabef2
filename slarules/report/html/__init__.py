"""The report as one page of HTML: no script, nothing to fetch, for a screen and for paper."""

from __future__ import annotations

from slarules.report.html.page import page

__all__ = ["page"]
