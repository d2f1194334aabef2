"""The skeleton that `slarules adapters new` writes: the adapter that keeps everything."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import slarules.testing
from slarules.adapters import Adapter, Profile
from slarules.testing import Bench, World, WorldContext

SKELETON = Path(slarules.testing.__file__).parent / "skeleton"
ADAPTER = SKELETON / "slarules_skeleton" / "adapter.py"
SETTINGS = {"url": "https://desk.acme.example/api", "token": {"env": "SKELETON_TOKEN"}}


def changed(*changes: tuple[str, str]) -> ModuleType:
    """Return the skeleton's adapter with some lines written otherwise."""
    text = ADAPTER.read_text(encoding="utf-8")
    for before, after in changes:
        assert text.count(before) == 1, f"stands {text.count(before)} times: {before}"
        text = text.replace(before, after)
    module = ModuleType("slarules_skeleton_mutant")
    sys.modules[module.__name__] = module
    exec(compile(text, "mutant", "exec"), module.__dict__)  # noqa: S102  # our own text
    return module


def bench(module: ModuleType) -> Bench:
    """Return the bench for an adapter of the skeleton, in a desk in which nothing happened."""
    from skeleton_desk import SkeletonDesk

    world: World = SkeletonDesk()

    def make() -> Adapter:
        adapter: Adapter = module.made(Profile("skeleton", "acme", SETTINGS))
        return adapter

    return Bench(make, lambda: WorldContext(world), world, plugin="slarules_skeleton")
