"""Tests of one group run in one worker; pytest-xdist says nothing where it does not obey."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("alone")
def test_a_test_is_known_by_its_group(request: pytest.FixtureRequest) -> None:
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("only where tests are dealt out by their groups")
    assert request.node.nodeid.endswith("@alone")
