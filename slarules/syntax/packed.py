"""What Lark saves of a parser, in a form that is loaded in a fifth of the time.

Lark saves each object as the fields that it is made of again, and makes all of them. Here objects
are pickled as they are, and what the parser does in a state is made when a text first gets there.
"""

from __future__ import annotations

import pickle
from collections.abc import ItemsView, Mapping
from typing import Any, TypeAlias

from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef
from lark.parsers.lalr_analysis import Reduce, Shift
from lark.parsers.lalr_parser import LALR_Parser
from lark.utils import SerializeMemoizer

from slarules.syntax.lexer import LateLexer

FORM = "2"
"""Of what is packed; another one is never read as this."""

Row: TypeAlias = dict[str, int]
"""What to do at each word: a state to go to, or below zero the rule that ends."""


def packed(made: Lark) -> bytes:
    """Return the tables of a parser as `unpacked` reads them."""
    data, fields = made.memo_serialize([TerminalDef, Rule])
    kinds = {"Rule": Rule, "TerminalDef": TerminalDef}
    memo = SerializeMemoizer.deserialize(fields, kinds, {})
    table = data["parser"]["parser"]
    words = table["tokens"]
    table["states"] = {
        state: {words[word]: ~arg["@"] if reduces else arg for word, (reduces, arg) in row.items()}
        for state, row in table["states"].items()
    }
    return pickle.dumps({"data": data, "memo": memo}, protocol=pickle.HIGHEST_PROTOCOL)


def unpacked(content: bytes, postlex: object) -> Lark:
    """Return the parser of saved tables; anything may be raised where they are damaged."""
    own = {"ContextualLexer": LateLexer, "LALR_Parser": LateParser}
    # `Lark.load` takes no options.
    fields = pickle.loads(content)  # noqa: S301  # callers read only what nobody else wrote
    made: Lark = Lark.__new__(Lark)._load(fields, postlex=postlex, _plugins=own)  # noqa: SLF001
    return made


class LateParser(LALR_Parser):
    """Lark's own, of rows in our form."""

    @classmethod
    def deserialize(cls, data: Any, memo: Any, *rest: Any) -> Any:  # noqa: ANN401  # Lark's
        """Return the parser of tables."""
        made = super().deserialize({**data, "states": {}}, memo, *rest)  # type: ignore[no-untyped-call]
        made.parser.parse_table.states = LateStates(data["states"], memo)
        return made


class LateStates(dict[int, Any]):
    """What the parser does in each state that was met, as Lark has it."""

    def __init__(self, rows: Mapping[int, Row], rules: Mapping[int, Rule]) -> None:
        """Make nothing of the rows yet."""
        super().__init__()
        self.rows = rows
        self.rules = rules

    def __missing__(self, state: int) -> dict[str, tuple[object, object]]:
        rules = self.rules
        found = self[state] = {
            word: (Shift, to) if to >= 0 else (Reduce, rules[~to])
            for word, to in self.rows[state].items()
        }
        return found

    def items(self) -> ItemsView[int, Row]:  # type: ignore[override]
        """Return which words each of all states takes; nobody asks what is done there."""
        return self.rows.items()
