"""The PDF: the page's content on A4, tagged, with the same bytes for the same run."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdf
import pytest

from slarules.report.evidence import Evidence
from slarules.report.html import page
from slarules.report.pdf import paper
from slarules.report.pdf.tree import parsed
from slarules.runs.evidence import read_evidence
from tests.pipeline.desk import INTERNAL
from tests.reports import demo, meridian

A4 = (595, 842)


def opened(evidence: Evidence) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(paper(evidence)))


def text(pdf: pypdf.PdfReader) -> str:
    return "\n".join(each.extract_text() for each in pdf.pages)


def titled(title: str) -> Evidence:
    evidence = read_evidence(meridian("customer"))
    head = evidence.promises.head.model_copy(update={"title": title})
    return replace(evidence, promises=evidence.promises.model_copy(update={"head": head}))


@pytest.fixture(scope="module")
def year() -> pypdf.PdfReader:
    return opened(read_evidence(demo()))


def test_every_sheet_is_a4_and_names_the_contract_and_the_evidence(year: pypdf.PdfReader) -> None:
    evidence = read_evidence(demo())
    for number, sheet in enumerate(year.pages, 1):
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A4
        told = sheet.extract_text()
        assert evidence.promises.head.title in told
        assert evidence.manifest.evidence in told
        assert f"page {number} of {len(year.pages)}" in told


def test_every_heading_of_the_page_can_be_jumped_to(year: pypdf.PdfReader) -> None:
    found = {str(each.title) for each in year.outline if not isinstance(each, list)}
    main = parsed(page(read_evidence(demo()))).find("main")
    assert main is not None
    sections = [part for part in main.parts if not isinstance(part, str)]
    titles = [heading.text for each in sections if (heading := each.find("h2")) is not None]
    assert len(titles) >= 8
    assert found == set(titles)


def test_the_figures_of_the_files_are_on_paper(year: pypdf.PdfReader) -> None:
    told = " ".join(text(year).split())
    evidence = read_evidence(demo())
    for target in evidence.targets.targets:
        assert target.achieved is not None
        assert target.achieved.least.shown in told
    for statement in evidence.statements.statements:
        whole, _, rest = statement.total.least.shown.partition(".")
        assert f"EUR {int(whole):,}.{rest}" in told
    for line in evidence.timelines.timelines:
        assert line.item in told
        assert line.lateness in told


def root(pdf: pypdf.PdfReader) -> dict[str, Any]:
    found: Any = pdf.trailer["/Root"]
    return dict(found)


def claims_accessibility(pdf: pypdf.PdfReader) -> bool:
    return b"pdfuaid" in root(pdf)["/Metadata"].get_object().get_data()


def test_programs_that_read_aloud_find_its_structure(year: pypdf.PdfReader) -> None:
    found = root(year)
    assert found["/MarkInfo"]["/Marked"]
    assert found["/Lang"] == "en"
    assert found["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in found
    assert claims_accessibility(year)


def test_it_is_dated_as_of_the_run(year: pypdf.PdfReader) -> None:
    assert year.metadata is not None
    assert str(year.metadata["/CreationDate"]) == "D:20260105102105Z"
    assert year.metadata.title == "Alster Stores service desk agreement, 2025-01 to 2025-12"
    assert year.metadata.author == "Kontor Support GmbH"


def test_the_same_run_gives_the_same_bytes() -> None:
    run = meridian("customer")
    assert paper(read_evidence(run)) == paper(read_evidence(run))


@pytest.mark.parametrize(
    "title",
    [
        '#panic("x") $1/0$ *b* _i_ `r` <label> @ref \\ // /* #import "x"',
        "<b>&amp;</b></h1></main>",
        '"}, "main": [], "x": {"',
        "Διακοπή Łódź Жук",
    ],
)
def test_nothing_that_comes_in_is_read_as_typst_or_html(title: str) -> None:
    pdf = opened(titled(title))
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"{title}, 2025-01 to 2025-04"
    assert " ".join(title.split()) in " ".join(pdf.pages[0].extract_text().split())
    assert "What was promised" in text(pdf)


def test_letters_that_no_font_has_are_shown_as_such() -> None:
    # Nobody has assigned the first, and the second is private: no font has them.
    pdf = opened(titled("before \u0378 after \U000f1234 both"))
    assert "before \ufffd after \ufffd both" in pdf.pages[0].extract_text()
    assert claims_accessibility(pdf)


def test_the_customers_paper_holds_nothing_internal() -> None:
    told = " ".join(text(opened(read_evidence(meridian("customer")))).split())
    assert [word for word in INTERNAL if word in told] == []
    provider = " ".join(text(opened(read_evidence(meridian("provider")))).split())
    assert "for the provider only" in provider
    assert "incidents_ops" in provider


def test_a_page_is_read_as_it_was_written() -> None:
    root = parsed(
        '<main id="m"><p class="a b">x <b>&lt;y</b></p><br><svg viewBox="0 0 1 1"/></main>'
    )
    main = root.find("main")
    assert main is not None
    found = main.find("p", "b")
    assert found is not None
    assert (found.text, found.classes) == ("x <y", ["a", "b"])
    assert main.find("p", "c") is None
    assert "<b>&lt;y</b>" in found.markup()
