"""Sheets as the bytes of an XLSX file: the same evidence gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from io import BytesIO
from itertools import chain, islice

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from slarules.report.evidence import Evidence
from slarules.report.html.shown import periods_of
from slarules.report.sheets.sheet import Cell, Column, ColumnType, Sheet
from slarules.report.sheets.tables import sheets

MOST_ROWS = 1_048_576
"""So many rows a sheet of Excel has."""

LONGEST = 32_767
"""So many characters a cell of Excel holds."""

DIGITS = 15
"""So many digits of a number Excel keeps; what has more is written as text."""

FIRST_DAY = date(1900, 3, 1)
"""Before it, Excel counts a 29 February 1900 that never was."""


def workbook(evidence: Evidence, most_rows: int = MOST_ROWS) -> bytes:
    """Return a workbook of the evidence.

    Args:
        most_rows: So many rows has a sheet, its head among them; what has more goes on in another.
    """
    content = BytesIO()
    # Rows go to disk as they come: a million verdicts would take gigabytes of memory.
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        head = evidence.promises.head
        book.set_properties(
            {
                "title": f"{head.title}, {periods_of(evidence)}",
                "subject": f"Service levels of {head.provider} for {head.customer}",
                "author": head.provider,
                "company": head.provider,
                "comments": f"Evidence {evidence.manifest.evidence}",
                "created": _instant(evidence.manifest.as_of),
            }
        )
        writer = _Writer(book, evidence.statements.decimals)
        for sheet in sheets(evidence):
            writer.write(sheet, most_rows)
    return content.getvalue()


class _Writer:
    """Writes sheets into a workbook with the formats that their columns share."""

    def __init__(self, book: xlsxwriter.Workbook, decimals: int) -> None:
        self._book = book
        self._head: Format = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self._note: Format = book.add_format({"italic": True})
        self._percent: dict[int, Format] = {}
        amount = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        forms: dict[ColumnType, dict[str, object]] = {
            "text": {},
            "long text": {"text_wrap": True},
            "count": {"num_format": "#,##0"},
            "amount": {"num_format": amount},
            "share": {},
            "seconds": {},
            "time": {"num_format": "yyyy-mm-dd hh:mm:ss"},
            "day": {"num_format": "yyyy-mm-dd"},
            "truth": {},
        }
        self._formats = {
            kind: book.add_format({"valign": "top", **form}) for kind, form in forms.items()
        }

    def write(self, sheet: Sheet, most_rows: int) -> None:
        """Write a sheet, and as many further ones as its rows need."""
        rows = iter(sheet.rows)
        first, number = next(rows, None), 1
        while first is not None or number == 1:
            here = chain([] if first is None else [first], islice(rows, most_rows - 3))
            page = self._page(_numbered(sheet.name, number), sheet.columns)
            end = self._rows(page, sheet.columns, here)
            page.autofilter(0, 0, max(1, end - 1), len(sheet.columns) - 1)
            first, number = next(rows, None), number + 1
            if first is not None:
                further = f"more rows in sheet '{_numbered(sheet.name, number)}'"
                page.write_string(end, 0, further, self._note)

    def _page(self, name: str, columns: Sequence[Column]) -> Worksheet:
        page = self._book.add_worksheet(name)
        page.freeze_panes(1, 1)
        for place, column in enumerate(columns):
            page.set_column(place, place, column.width)
        for place, column in enumerate(columns):
            page.write_string(0, place, column.name, self._head)
        return page

    def _rows(
        self, page: Worksheet, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
    ) -> int:
        """Write rows below the head, and return the number of the first row that is free."""
        end = 1
        for cells in rows:
            for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
                if cell is not None and cell != "":
                    self._cell(page, (end, place), column.type, cell)
            end += 1
        return end

    def _cell(
        self, page: Worksheet, place: tuple[int, int], kind: ColumnType, cell: str | int
    ) -> None:
        """Write a cell as what its column holds, and as text where it is nothing of that kind."""
        form = self._formats[kind]
        match kind:
            case "truth":
                page.write_boolean(*place, bool(cell), form)
            case "time" | "day" if (at := _datetime(str(cell))) is not None:
                page.write_datetime(*place, at, form)
            case "count" | "amount" | "seconds" if (number := _number(str(cell))) is not None:
                page.write_number(*place, number, form)
            case "share" if (found := _share(str(cell))) is not None:
                page.write_number(*place, found[0], self._percents(found[1]))
            case "share" if (number := _number(str(cell).replace(",", ""))) is not None:
                page.write_number(*place, number, form)
            case _:
                page.write_string(*place, _fitting(str(cell)), form)

    def _percents(self, places: int) -> Format:
        if places not in self._percent:
            form = f"0.{'0' * places}%" if places else "0%"
            self._percent[places] = self._book.add_format({"valign": "top", "num_format": form})
        return self._percent[places]


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name} {number}"


def _number(shown: str) -> Decimal | int | None:
    """Return a decimal that Excel can hold as it is."""
    if len(shown) <= DIGITS and shown.isascii() and shown.isdigit():
        return int(shown)
    try:
        number = Decimal(shown)
    except InvalidOperation:
        return None
    return number if number.is_finite() and len(number.as_tuple().digits) <= DIGITS else None


def _share(shown: str) -> tuple[Decimal, int] | None:
    """Return a percentage as a share, and with how many decimals it is shown."""
    digits, sign, _ = shown.replace(",", "").partition("%")
    number = _number(digits) if sign else None
    return None if number is None else (Decimal(number).scaleb(-2), len(digits.partition(".")[2]))


def _datetime(shown: str) -> datetime | None:
    """Return a time or date in UTC without its zone, which cells do not have."""
    at = datetime.fromisoformat(shown)
    return at.replace(tzinfo=None) if at.date() >= FIRST_DAY else None


def _instant(shown: str) -> datetime:
    return datetime.fromisoformat(shown).astimezone(UTC)


def _fitting(text: str) -> str:
    """Return a text as a cell can hold it: cut, and without what XML does not know."""
    if len(text) <= LONGEST and text.isprintable():
        return text
    cut = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in cut)
