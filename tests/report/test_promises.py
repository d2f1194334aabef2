"""promises.json: a contract in its own words, and the mapping's sentences beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.report.audited import Input
from slarules.report.evidence.promises import Declaration, Passage, Promises
from slarules.report.wording import Wording
from slarules.runs.evidence import document
from slarules.source import Span
from tests.reports import demo, meridian


def promises(run: Path) -> Promises:
    return document(run / "promises.json", Promises)


def named(found: Promises, name: str) -> Declaration:
    [declaration] = [each for each in found.declarations if each.name == name]
    return declaration


def test_every_word_of_a_declaration_stands_in_the_contract() -> None:
    lines = (demo() / "inputs" / "alster.sla").read_text("utf-8").splitlines()
    written = {line.strip() for line in lines}
    rows = {tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in lines}
    for declaration in promises(demo()).declarations:
        for passage in declaration.passages:
            assert {line.strip() for line in passage.says} <= written
            assert set(passage.table) <= rows


def test_every_clause_of_the_contract_is_told() -> None:
    text = (demo() / "inputs" / "alster.sla").read_text("utf-8").split("\nscenario ")[0]
    told = {each.clause for each in promises(demo()).declarations}
    told |= {"3.1"}  # the clause of the levels, which are told apart
    assert {line.split('clause "')[1].split('"')[0] for line in text.splitlines()
            if 'clause "' in line} == told - {None}  # fmt: skip


def test_a_promise_has_its_goals_and_what_it_counts() -> None:
    incidents = named(promises(demo()), "incidents")
    assert [each.measure for each in incidents.counts] == ["respond", "resolve"]
    assert incidents.counts[1].says == "measures resolve from reported until resolved"
    assert (incidents.counts[1].starts, incidents.counts[1].ends) == (("reported",), ("resolved",))
    assert incidents.passages[0].table[1] == ("P1", "15 elapsed minutes", "4 elapsed hours")


def test_each_word_has_its_meaning_and_the_sentences_of_the_mapping() -> None:
    found = promises(demo())
    words = {term.word: term for term in found.glossary}
    assert words["reported"].mapping == ("reported is when created",)
    assert words["reported"].means == "The ticket reached the provider"
    assert words["status"].kind == "state"
    used = {word for each in found.declarations for word in each.words}
    assert {"status", "question_to_customer", "cause", "error_rate", "maintenance"} <= used
    assert used <= set(words)


def test_a_word_without_a_sentence_says_where_else_it_is_found_or_that_it_is_not() -> None:
    words = {term.word: term for term in promises(demo()).glossary}
    assert words["error_rate"].mapping == ()
    assert words["error_rate"].given == "by its name, in the table of measurements"
    assert words["reported"].given == ""
    # Meridian's source has no table of measurements, and its mapping no rule for these.
    assert all(
        not term.given for term in promises(meridian("customer")).glossary if not term.mapping
    )


def test_the_head_says_what_no_other_part_does() -> None:
    head = promises(demo()).head
    assert (head.starts, head.ends, head.currency) == ("2025-01-01", "2027-12-31", "EUR")
    assert "periods before the start count as met" in head.says
    assert not any(line.startswith(("provider", "currency")) for line in head.says)


def test_an_amendment_is_one_declaration_in_its_own_words() -> None:
    found = promises(meridian("customer"))
    second = named(found, "second")
    assert (second.family, second.clause, second.title) == ("amendment", "1", "Amendment No. 2")
    assert second.passages[0].table[1] == ("P1", "3 elapsed hours")
    assert any("add cap lower_cap" in line for p in second.passages for line in p.says)
    # What the text as signed says stays as it was signed.
    assert ("P1", "2 elapsed hours") not in named(found, "incidents").passages[0].table
    assert [text.name for text in found.head.texts] == ["", "second"]


def test_what_the_overlay_declares_is_internal_and_the_rest_is_not() -> None:
    found = promises(meridian("provider"))
    internal = {each.name for each in found.declarations if each.internal}
    assert {"incidents_ops", "handoff", "second_internal"} <= internal
    assert "incidents" not in internal
    assert not any(each.internal for each in promises(meridian("customer")).declarations)


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("pause x\n  while a is b # a remark\n", [(("while a is b",), ())]),
        ("pause x\n  # a remark\n  while a is b\n", [(("while a is b",), ())]),
        (
            'always x\n  says "a # b"\n    deeper\n',
            [(('says "a # b"', "  deeper"), ())],
        ),
        (
            'credit x\n  by y\n  table\n  | a | "b | c" |\n  | 1 | 2 |\n  after\n',
            [(("by y",), (("a", '"b | c"'), ("1", "2"))), (("after",), ())],
        ),
        ("always x\n", []),
    ],
)
def test_passages_are_lines_and_tables_without_remarks(
    text: str, passages: list[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]
) -> None:
    wording = Wording([Input("x.sla", text.encode(), "x.sla")])
    span = Span("x.sla", 1, 1, len(text.splitlines()), 1)
    assert wording.passages(span) == tuple(Passage(says=s, table=t) for s, t in passages)


def test_a_place_in_no_text_has_no_words() -> None:
    wording = Wording([Input("x.sla", b"a\n", "x.sla")])
    assert wording.passages(Span("other.sla", 1, 1, 2, 1)) == ()
    assert wording.line(Span("", 0, 0, 0, 0)) == ""


def test_a_target_has_the_sentences_of_the_words_that_it_judges_by() -> None:
    told = {
        each.name: each.words for each in promises(demo()).declarations if each.family == "target"
    }
    assert {"reported", "first_reply", "level"} <= set(told["answered"])
    assert {"reported", "resolved", "level"} <= set(told["solved"])
    assert "error_rate" in told["tills_up"]
