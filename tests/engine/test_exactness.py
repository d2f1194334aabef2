"""No binary float lies on the path of time or money: shown on the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import slarules

PACKAGE = Path(slarules.__file__).parent
FOLDERS = (PACKAGE / name for name in ("core", "engine", "hours"))
CONDITIONS = (PACKAGE / "facts" / f"{name}.py" for name in ("history", "timing", "truth"))
EXACT = sorted([*CONDITIONS, *(path for folder in FOLDERS for path in folder.rglob("*.py"))])
READERS = sorted(
    path for name in ("contract", "facts", "runs") for path in (PACKAGE / name).rglob("*.py")
)
"""Here `/` joins paths and divides fractions. That no result of it is a float where time or money
is kept is what mypy shows: a `float` is no `Fraction` and no `int`."""
INEXACT_NAMES = {"float", "complex", "total_seconds", "timestamp", "fromtimestamp"}
INEXACT_MODULES = {"decimal", "statistics", "cmath", "time"}
EXACT_MATH = {"floor", "ceil", "prod", "gcd", "lcm", "comb", "isqrt"}


def inexact(tree: ast.AST) -> Iterator[str]:
    """Yield what could bring a float about: literals, true division, conversions, libraries."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex()):
                yield f"line {node.lineno}: a float literal"
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                yield f"line {node.lineno}: a division"
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in INEXACT_NAMES:
                yield f"line {node.lineno}: {name}"
            case ast.Import(names=names):
                yield from (f"imports {n.name}" for n in names if n.name in INEXACT_MODULES)
            case ast.ImportFrom(module="math", names=names):
                yield from (f"imports {n.name}" for n in names if n.name not in EXACT_MATH)
            case ast.ImportFrom(module=module) if module in INEXACT_MODULES:
                yield f"imports from {module}"
            case _:
                pass


@pytest.mark.parametrize("path", EXACT, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_float_is_on_the_path_of_time_or_money(path: Path) -> None:
    assert list(inexact(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize("path", READERS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_float_is_made_where_texts_and_facts_are_read_and_kept(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    said = [each for each in inexact(tree) if "division" not in each and "decimal" not in each]
    assert len(said) == sum(1 for node in ast.walk(tree) if is_likeness(node))


def is_likeness(node: ast.AST) -> bool:
    """Tell whether names are compared: how much alike they must be is neither time nor money."""
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "get_close_matches"


@pytest.mark.parametrize(
    "text", ["x = 0.5", "x = a / b", "x /= 2", "float(x)", "t.total_seconds()", "import decimal"]
)
def test_the_search_finds_each_way_in(text: str) -> None:
    assert list(inexact(ast.parse(text)))
