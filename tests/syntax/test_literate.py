"""The literate form: statements in fenced blocks of a contract's prose."""

from __future__ import annotations

from slarules.syntax import format_text, parse
from tests.syntax.texts import source

TEXT = """\
# Support agreement

## 1 Language

```sla
language slarules 1
```

## 4.5 Waiting for the customer

The clock stops while the provider waits for an answer.

```sla
pause   waiting clause "4.5"
 suspends resolve
 while status is on_hold
```

## 10 Law

```python
print("no statement")
```
"""


def test_only_fenced_blocks_are_read_and_places_are_those_of_the_document() -> None:
    parsed = parse(source(TEXT, "contract.sla.md"))
    assert not parsed.problems
    assert [statement.span.line for statement in parsed.file.statements] == [6, 14]


def test_headings_are_kept_with_their_lines() -> None:
    headings = parse(source(TEXT, "contract.sla.md")).file.headings
    assert [(heading.level, heading.text, heading.span.line) for heading in headings] == [
        (1, "Support agreement", 1),
        (2, "1 Language", 3),
        (2, "4.5 Waiting for the customer", 9),
        (2, "10 Law", 19),
    ]


def test_only_the_blocks_are_formatted() -> None:
    formatted = format_text(source(TEXT, "contract.sla.md"))
    assert formatted == TEXT.replace("pause   w", "pause w").replace(
        "\n suspends", "\n  suspends"
    ).replace("\n while", "\n  while")
    assert format_text(source(formatted, "contract.sla.md")) == formatted


def test_no_statement_goes_on_from_one_block_to_the_next() -> None:
    text = TEXT.replace('pause   waiting clause "4.5"\n', "")
    parsed = parse(source(text, "contract.sla.md"))
    assert [(problem.span.line, problem.code) for problem in parsed.problems] == [
        (14, "E006"),
        (15, "E006"),
    ]
    assert format_text(source(text, "contract.sla.md")) == text


def test_a_mistake_in_a_block_has_its_line_in_the_document() -> None:
    wrong = TEXT.replace("while status is on_hold", "while status is")
    [problem] = parse(source(wrong, "contract.sla.md")).problems
    assert problem.span.line == 16
