"""The digest of a file is of the bytes that its rows came from."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from slarules.core.mapping import Layout, Table
from slarules.facts.source import FileRead
from tests.files import csv_source

TEXT = b"id,a\n" + b"".join(b"%d,x\n" % number for number in range(20_000))


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, lambda text: gzip.compress(text) + bytes(9)]
)
def test_every_byte_of_a_file_is_in_its_digest(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    content = pack(TEXT)
    (tmp_path / "t.csv").write_bytes(content)
    layout = Layout((Table("wide", "ticket", "t.csv", "id"),), encoding="utf-8", separator=",")
    read = [each for each in csv_source(tmp_path).read(layout) if isinstance(each, FileRead)]
    assert [(each.rows, each.digest) for each in read] == [(20_000, sha256(content).hexdigest())]
