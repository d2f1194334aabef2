"""First contracts: whatever is answered, they check, keep their examples, and can be audited."""

from __future__ import annotations

import io
from contextlib import chdir, redirect_stderr, redirect_stdout
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, strategies

from slarules.cli import run
from slarules.contract import load
from slarules.pipeline import load as loaded
from slarules.source import SourceText
from slarules.syntax import tree
from slarules.syntax.layout import format_text
from slarules.syntax.parse import parse
from slarules.templates import templates
from slarules.templates.answers import SHAPES, text
from slarules.templates.questions import zone_of
from slarules.templates.writing import quoted

TEMPLATES = sorted(templates())
FAR_FROM_DEFAULTS = (
    'customer=Ann\'s "Shop" \\ 50% = #1 =cmd',
    "provider=“Ö” & <b>Söhne</b> {{ 7 }} {% x %}",
    "starts=2028-02-29",
    "ends=2031-12-31",
    "holidays=jp",
    "zone=Asia/Tokyo",
    "currency=JPY",
    "fee=1,200,000",
    "hours=24x7",
)


def slarules(folder: Path, *words: str) -> tuple[int, str, str]:
    """Run a command in a folder; return its code, its product and its talk."""
    product, talk = io.StringIO(), io.StringIO()
    with chdir(folder), redirect_stdout(product), redirect_stderr(talk):
        code = run(words)
    return code, product.getvalue(), talk.getvalue()


def new(folder: Path, template: str, *settings: str) -> tuple[int, str, str]:
    """Begin a contract called first without being asked anything."""
    words = [word for setting in settings for word in ("--set", setting)]
    return slarules(folder, "new", "first", "--template", template, "--yes", *words)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_new_contract_goes_through_every_command_that_it_names(
    template: str, shape: str, tmp_path: Path
) -> None:
    code, shown, talk = new(tmp_path, template, f"shape={shape}", "starts=2026-01-15")
    assert code == 0, talk
    commands = [line.split()[1:] for line in shown.splitlines() if line.startswith("  slarules")]
    assert [words[0] for words in commands] == ["check", "test", "show", "mapping", "audit"]
    for words in commands:
        code, product, talk = slarules(tmp_path, *words)
        assert code == 0, (words, product, talk)
    assert "2026-02" in product
    assert "undetermined" not in product


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_new_contract_is_sound_and_canonical(template: str, tmp_path: Path) -> None:
    new(tmp_path, template, "starts=2026-01-01")
    for path in (tmp_path / "first").glob("*.sla"):
        source = SourceText.read(path)
        assert format_text(source) == source.text
    assert load(tmp_path / "first" / "first.sla").problems == ()


@pytest.mark.parametrize("template", TEMPLATES)
def test_answers_far_from_the_defaults_make_a_contract_too(template: str, tmp_path: Path) -> None:
    code, _, talk = new(tmp_path, template, *_known(template))
    assert code == 0, talk
    contract = loaded(tmp_path / "first" / "first.sla")
    assert contract.customer == 'Ann\'s "Shop" \\ 50% = #1 =cmd'
    assert contract.provider == "“Ö” & <b>Söhne</b> {{ 7 }} {% x %}"
    assert (contract.currency, contract.zone) == ("JPY", "Asia/Tokyo")
    assert slarules(tmp_path, "test", "first/first.sla")[0] == 0


def _known(template: str) -> list[str]:
    own = templates()[template].defaults
    return [s for s in FAR_FROM_DEFAULTS if not s.startswith("fee=") or "fee" in own]


def test_what_nobody_decided_stands_in_the_text(tmp_path: Path) -> None:
    new(tmp_path, "support", "customer=Alster Stores", "starts=2026-01-01", "ends=2026-12-31")
    written = (tmp_path / "first" / "first.sla").read_text("utf-8").splitlines()
    above = {line.strip(): before.strip() for before, line in pairwise(written)}
    assert above['customer "Alster Stores"'].startswith("# To decide") is False
    assert above['provider "Provider"'].startswith("# To decide: the provider's name")
    assert above["effective from 2026-01-01 through 2026-12-31"].startswith("#") is False


