from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from slarules import cli
from slarules.report.evidence import Evidence
from slarules.report.evidence.money import Adjustment
from slarules.report.html import page
from slarules.report.html.shown import MONEY
from slarules.runs.evidence import read_evidence
from tests.report.html.reading import Reader

ADJUSTMENT = Adjustment.model_validate_json("""{
    "revision": 1,
    "issued": {
        "least": {"exact": "2720", "shown": "2720.00"},
        "most": {"exact": "2720", "shown": "2720.00"}
    },
    "least": {"exact": "400", "shown": "400.00"},
    "most": {"exact": "400", "shown": "400.00"},
    "credits": [{
        "statement": "late_p1",
        "least": {"exact": "400", "shown": "400.00"},
        "most": {"exact": "400", "shown": "400.00"}
    }]
}""")

LOADING = ("src", "srcset", "data", "poster", "background", "action", "formaction", "xlink:href")


def test_a_page_loads_nothing_and_runs_nothing(demo: Evidence) -> None:
    told = page(demo)
    read = Reader(told)
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "use", "image"} & {
        tag for tag, _ in read.elements
    }
    assert [name for _, name, _ in read.attributes if name in LOADING or name[:2] == "on"] == []
    links = {value for _, name, value in read.attributes if name == "href"}
    assert {link for link in links if not link.startswith("#")} == set()
    assert not re.search(r"url\(|@import|@font-face|http-equiv|javascript:", told)


def test_every_link_of_the_contents_leads_somewhere_once(demo: Evidence) -> None:
    read = Reader(page(demo))
    links = [value[1:] for _, name, value in read.attributes if name == "href"]
    ids = [value for _, name, value in read.attributes if name == "id"]
    assert len(set(ids)) == len(ids)
    assert set(links) <= set(ids)


def test_every_element_is_closed(demo: Evidence) -> None:
    assert Reader(page(demo)).unclosed == []


