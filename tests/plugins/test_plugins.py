from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint

from slarules import plugins
from slarules.plugins import NameTaken, NoHook, Plugin, PluginFailed, UnknownHook
from tests.shared import ROOT

Install = Callable[[str, str], list[EntryPoint]]

GAUGE = """
    from slarules.hookspecs import hookimpl

    @hookimpl
    def slarules_adapters(register):
        register("gauge", lambda argument: f"gauge of {argument}")
"""


def test_our_own_adapters_are_found_like_those_of_others() -> None:
    found = plugins.load()
    assert found.problems == []
    assert "csv" in found.adapters


def test_a_plugin_from_outside_the_tree_is_loaded(install: Install) -> None:
    found = plugins.load(install("gauge", GAUGE))
    [loaded] = found.loaded
    assert loaded.plugin == Plugin("gauge", "acme-gauge", "2.1")
    assert loaded.hooks == ("slarules_adapters",)
    assert found.adapters["gauge"].make("hall") == "gauge of hall"


def test_an_installed_distribution_is_found_beside_ours(install: Install) -> None:
    install("gauge", GAUGE)
    assert {"csv", "gauge"} <= plugins.load().adapters.keys()


def test_a_plugin_that_cannot_be_imported_leaves_the_others_working(install: Install) -> None:
    install("broken", "import a_module_that_nobody_has")
    found = plugins.load(install("gauge", GAUGE))
    assert found.adapters.keys() == {"gauge"}
    [problem] = found.problems
    assert isinstance(problem, PluginFailed)
    assert "acme-broken 2.1" in problem.message
    assert "a_module_that_nobody_has" in problem.message


def test_a_plugin_that_would_end_the_program_is_reported(install: Install) -> None:
    [problem] = plugins.load(install("quitter", "raise SystemExit(1)")).problems
    assert isinstance(problem, PluginFailed)


def test_a_hook_that_raises_is_reported_with_its_distribution(install: Install) -> None:
    module = """
        from slarules.hookspecs import hookimpl

        @hookimpl
        def slarules_adapters(register):
            raise LookupError("no licence file")
    """
    [problem] = plugins.load(install("strict", module)).problems
    assert isinstance(problem, PluginFailed)
    assert "acme-strict 2.1" in problem.message
    assert "LookupError: no licence file" in problem.message


def test_a_misspelt_hook_is_named(install: Install) -> None:
    [problem] = plugins.load(install("hasty", GAUGE.replace("_adapters", "_adapter"))).problems
    assert isinstance(problem, UnknownHook)
    assert "slarules_adapter" in problem.message
    assert "acme-hasty 2.1" in problem.message


def test_a_module_that_marks_nothing_is_told_how(install: Install) -> None:
    [problem] = plugins.load(install("mute", GAUGE.replace("@hookimpl", ""))).problems
    assert isinstance(problem, NoHook)
    assert "hookimpl" in problem.message


def test_a_name_offered_twice_stays_with_the_first_and_both_are_named(install: Install) -> None:
    install("meter", GAUGE)
    found = plugins.load(install("gauge", GAUGE))
    owner = found.owner("gauge")
    assert owner == Plugin("gauge", "acme-gauge", "2.1")
    [problem] = found.problems
    assert problem == NameTaken(Plugin("meter", "acme-meter", "2.1"), "gauge", owner)
    assert "acme-gauge 2.1" in problem.message
    assert "acme-meter 2.1" in problem.message


def test_a_plugin_that_offers_a_name_twice_is_refused(install: Install) -> None:
    twice = GAUGE + '        register("gauge", str)\n'
    found = plugins.load(install("gauge", twice))
    assert isinstance(found.problems[0], NameTaken)
    assert found.adapters == {}


def test_no_stranger_takes_the_name_of_an_adapter_of_ours(install: Install) -> None:
    install("aaa", GAUGE.replace('"gauge"', '"csv"'))
    found = plugins.load()
    owner = found.owner("csv")
    assert owner is not None
    assert owner.distribution == "slarules"
    [problem] = found.problems
    assert "acme-aaa" in problem.message


def test_every_reason_to_leave_a_plugin_out_is_explained() -> None:
    page = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
    codes = {problem.code for problem in plugins.PluginProblem.__subclasses__()}
    assert {code for code in codes if f"| {code} |" not in page} == set()
