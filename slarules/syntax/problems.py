"""What can be wrong with a text before anybody asks what it means; one class per message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from slarules.problems import Edit, Fix, Place, Problem
from slarules.source import Span

# --- the file and its statements -----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MissingLanguage(Problem):
    """The file does not begin with its language."""

    code = "E001"

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "the first statement is 'language slarules 1'"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        at = Span(self.span.file, self.span.line, 1, self.span.line, 1)
        return Fix("begin with it", (Edit(at, "language slarules 1\n\n"),))


@dataclass(frozen=True, kw_only=True)
class SecondLanguage(Problem):
    """A file says its language twice, as two files pasted together do."""

    code = "E002"
    before: Span

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "a file says its language once; were two files pasted together?"

    @property
    def others(self) -> tuple[Place, ...]:
        """See `Problem.others`."""
        return (Place(self.before, "the language is said here"),)

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        line = Span(self.span.file, self.span.line, 1, self.span.line + 1, 1)
        return Fix("keep two files, or leave this line out", (Edit(line, ""),))


@dataclass(frozen=True, kw_only=True)
class OtherLanguage(Problem):
    """The file is written in another language, or a later version of it."""

    code = "E003"
    said: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"this program reads 'slarules 1', not '{self.said}'"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix("write the version that is meant", (Edit(self.span, "slarules 1"),))


@dataclass(frozen=True, kw_only=True)
class UnknownStatement(Problem):
    """A line in column one begins no statement."""

    code = "E004"
    word: str
    nearest: str | None

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        hint = f"; did you mean '{self.nearest}'?" if self.nearest else ""
        return f"no statement begins with '{self.word}'{hint}"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        if self.nearest:
            return Fix(f"write '{self.nearest}'", (Edit(self.span, self.nearest),))
        return Fix("begin a remark with '#', and further lines of a statement with blanks")


@dataclass(frozen=True, kw_only=True)
class UnindentedLine(Problem):
    """A further line of a statement begins in column one."""

    code = "E005"
    word: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"'{self.word}' begins no statement; further lines of one begin with blanks"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        start = Span(self.span.file, self.span.line, 1, self.span.line, 1)
        return Fix("indent the line", (Edit(start, "  "),))


@dataclass(frozen=True, kw_only=True)
class TextBeforeStatement(Problem):
    """There is text before the first statement."""

    code = "E006"

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "a statement begins in the first column, and none has begun before this line"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        start = Span(self.span.file, self.span.line, 1, self.span.line, 1)
        return Fix("make it a remark", (Edit(start, "#"),))


# --- phrases -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ForeignPhrase(Problem):
    """A phrase stands in a statement that has no such phrase."""

    code = "E007"
    word: str
    statement: str
    allowed: tuple[str, ...]
    elsewhere: tuple[str, ...]

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        owners = either(self.elsewhere)
        return f"'{self.word} ...' belongs to {owners}; '{self.statement}' {has(self.allowed)}"


@dataclass(frozen=True, kw_only=True)
class RepeatedPhrase(Problem):
    """A phrase stands twice where it can stand once."""

    code = "E008"
    words: str
    before: Span

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"'{self.words} ...' stands in a statement once"

    @property
    def others(self) -> tuple[Place, ...]:
        """See `Problem.others`."""
        return (Place(self.before, "it stands here already"),)

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix("keep one of the two", (Edit(self.span, ""),))


@dataclass(frozen=True, kw_only=True)
class Unexpected(Problem):
    """A word cannot stand where it stands."""

    code = "E009"
    found: str
    expected: tuple[str, ...]
    nearest: str | None = None

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        hint = f"; did you mean '{self.nearest}'?" if self.nearest else ""
        wanted = f"; here can stand {either(self.expected)}" if self.expected and not hint else ""
        return f"'{self.found}' cannot stand here{hint}{wanted}"

    @property
    def fix(self) -> Fix | None:
        """See `Problem.fix`."""
        if self.nearest is None:
            return None
        return Fix(f"write '{self.nearest}'", (Edit(self.span, self.nearest),))


@dataclass(frozen=True, kw_only=True)
class Unfinished(Problem):
    """A phrase ends before it is complete."""

    code = "E010"
    expected: tuple[str, ...]

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"the line is not complete; here follows {either(self.expected)}"


@dataclass(frozen=True, kw_only=True)
class MixedAndOr(Problem):
    """`and` and `or` are joined without parentheses."""

    code = "E011"
    word: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "'and' and 'or' are joined by parentheses only: A and (B or C), or (A and B) or C"


# --- numbers, times, money -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class BareDuration(Problem):
    """A duration does not say which clock counts it."""

    code = "E012"
    count: str
    unit: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        whole = f"{self.count} elapsed {self.unit}"
        return (
            f"'{self.count} {self.unit}' on which clock? '{whole}' run day and night, "
            f"'{self.count} support {self.unit}' only while the clock 'support' is open"
        )

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        text = f"{self.count} elapsed {self.unit}"
        return Fix("name the clock; 'elapsed' always runs", (Edit(self.span, text),))


@dataclass(frozen=True, kw_only=True)
class DaysAsDuration(Problem):
    """Days are no duration."""

    code = "E013"
    count: str
    clock: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return (
            f"days are no duration: write hours, 'by the same time {self.count} {self.clock} days "
            f"later' or 'by close of the 1st {self.clock} day after'"
        )

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        text = f"by the same time {self.count} {self.clock} days later"
        return Fix("say which day, and when on it", (Edit(self.span, text),))


@dataclass(frozen=True, kw_only=True)
class PercentOfNothing(Problem):
    """A percentage does not say of what."""

    code = "E014"
    percent: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"{self.percent} of what? write '{self.percent} of' and the name of an amount"


@dataclass(frozen=True, kw_only=True)
class UnclearMoney(Problem):
    """A sum has three decimals, which may be thousands."""

    code = "E015"
    currency: str
    number: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        whole, _, part = self.number.partition(".")
        return f"{self.number}: {whole},{part} or {whole}.{part[:2]}?"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        text = f"{self.currency} {self.number.replace('.', ',')}.00"
        advice = "a comma stands before three digits, a point before the decimals"
        return Fix(advice, (Edit(self.span, text),))


@dataclass(frozen=True, kw_only=True)
class TooManyDecimals(Problem):
    """A sum has more decimals than its currency."""

    code = "E016"
    currency: str
    digits: int

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"{self.currency} has {self.digits or 'no'} decimals"


@dataclass(frozen=True, kw_only=True)
class MissingCurrency(Problem):
    """A sum of money does not name its currency."""

    code = "E017"
    number: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"{self.number} of which currency? write 'EUR {self.number}', for example"


@dataclass(frozen=True, kw_only=True)
class WrongComma(Problem):
    """A comma in a number stands elsewhere than before three digits."""

    code = "E018"
    number: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"{self.number}: a comma stands before three digits, a point before the decimals"

    @property
    def fix(self) -> Fix | None:
        """See `Problem.fix`."""
        whole, comma, part = self.number.partition(",")
        if not comma or "," in part or "." in part:
            return None
        return Fix(f"write '{whole}.{part}'", (Edit(self.span, f"{whole}.{part}"),))


@dataclass(frozen=True, kw_only=True)
class TooManyDigits(Problem):
    """A number is longer than any a contract needs."""

    code = "E019"
    most: int

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"a number has at most {self.most} digits"


@dataclass(frozen=True, kw_only=True)
class UnclearDate(Problem):
    """A date is written so that day and month can be mistaken."""

    code = "E020"
    said: str
    readings: tuple[str, ...]

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        which = " or ".join(self.readings)
        return f"{self.said}: dates are written year-month-day" + (f"; {which}?" if which else "")

    @property
    def fix(self) -> Fix | None:
        """See `Problem.fix`."""
        if not self.readings:
            return None
        first = self.readings[0]
        return Fix("write the year first", (Edit(self.span, first),))


@dataclass(frozen=True, kw_only=True)
class NoSuchDate(Problem):
    """A date or time does not exist."""

    code = "E021"
    said: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"there is no {self.said}"


# --- texts, names, tables ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class UnclosedText(Problem):
    """A text has no closing quote on its line."""

    code = "E022"
    end: Span

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "the text has no closing quote on this line"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix("close it where it ends", (Edit(self.end, '"'),))


@dataclass(frozen=True, kw_only=True)
class UnknownEscape(Problem):
    """A backslash in a text stands before something other than a quote or a backslash."""

    code = "E023"
    said: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"'{self.said}' in a text: a backslash stands before a quote or a backslash only"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        text = "\\" + self.said
        return Fix("write two backslashes for one", (Edit(self.span, text),))


@dataclass(frozen=True, kw_only=True)
class ReservedName(Problem):
    """A declaration takes a word of the language as a name."""

    code = "E024"
    name: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"'{self.name}' is a word of the language and cannot be a name"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix("choose another, and write it wherever this one stood")


@dataclass(frozen=True, kw_only=True)
class UnfitName(Problem):
    """A name holds a sign that names do not hold."""

    code = "E025"
    said: str
    better: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"a name has letters, digits and '_' only: '{self.better}' for '{self.said}'"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix(f"write '{self.better}'", (Edit(self.span, self.better),))


@dataclass(frozen=True, kw_only=True)
class WrongCells(Problem):
    """A row has more or fewer cells than the table has columns."""

    code = "E026"
    found: int
    wanted: int
    header: Span

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"the row has {cells(self.found)}, and the table has {columns(self.wanted)}"

    @property
    def others(self) -> tuple[Place, ...]:
        """See `Problem.others`."""
        return (Place(self.header, "the columns"),)


@dataclass(frozen=True, kw_only=True)
class EmptyCell(Problem):
    """A cell is empty."""

    code = "E027"

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "a cell is never empty; 'none' says that there is no goal or no money"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix("write 'none', if that is meant", (Edit(self.span, " none "),))


@dataclass(frozen=True, kw_only=True)
class BrokenRow(Problem):
    """A row of a table does not stand between bars."""

    code = "E028"
    row: tuple[str, ...]

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "a row of a table begins and ends with '|', and so does every cell between them"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        text = "  | " + " | ".join(self.row) + " |"
        start = Span(self.span.file, self.span.line, 1, self.span.line, self.span.end_column)
        return Fix("put bars between the cells", (Edit(start, text),))


# --- characters and sizes ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class HiddenCharacter(Problem):
    """A character that nobody sees, or that turns the direction of writing."""

    code = "E029"
    codepoint: int

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"a character that cannot be seen stands here (U+{self.codepoint:04X})"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix("take it out", (Edit(self.span, ""),))


@dataclass(frozen=True, kw_only=True)
class LineTooLong(Problem):
    """A line is longer than any text a person writes."""

    code = "E030"

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "the line has more than 10,000 characters"


@dataclass(frozen=True, kw_only=True)
class TextTooLong(Problem):
    """A text has more lines than are read."""

    code = "E031"
    most: int

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"a file has at most {self.most:,} lines"


@dataclass(frozen=True, kw_only=True)
class TooDeep(Problem):
    """Conditions or amounts are nested deeper than anybody can read."""

    code = "E032"
    most: int

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"a statement is nested at most {self.most} deep"


@dataclass(frozen=True, kw_only=True)
class MoreProblems(Problem):
    """A statement or file has more problems than are shown."""

    code = "E033"
    tier: ClassVar = "advice"
    shown: int = field(default=0)

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"only the first {self.shown} problems of this part are shown"


# --- words of messages ---------------------------------------------------------------------------


def either(words: tuple[str, ...]) -> str:
    """Return the words as a list that ends with "or"."""
    if not words:
        return "nothing more"
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def has(phrases: tuple[str, ...]) -> str:
    """Return which phrases a statement has, as the end of a sentence."""
    quoted = tuple(f"'{phrase}'" for phrase in phrases)
    return f"has {', '.join(quoted)}" if quoted else "has no further lines"


def cells(count: int) -> str:
    """Return a number of cells in words."""
    return "1 cell" if count == 1 else f"{count} cells"


def columns(count: int) -> str:
    """Return a number of columns in words."""
    return "1 column" if count == 1 else f"{count} columns"