def test_holidays_are_frozen_beside_the_contract(tmp_path: Path) -> None:
    new(tmp_path, "minimal", "holidays=pt", "starts=2026-03-01", "ends=2028-02-28")
    text = (tmp_path / "first" / "PT-2026.1.sla").read_text("utf-8")
    assert 'holidays "PT" version "2026.1"' in text
    assert "on 2028-01-01" in text
    new_one = tmp_path / "none"
    new_one.mkdir()
    new(new_one, "minimal", "holidays=none")
    assert len(list((new_one / "first").glob("*.sla"))) == 2


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("zone=Europe/Berln", "no time zone is called 'Europe/Berln'; did you mean Europe/Berlin?"),
        ("holidays=XX", "write a country such as IE, a part of one such as DE-HH, or none"),
        ("starts=31.01.2026", "'31.01.2026' is no date; write year-month-day"),
        ("starts=2026-02-30", "'2026-02-30' is no date"),
        ("starts=9999-01-01", "is too far off"),
        ("ends=2001-01-01", "it cannot end on 2001-01-01"),
        ("currency=Euro", "'Euro' is no currency; write its three letters"),
        ("fee=12.500", "'12.500' is no sum in EUR; write digits with at most 2 decimals"),
        ("hours=nine to five", "Monday to Friday from 08:00 to 18:00, or 24x7"),
        ("hours=Monday from 08:00 to 18:00\n  closed on holidays", "are no hours"),
        ("respond_p1=30 minutes", "write a length and its clock, such as 30 elapsed minutes"),
        ("respond_p1=none", "'none' is no goal"),
        ("share=100%", "write a percentage from 50% to below 100%"),
        ("uptime=50%", "write a percentage from 95% to below 100%"),
        ("shape=jira", "write one of tickets, events, snapshots"),
        ("customer=", "write 1 to 120 characters on one line"),
        ('customer=A"\n  provider "B', "write 1 to 120 characters on one line, none of them invis"),
        ("custmer=A", "no question is called 'custmer'; did you mean customer?"),
        ("customer", "--set customer sets nothing; write --set KEY=VALUE"),
    ],
)
def test_an_answer_that_is_none_is_told_with_what_to_write(
    setting: str, says: str, tmp_path: Path
) -> None:
    first = () if setting.startswith("starts") else ("starts=2026-01-01",)
    template = "hosting" if setting.startswith("uptime") else "support"
    code, _, talk = new(tmp_path, template, *first, setting)
    assert code == 2
    assert says in " ".join(talk.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["new"], "write slarules new NAME --template T"),
        (["new", "first"], "support"),
        (["new", "first", "--template", "suport"], "no template is called 'suport'; there are:"),
        (["new", "My-Desk", "--template", "support"], "such as my_desk"),
        (["new", "claim", "--template", "support"], "'claim' is a word of the language"),
        (["new", "../out", "--template", "support"], "is no name"),
    ],
)
def test_a_wrong_use_says_what_to_write(words: list[str], says: str, tmp_path: Path) -> None:
    code, _, talk = slarules(tmp_path, *words)
    assert code == 2
    assert says in talk
    assert list(tmp_path.iterdir()) == []


def test_the_templates_are_listed(tmp_path: Path) -> None:
    code, shown, _ = slarules(tmp_path, "new", "--template", "list")
    assert code == 0
    assert [line.split()[0] for line in shown.splitlines()] == TEMPLATES


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    code, _, talk = new(tmp_path, "support")
    assert code == 2
    assert "first is there already; nothing is overwritten" in talk
    assert list((tmp_path / "first").iterdir()) == []


@given(strategies.text(strategies.sampled_from('ab"\\“”#|') | strategies.characters(), max_size=9))
def test_words_between_quotes_stay_there(said: str) -> None:
    try:
        accepted = text(said)
    except ValueError:
        return
    written = f"language slarules 1\n\ncontract x {quoted(accepted)}\n  provider {quoted(said)}\n"
    read = parse(SourceText("x", format_text(SourceText("x", written))))
    assert read.problems == ()
    [_, head] = read.file.statements
    assert isinstance(head, tree.Contract)
    assert str(head.title and head.title.value) == said


@pytest.mark.parametrize(("area", "zone"), [("IE", "Europe/Dublin"), ("DE-HH", "Europe/Berlin")])
def test_the_zone_follows_from_the_country(area: str, zone: str) -> None:
    assert zone_of(area) == zone


@pytest.mark.parametrize("area", ["DE", "none"])
def test_the_run_of_a_new_contract_is_as_it_was_made(area: str, tmp_path: Path) -> None:
    # Holidays beside the contract and vocabularies elsewhere: their order is not that of folders.
    _, shown, _ = new(tmp_path, "support", "starts=2026-01-01", f"holidays={area}")
    slarules(tmp_path, *shown.splitlines()[-1].split()[1:])
    code, told, _ = slarules(tmp_path, "verify", "first/run")
    assert code == 0, told