def test_headings_go_down_one_step_at_a_time(demo: Evidence) -> None:
    levels = [int(tag[1]) for tag, _ in Reader(page(demo)).elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_each_drawing_has_a_title_and_says_in_words_what_it_shows(demo: Evidence) -> None:
    drawings = re.findall(r'<svg(?=[^>]*role="img").*?</desc>', page(demo))
    assert len(drawings) == 1 + 4 + len(demo.timelines.timelines)
    for drawing in drawings:
        assert re.search(r"^<svg[^>]*><title>[^<]+</title><desc>[^<]+</desc>$", drawing)


def test_each_table_has_a_caption_and_names_for_columns_and_rows(demo: Evidence) -> None:
    tables = re.findall(r"<table.*?</table>", page(demo), re.DOTALL)
    assert len(tables) > 30
    for table in tables:
        assert "<caption>" in table
        assert 'scope="col"' in table
        assert table.count('<tr role="row"') - 1 == table.count('scope="row"')


def test_every_figure_of_targets_and_statements_is_on_the_page(demo: Evidence) -> None:
    told = Reader(page(demo)).text
    for target in demo.targets.targets:
        assert target.title in told
        if target.achieved:
            assert target.achieved.least.shown in told
            assert target.achieved.parts is None or target.achieved.parts in told
    for statement in demo.statements.statements:
        for line in statement.lines:
            assert " ".join(line.basis.replace("->", "→").split()) in told
            assert line.subject in told
        for step in statement.steps:
            assert f"{step.step} ({step.clause})" in told
            assert step.why in told
        for why in statement.why_provisional:
            assert why in told


def test_the_demo_tells_what_its_contract_says_it_owes(demo: Evidence) -> None:
    told = Reader(page(demo)).text
    for figure in (
        "EUR 20,873.20 to EUR 23,873.20",
        "EUR 22,830.20 to EUR 25,830.20 was earned",
        "monthly_cap (7.6) total credit EUR 13,385.00 is above 20% of monthly_fee",
        "EUR -5,557.00",
        "again_and_again (7.5) times 1.5",
        "expired, it could be claimed through 2025-10-29",
        "can be claimed through 2026-01-29",
        "good_quarter looks ahead through 2026-01.",
        "level of AL-2090",
    ):
        assert figure in told


def test_the_mapping_says_beside_a_promise_how_its_words_are_found(demo: Evidence) -> None:
    told = page(demo)
    promise = told[told.index("<h4><bdi>Answer and solution</bdi>") :].split("</article>")[0]
    assert "measures resolve from reported until resolved" in promise
    assert "4.1" in promise
    assert "reported is when created" in promise


def test_findings_and_what_is_unsure_are_told(demo: Evidence) -> None:
    told = Reader(page(demo)).text
    for finding in demo.findings:
        assert finding.what in told
    for silence in demo.promises.silences:
        assert silence.says in told


def test_an_auditor_finds_versions_hashes_and_what_to_type(demo: Evidence) -> None:
    told = Reader(page(demo)).text
    manifest = demo.manifest
    files = {name: digest for name, digest in manifest.files.items() if name != "report.html"}
    for shown in (manifest.evidence, *files.values(), *manifest.sources.values()):
        assert shown in told
    for shown in ("slarules verify RUN", "slarules explain RUN", *manifest.versions.values()):
        assert shown in told
    assert manifest.as_of in told


def test_the_same_evidence_gives_the_page_that_the_run_wrote(demo_run: Path) -> None:
    written = (demo_run / "report.html").read_text("utf-8")
    assert page(read_evidence(demo_run)) == page(read_evidence(demo_run)) == written


def test_the_manifest_holds_the_hash_of_the_page_and_the_evidence_does_not(demo_run: Path) -> None:
    manifest = json.loads((demo_run / "manifest.json").read_text("utf-8"))
    assert "report.html" in manifest["files"]
    assert manifest["files"]["report.html"] not in (demo_run / "report.html").read_text("utf-8")


def test_a_revision_says_what_it_adds_to_what_was_issued(demo: Evidence) -> None:
    first, *others = demo.statements.statements
    revised = first.model_copy(update={"revision": 2, "adjustment": ADJUSTMENT})
    statements = demo.statements.model_copy(update={"statements": (revised, *others)})
    told = Reader(page(replace(demo, statements=statements))).text
    assert "2025-01: revision 2" in told
    assert "final, revision 2" in told
    assert "Revision 1, as it was issued, came to EUR 2,720.00." in told
    assert "The difference is +EUR 400.00 (late_p1 +EUR 400.00)." in told


def test_the_worst_group_is_shown_first_and_what_is_left_out_is_told(demo: Evidence) -> None:
    table = demo.violations.tables[0]
    worst = table.rows[0]
    rows = tuple(
        worst.model_copy(update={"value": f"group {n}", "missed": 50 - n}) for n in range(50)
    )
    violated = table.model_copy(update={"by": "group", "rows": rows, "left_out": 7})
    found = demo.violations.model_copy(update={"tables": (violated,)})
    told = Reader(page(replace(demo, violations=found))).text
    assert told.index("group 0") < told.index("group 29")
    assert "group 30" not in told
    assert "27 more rows are not shown, with no more misses than these" in told


def test_a_long_run_gives_a_page_that_opens(demo: Evidence) -> None:
    many = demo.violations.tables[0].rows * 500
    table = demo.violations.tables[0].model_copy(update={"rows": many})
    violations = demo.violations.model_copy(update={"tables": (table,)})
    findings = demo.findings * 2_000
    targets = demo.targets.model_copy(update={"targets": demo.targets.targets * 20})
    long = replace(demo, targets=targets, violations=violations, findings=findings)
    told = page(long)
    assert len(told) < 1_000_000
    assert "findings.csv has every finding" in told
    assert "verdicts.csv every verdict" in told


def test_the_commands_for_an_auditor_work_as_they_are_printed(
    demo_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    section = page(read_evidence(demo_run)).partition('<section id="proof"')[2]
    printed = [unescape(each) for each in re.findall(r"<code>(slarules .*?)</code>", section)]
    assert len(printed) == 4
    places = {"RUN": demo_run, "RECORDS": demo_run.parent / "history", "AGAIN": tmp_path / "again"}
    for command in printed:
        put = re.sub(r"\b(RUN|RECORDS|AGAIN)\b", lambda found: str(places[found[1]]), command)
        assert cli.run(shlex.split(put)[1:]) == 0, command
    assert "Both runs say the same." in capsys.readouterr().out


def test_an_agreement_without_credits_says_so_and_sends_no_empty_statements(
    demo: Evidence,
) -> None:
    kept = tuple(d for d in demo.promises.declarations if d.family not in MONEY)
    free = tuple(s.model_copy(update={"lines": ()}) for s in demo.statements.statements)
    promises = demo.promises.model_copy(update={"declarations": kept})
    statements = demo.statements.model_copy(update={"statements": free})
    told = Reader(page(replace(demo, promises=promises, statements=statements))).text
    assert "The agreement has no credits, so there is nothing to settle." in told
    assert "2025-05: EUR" not in told
