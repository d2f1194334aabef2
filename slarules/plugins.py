"""Find, load and list plugins; one that is broken is reported and the others still work."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import ClassVar

import pluggy

from slarules import hookspecs
from slarules.core.conduct import FORMS, RuleForm, Threshold
from slarules.hookspecs import GROUP, ConductRule, MakeAdapter, Words

OWN = "slarules"
"""Our own distribution: loaded first, so that no stranger takes the name of one of ours."""


@dataclass(frozen=True, slots=True, order=True)
class Plugin:
    """A plugin that was found: its name and what installed it."""

    name: str
    distribution: str
    version: str

    def __str__(self) -> str:
        return f"plugin '{self.name}' of {self.distribution} {self.version}".rstrip()


@dataclass(frozen=True, slots=True)
class OfferedRule:
    """A rule of conduct: what it needs of a contract, and what looks."""

    form: RuleForm
    look: ConductRule


@dataclass(frozen=True, slots=True)
class OfferedAdapter:
    """An adapter that a plugin offers.

    Attributes:
        make: Makes it from a profile.
        summary: What it reads.
        api: The version of the interface that it is written for.
    """

    make: MakeAdapter
    summary: str
    api: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plugin that works: the hooks it implements, the adapters and rules it offers."""

    plugin: Plugin
    hooks: tuple[str, ...]
    adapters: Mapping[str, OfferedAdapter]
    conduct: Mapping[str, OfferedRule] = field(default_factory=dict)
    module: object = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class PluginProblem(ABC):
    """Why a plugin was left out; one class per message."""

    code: ClassVar[str]

    plugin: Plugin

    @property
    @abstractmethod
    def message(self) -> str:
        """One sentence in lower case, without a final stop."""

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class PluginFailed(PluginProblem):
    """Its module cannot be imported, or a hook of it raises."""

    code = "X101"
    error: BaseException

    @property
    def message(self) -> str:
        """See `PluginProblem.message`."""
        return f"{self.plugin} does not load: {type(self.error).__name__}: {self.error}"


@dataclass(frozen=True, slots=True)
class UnknownHook(PluginProblem):
    """It implements a hook that slarules does not have, often a misspelt one."""

    code = "X102"
    error: pluggy.PluginValidationError

    @property
    def message(self) -> str:
        """See `PluginProblem.message`."""
        return f"{self.plugin} does not fit this version of slarules: {self.error}"


@dataclass(frozen=True, slots=True)
class NoHook(PluginProblem):
    """None of its functions is marked with `hookimpl`."""

    code = "X103"

    @property
    def message(self) -> str:
        """See `PluginProblem.message`."""
        return (
            f"{self.plugin} implements no hook; mark its functions with slarules.hookspecs.hookimpl"
        )


@dataclass(frozen=True, slots=True)
class NameTaken(PluginProblem):
    """It offers something under a name that another plugin, or itself, offers already."""

    code = "X104"
    name: str
    owner: Plugin
    noun: str = "adapter"

    @property
    def message(self) -> str:
        """See `PluginProblem.message`."""
        return (
            f"{self.plugin} offers the {self.noun} '{self.name}', which {self.owner} offers already"
        )


@dataclass(slots=True)
class Plugins:
    """Every plugin that was found, the working and the broken."""

    loaded: list[Loaded] = field(default_factory=list)
    problems: list[PluginProblem] = field(default_factory=list)

    @property
    def adapters(self) -> dict[str, OfferedAdapter]:
        """Every adapter by its name."""
        return {name: adapter for each in self.loaded for name, adapter in each.adapters.items()}

    def relay(self) -> pluggy.HookRelay:
        """Return the hooks of every plugin that works, to be called all together."""
        manager = pluggy.PluginManager(GROUP)
        manager.add_hookspecs(hookspecs)
        for each in self.loaded:
            manager.register(each.module, name=each.plugin.name)
        return manager.hook

    def owner(self, adapter: str) -> Plugin | None:
        """Return the plugin that offers an adapter."""
        return next((each.plugin for each in self.loaded if adapter in each.adapters), None)

    @property
    def conduct_forms(self) -> dict[str, RuleForm]:
        """What each rule of conduct of a plugin needs of a contract, by its name."""
        return {name: rule.form for each in self.loaded for name, rule in each.conduct.items()}

    def conduct_owner(self, rule: str) -> Plugin | None:
        """Return the plugin that offers a rule of conduct."""
        if rule in FORMS:
            return Plugin("conduct", OWN, "")
        return next((each.plugin for each in self.loaded if rule in each.conduct), None)

    def conduct_rule(self, rule: str) -> tuple[Plugin, ConductRule] | None:
        """Return what looks for a rule of conduct, and the plugin that offers it."""
        found = ((each.plugin, each.conduct.get(rule)) for each in self.loaded)
        return next(((plugin, offered.look) for plugin, offered in found if offered), None)


