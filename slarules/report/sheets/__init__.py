"""The evidence of a run as a workbook: a sheet for each table, numbers as numbers."""

from __future__ import annotations

from slarules.report.sheets.workbook import workbook

__all__ = ["workbook"]
