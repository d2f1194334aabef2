"""Mutants of a module: its source with one small change of meaning, function by function."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil"}
NAMES |= {"least": "most", "most": "least", "True": "False", "False": "True"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed function of a module.

    Attributes:
        what: The line, the code before and the code after.
        function: The qualified name of the outermost function that is changed.
        code: What it runs now.
    """

    what: str
    function: str
    code: CodeType


def mutants(source: str, path: str) -> Iterator[Mutant]:
    """Yield every mutant of the functions of a module."""
    tree = ast.parse(source)
    for place, function in enumerate(ast.walk(tree)):
        if isinstance(function, ast.FunctionDef) and not _is_inner(function, tree):
            for number in range(sum(1 for _ in _changes(function))):
                turned = copy.deepcopy(tree)
                again = list(ast.walk(turned))[place]
                change = next(c for i, c in enumerate(_changes(again)) if i == number)
                before, after = change()
                yield _mutant(turned, path, function, f"{before}  ->  {after}")


def marked(source: str, path: str, mark: str) -> Iterator[Mutant]:
    """Yield each function so that it first calls `mark` with its name."""
    tree = ast.parse(source)
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        if not _is_inner(function, tree):
            call = ast.Call(ast.Name(mark, ast.Load()), [ast.Constant(function.lineno)], [])
            function.body.insert(0, ast.copy_location(ast.Expr(call), function))
            yield _mutant(tree, path, function, str(function.lineno))


def _mutant(tree: ast.Module, path: str, function: ast.FunctionDef, what: str) -> Mutant:
    compiled = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
    start = min([function.lineno, *(d.lineno for d in function.decorator_list)])
    every = (code for code in codes(compiled) if code.co_name == function.name)
    [code] = [code for code in every if code.co_firstlineno == start]
    return Mutant(what, code.co_qualname, code)


def codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a code object and all within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


def _is_inner(function: ast.FunctionDef, tree: ast.Module) -> bool:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return any(function is not f and function in ast.walk(f) for f in functions)


def _changes(function: ast.AST) -> Iterator[_Change]:
    """Yield the changes of a function's body; annotations and texts mean nothing when it runs."""
    assert isinstance(function, ast.FunctionDef)
    for statement in function.body:
        for node in ast.walk(statement):
            yield from _of(node)
            for block in ("body", "orelse"):
                statements = getattr(node, block, None)
                if isinstance(statements, list):
                    yield from _drops(statements)
    yield from _drops(function.body)


@dataclass(frozen=True, slots=True)
class _Change:
    """One change to a tree: an attribute of a node set anew, or a statement left out."""

    shown: ast.AST
    holder: ast.AST | list[ast.stmt]
    name: str | int
    value: object

    def __call__(self) -> tuple[str, str]:
        before = f"line {getattr(self.shown, 'lineno', 0)}: {ast.unparse(self.shown)}"
        if isinstance(self.holder, list) and isinstance(self.name, int):
            self.holder[self.name] = ast.Pass()
            return before, "dropped"
        setattr(self.holder, str(self.name), self.value)
        return before, ast.unparse(self.shown)


def _of(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            yield _Change(node, node, "ops", [COMPARED[type(op)]()])
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in COMPUTED:
            yield _Change(node, node, "op", COMPUTED[type(op)]())
        case ast.BoolOp(op=op):
            yield _Change(node, node, "op", ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not()):
            yield _Change(node, node, "op", ast.UAdd())
        case ast.UnaryOp(op=ast.USub(), operand=ast.Name() | ast.Attribute() | ast.Subscript()):
            yield _Change(node, node, "op", ast.UAdd())
        case ast.IfExp(body=body):
            yield _Change(node, node, "body", node.orelse)
            yield _Change(node, node, "orelse", body)
        case _:
            yield from _of_name(node)


def _of_name(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.Constant(value=bool() as value):
            yield _Change(node, node, "value", not value)
        case ast.Constant(value=int() as number):
            yield _Change(node, node, "value", number + 1)
        case ast.Name(id=name) if name in NAMES:
            yield _Change(node, node, "id", NAMES[name])
        case ast.Attribute(attr=name, ctx=ast.Load()) if name in NAMES:
            yield _Change(node, node, "attr", NAMES[name])
        case _:
            pass


def _drops(statements: list[ast.stmt]) -> Iterator[_Change]:
    """Yield each statement left out that a function runs without."""
    for number, statement in enumerate(statements):
        match statement:
            case ast.Expr(value=ast.Constant()):
                pass
            case ast.Expr() | ast.AugAssign() | ast.If() | ast.Continue() | ast.Break():
                yield _Change(statement, statements, number, None)
            case _:
                pass