def load(entries: Iterable[EntryPoint] | None = None) -> Plugins:
    """Load plugins, by default all that are installed; one that fails is reported, not raised."""
    plugins = Plugins()
    for plugin, entry in _installed(_places()) if entries is None else _in_order(entries):
        outcome = _loaded(plugin, entry, plugins)
        if isinstance(outcome, Loaded):
            plugins.loaded.append(outcome)
        else:
            plugins.problems.append(outcome)
    return plugins


def _places() -> tuple[tuple[str, int], ...]:
    """Return where modules are looked for, and when what stands there last became another."""
    return tuple((place, _changed(place)) for place in sys.path)


def _changed(place: str) -> int:
    try:
        return Path(place).stat().st_mtime_ns
    except OSError:
        return 0


# To read what all distributions say of themselves takes longer than to read a contract.
@lru_cache(maxsize=1)
def _installed(_: tuple[tuple[str, int], ...]) -> Sequence[tuple[Plugin, EntryPoint]]:
    return _in_order(entry_points(group=GROUP))


def _in_order(entries: Iterable[EntryPoint]) -> Sequence[tuple[Plugin, EntryPoint]]:
    return tuple(sorted(((_plugin(each), each) for each in entries), key=_order))


def _plugin(entry: EntryPoint) -> Plugin:
    if entry.dist is None:
        return Plugin(entry.name, "an unknown distribution", "")
    return Plugin(entry.name, entry.dist.name, entry.dist.version)


def _order(found: tuple[Plugin, EntryPoint]) -> tuple[bool, str, str]:
    plugin, _ = found
    return plugin.distribution != OWN, plugin.distribution, plugin.name


def _loaded(plugin: Plugin, entry: EntryPoint, others: Plugins) -> Loaded | PluginProblem:
    try:
        return _registered(plugin, entry.load(), others)
    except pluggy.PluginValidationError as error:
        return UnknownHook(plugin, error)
    # A stranger's module may raise anything, and even end the program.
    except (Exception, SystemExit) as error:  # noqa: BLE001
        return PluginFailed(plugin, error)


def _registered(plugin: Plugin, module: object, others: Plugins) -> Loaded | PluginProblem:
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(module, name=plugin.name)
    manager.check_pending()
    hooks = tuple(sorted(hook.name for hook in manager.get_hookcallers(module) or ()))
    if not hooks:
        return NoHook(plugin)
    offers = _Offers(plugin)
    manager.hook.slarules_adapters(register=offers.adapter)
    manager.hook.slarules_conduct_rules(register=offers.rule)
    found = _offered(plugin, hooks, offers, others)
    return replace(found, module=module) if isinstance(found, Loaded) else found


@dataclass(slots=True)
class _Offers:
    """What a plugin offers, as it offers it."""

    plugin: Plugin
    rules: list[tuple[str, OfferedRule]] = field(default_factory=list)
    adapters: list[tuple[str, OfferedAdapter]] = field(default_factory=list)

    def adapter(self, name: str, make: MakeAdapter, *, summary: str = "", api: int = 1) -> None:
        self.adapters.append((name, OfferedAdapter(make, summary, api)))

    def rule(
        self,
        name: str,
        look: ConductRule,
        *,
        needs: Collection[Threshold] = (),
        words: Words = (),
    ) -> None:
        groups = tuple(tuple(group) for group in words)
        form = RuleForm(name, frozenset(needs), groups, self.plugin.distribution)
        self.rules.append((name, OfferedRule(form, look)))


def _offered(
    plugin: Plugin, hooks: tuple[str, ...], offers: _Offers, others: Plugins
) -> Loaded | NameTaken:
    adapters: dict[str, OfferedAdapter] = {}
    for name, adapter in offers.adapters:
        taken = plugin if name in adapters else others.owner(name)
        if taken:
            return NameTaken(plugin, name, taken)
        adapters[name] = adapter
    rules: dict[str, OfferedRule] = {}
    for name, rule in offers.rules:
        owner = plugin if name in rules else others.conduct_owner(name)
        if owner:
            return NameTaken(plugin, name, owner, "rule of conduct")
        rules[name] = rule
    return Loaded(plugin, hooks, adapters, rules)
