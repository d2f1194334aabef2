"""A first mapping from what a source has: it loads, names identifiers, and guesses nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slarules.adapters.catalogue import Catalogue, CatalogueField, CatalogueValue
from slarules.contract.mapping import LoadedMapping, load_mapping
from slarules.discovery import misfits, starter
from slarules.discovery.words import words_of
from slarules.errors import UsageError
from tests.discovery.catalogues import JIRA, RT, ZENDESK

VOCABULARY = words_of("service-desk", ())


def text_of(catalogue: Catalogue) -> list[str]:
    return starter("acme", catalogue, VOCABULARY).splitlines()


def loaded(folder: Path, text: str) -> LoadedMapping:
    path = folder / "acme.sla"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


@pytest.mark.parametrize("catalogue", [JIRA, ZENDESK, RT], ids=lambda each: each.adapter)
def test_it_loads_and_fits_but_for_what_nobody_could_guess(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    found = loaded(tmp_path, starter("acme", catalogue, VOCABULARY))
    assert not found.problems
    assert found.mapping is not None
    assert found.mapping.source == catalogue.adapter
    told = misfits(found.mapping, VOCABULARY, catalogue, catalogue)
    assert {each.kind for each in told} <= {"not mapped"}


def test_values_are_named_by_identifier_with_their_names_beside_them() -> None:
    lines = text_of(JIRA)
    assert '  level is P1 when field "priority id" is "1"    # Highest; please look' in lines
    assert (
        '  status is waiting_on_customer while field "status id" is "10001"'
        "    # Waiting for customer; please look"
    ) in lines
    solved = '  resolved is the last time field "status id" becomes one of "5", "6"'
    assert f"{solved}  # please look" in lines


def test_what_nobody_could_guess_is_a_comment_to_fill_in() -> None:
    lines = text_of(JIRA)
    assert '  # level is P1|P2|P3|P4 when field "priority id" is "10100"    # VIP' in lines
    assert "  # cause is provider|customer|third_party when ..." in lines
    assert '#   field "customfield_10012"    # Severity, a choice, without a history' in lines


def test_a_category_helps_where_the_name_says_nothing() -> None:
    line = next(each for each in text_of(JIRA) if "Escalated" in each)
    assert line.startswith("  status is open while")


def test_values_without_identifiers_are_named_by_name() -> None:
    assert '  status is on_hold while field "Status" is "stalled"    # stalled; please look' in (
        text_of(RT)
    )


def test_opening_hours_are_shown_as_a_clock() -> None:
    lines = text_of(ZENDESK)
    assert "#     open Friday from 09:00 to 15:00" in lines
    assert "#     closed on 2026-12-24 through 2026-12-26    # Christmas" in lines


ANY = st.text(max_size=40)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(st.tuples(ANY, ANY), max_size=6), field=ANY, category=ANY)
def test_whatever_a_source_calls_things_the_mapping_loads(
    names: list[tuple[str, str]], field: str, category: str, tmp_path: Path
) -> None:
    values = tuple(CatalogueValue(id=i, name=n, category=category) for i, n in names)
    kinds = (("status", "status"), (field, "priority"), ("assignee", "person"), (field, "choice"))
    fields = tuple(CatalogueField(id=i, name=field, kind=k, values=values) for i, k in kinds)
    catalogue = Catalogue(source=f"x:{field}", adapter="jira", fields=fields, policies=(field,))
    assert loaded(tmp_path, starter("acme", catalogue, VOCABULARY)).mapping is not None


def test_a_vocabulary_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="no vocabulary is called 'service-dusk'"):
        words_of("service-dusk", ())


def test_a_vocabulary_of_spans_gets_the_spans(tmp_path: Path) -> None:
    catalogue = Catalogue(source="prometheus:acme", adapter="prometheus")
    found = loaded(tmp_path, starter("acme", catalogue, words_of("availability", ())))
    assert found.mapping is not None
    assert set(found.mapping.spans) == {"outage", "maintenance"}
