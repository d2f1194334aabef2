"""The lexer of the grammar: Lark's own, made as far as a text needs it.

Lark makes a lexer for each of thousands of states of the parser, and for each a pattern of all
words that may stand there, though what looks like a name is a word exactly if a list has it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from typing import Any

from lark.common import LexerConf
from lark.lexer import (
    AbstractBasicLexer,
    BasicLexer,
    ContextualLexer,
    PatternStr,
    Scanner,
    UnlessCallback,
)

# Any: Lark says nothing of its types.
scanner: Any = Scanner


class LateLexer(ContextualLexer):
    """Makes the lexer of a state when a text first gets there."""

    def __init__(
        self,
        conf: LexerConf,
        states: Mapping[int, Collection[str]],
        always_accept: Collection[str] = (),
    ) -> None:
        """Make no lexer of a state yet."""
        lexers = StateLexers(conf, states, always_accept)
        self.lexers = lexers
        self.root_lexer = StateLexer(conf, lexers)


class StateLexers(dict[int, AbstractBasicLexer]):
    """The lexer of each state that was met; where the same may stand, it is the same."""

    def __init__(
        self,
        conf: LexerConf,
        states: Mapping[int, Collection[str]],
        always_accept: Collection[str],
    ) -> None:
        super().__init__()
        self.conf = conf
        self.states = states
        self.everywhere = {*conf.ignore, *always_accept}
        self.words = words_by_pattern(conf)
        self.by_names: dict[frozenset[str], AbstractBasicLexer] = {}
        self.scanners: dict[tuple[str, ...], Scanner] = {}

    def __missing__(self, state: int) -> AbstractBasicLexer:
        known = self.conf.terminals_by_name
        names = frozenset(known.keys() & self.everywhere.union(self.states[state]))
        lexer = self.by_names.get(names)
        if lexer is None:
            conf = copy(self.conf)
            conf.terminals = [known[name] for name in names]
            lexer = self.by_names[names] = StateLexer(conf, self)
        self[state] = lexer
        return lexer


class StateLexer(BasicLexer):
    """Looks up whether what a pattern took is a word, and has no patterns of words."""

    def __init__(self, conf: LexerConf, among: StateLexers) -> None:
        """Share what can be shared with the lexers of other states."""
        super().__init__(conf)
        self.among = among

    def _build_scanner(self) -> Scanner:
        own = {each.name for each in self.terminals}
        found: set[str] = set()
        self.callback = {}
        for pattern, texts in self.among.words.items():
            words = own & texts.keys()
            if words and pattern in own:
                kinds = {texts[word]: word for word in words}
                self.callback[pattern] = UnlessCallback(Words(kinds))
                found |= words
        rest = [each for each in self.terminals if each.name not in found]
        key = tuple(each.name for each in rest)
        shared = self.among.scanners
        if key not in shared:
            shared[key] = scanner(rest, self.g_regex_flags, self.re, self.use_bytes)
        return shared[key]


class Words(Scanner):
    """The kinds of words by their texts."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        """Know some words."""
        self.kinds = kinds

    def fullmatch(self, text: str) -> str | None:
        """Return the kind of a word, or None for what is none."""
        return self.kinds.get(text)


def words_by_pattern(conf: LexerConf) -> dict[str, dict[str, str]]:
    """Return for each pattern the texts of words that it takes whole, as Lark finds them."""
    found: dict[str, dict[str, str]] = {}
    for pattern in conf.terminals:
        if isinstance(pattern.pattern, PatternStr):
            continue
        begin = conf.re_module.compile(pattern.pattern.to_regexp(), conf.g_regex_flags).match
        for word in conf.terminals:
            text = word.pattern.value
            alike = isinstance(word.pattern, PatternStr) and word.priority == pattern.priority
            if alike and (match := begin(text)) and match[0] == text:
                found.setdefault(pattern.name, {})[word.name] = text
    return found
