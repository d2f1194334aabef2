from __future__ import annotations

from slarules.report.layout import Cell, grid, unpainted


def test_a_name_from_outside_stays_in_its_line_and_column() -> None:
    names = ("plain", "two\r\nlines", "\x1b[31mred", "other\u2028line")
    rows = [[Cell(name), Cell("here")] for name in names]
    shown = "\n".join(grid(rows, 60, yields=(0,), paint=unpainted)).split("\n")
    assert len(shown) == len(names)
    assert {line.index("here") for line in shown} == {len("other\u2028line") + 2}
    assert all(line.isprintable() for line in shown)
