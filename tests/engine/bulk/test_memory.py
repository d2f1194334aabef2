"""What an audit changes about memory is as it was before, once all audits are done."""

from __future__ import annotations

import gc

import pyarrow as pa
import pytest

from slarules.engine.bulk.memory import used_again


def test_all_is_as_before_once_the_last_audit_is_done() -> None:
    before = pa.default_memory_pool().backend_name
    first, second = used_again(), used_again()
    for each in (first, second):
        each.__enter__()
        assert pa.default_memory_pool().backend_name == "system"
    assert gc.get_freeze_count()
    first.__exit__(None, None, None)
    assert pa.default_memory_pool().backend_name == "system"
    second.__exit__(None, None, None)
    assert (pa.default_memory_pool().backend_name, gc.get_freeze_count()) == (before, 0)


def test_an_audit_that_fails_leaves_all_as_before() -> None:
    before = pa.default_memory_pool().backend_name
    with pytest.raises(ValueError, match="amiss"), used_again():
        raise ValueError("amiss")
    assert (pa.default_memory_pool().backend_name, gc.get_freeze_count()) == (before, 0)
