"""Whether a mapping still fits its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.adapters.catalogue import Catalogue, CatalogueField
from slarules.contract.mapping import load_mapping
from slarules.discovery import Misfit, beside, keep, kept, misfits
from slarules.discovery.words import words_of
from slarules.errors import UsageError
from tests.discovery.catalogues import JIRA, values

VOCABULARY = words_of("service-desk", ())
HEAD = 'language slarules 1\nmapping acme version 1 of "service-desk" version 2 from "jira"\n'


def changed(name: str, *said: str) -> Catalogue:
    """Return what Jira has with other values of a field."""
    fields = tuple(
        each.model_copy(update={"values": values(*said)}) if each.id == name else each
        for each in JIRA.fields
    )
    return JIRA.model_copy(update={"fields": fields})


def found(
    folder: Path, rules: str, now: Catalogue = JIRA, then: Catalogue | None = None
) -> list[Misfit]:
    path = folder / "acme.sla"
    path.write_text(HEAD + rules)
    mapping = load_mapping(path).mapping
    assert mapping is not None
    return misfits(mapping, VOCABULARY, now, then)


def told(folder: Path, rules: str, now: Catalogue = JIRA, then: Catalogue | None = None) -> str:
    (only,) = [e for e in found(folder, rules, now, then) if e.kind != "not mapped"]
    return str(only)


BY_ID = '  level is P1 when field "priority id" is "1"\n  level is P4 otherwise\n'
BY_NAME = '  level is P1 when field "priority" is "Highest"\n  level is P4 otherwise\n'


def test_an_identifier_that_is_gone_is_told_with_its_name(tmp_path: Path) -> None:
    said = told(tmp_path, BY_ID, changed("priority", "2 High"), JIRA)
    assert said == (
        'gone: field Priority (priority) has no value "1" (Highest) any more; level tests it'
    )


def test_a_renamed_value_still_fits_by_its_identifier_and_both_names_are_told(
    tmp_path: Path,
) -> None:
    now = changed("priority", "1 Burning", "2 High")
    said = told(tmp_path, BY_ID, now, JIRA)
    assert "was called Highest and is Burning now; the rule of level still holds" in said


def test_a_renamed_value_no_longer_fits_by_its_name(tmp_path: Path) -> None:
    now = changed("priority", "1 Burning", "2 High")
    said = told(tmp_path, BY_NAME, now, JIRA)
    assert said.startswith('renamed: "highest" of field Priority (priority) is called Burning now')
    assert said.endswith('write field "priority id" is "1"')


def test_a_name_that_is_another_value_s_now(tmp_path: Path) -> None:
    now = changed("priority", "1 Burning", "2 Highest")
    said = told(tmp_path, BY_NAME, now, JIRA)
    assert said.startswith("another's name: ")
    assert "was the value 1 and is the value 2 now" in said


def test_without_what_was_kept_a_name_that_is_gone_is_told_with_a_near_one(tmp_path: Path) -> None:
    said = told(tmp_path, BY_NAME.replace("Highest", "Hihgest"))
    assert 'no value that is called "hihgest"; did you mean "highest"?' in said


def test_names_win_nothing_over_identifiers(tmp_path: Path) -> None:
    assert not found(tmp_path, BY_ID, changed("priority", "1 High", "2 Highest"), None)


def test_a_value_that_no_rule_maps(tmp_path: Path) -> None:
    rules = "".join(f'  level is P{n} when field "priority id" is "{n}"\n' for n in range(1, 5))
    (only,) = found(tmp_path, rules)
    assert (only.kind, only.word, only.value) == ("not mapped", "level", "10100")
    assert 'level is ... when field "priority id" is "10100"' in only.what


def test_patterns_map_values_too(tmp_path: Path) -> None:
    rules = '  level is P1 when field "priority" matches "h*"\n  level is P3 when field "priority"'
    rest = ' is one of "Medium", "Low", "VIP"\n'
    assert not found(tmp_path, rules + rest)


def test_what_turns_on_another_field_too_may_be_mapped(tmp_path: Path) -> None:
    rules = '  level is P1 when field "priority" is not "Low" and field "summary" contains "fire"\n'
    assert [each.value for each in found(tmp_path, rules)] == ["4"]


def test_an_unknown_field_is_told_with_a_near_one(tmp_path: Path) -> None:
    said = told(tmp_path, BY_ID.replace("priority id", "priorty id"))
    assert said == (
        'unknown field: the source has no field "priorty id", which level looks at; did you mean '
        '"priority id"?'
    )


def test_a_moment_needs_a_field_with_a_history(tmp_path: Path) -> None:
    said = told(tmp_path, '  restored is the first time field "Severity" becomes "S2"\n')
    assert said.startswith("no history: the source does not say when field Severity")
    assert not found(tmp_path, '  level is P1 when field "Severity" is one of "S1", "S2"\n')


def test_what_every_source_has_is_no_unknown_field(tmp_path: Path) -> None:
    assert not found(tmp_path, '  level is P1 when field "customer" is "Acme"\n')


def test_a_catalogue_is_kept_beside_its_mapping(tmp_path: Path) -> None:
    path = beside(tmp_path / "acme.sla")
    assert path.name == "acme.catalogue.json"
    assert kept(path) is None
    keep(path, JIRA)
    assert kept(path) == JIRA
    path.write_text('{"source": 1}')
    with pytest.raises(UsageError, match="is no catalogue of this version"):
        kept(path)


def test_a_field_without_values_may_hold_anything(tmp_path: Path) -> None:
    free = CatalogueField(id="site", name="Site", kind="text")
    now = JIRA.model_copy(update={"fields": (free,)})
    assert not found(tmp_path, '  site is the value of field "site"\n', now)
    assert not found(tmp_path, '  level is P1 when field "Site" is "Quay"\n', now)
