"""Delta tables with what `deltalake` does not write: deleted rows, renamed columns."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

B85 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
Z85 = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"

Action = dict[str, Any]


def vector(rows: Collection[int]) -> Action:
    """Return a vector of deleted rows, all of the first 65,536, as the protocol writes it inline.

    One bitmap of 32 bits (Roaring, without runs) in one of 64, behind the number that says so.
    """
    places = b"".join(struct.pack("<H", row) for row in sorted(rows))
    bitmap = struct.pack("<II", 12346, 1) + struct.pack("<HHI", 0, len(rows) - 1, 16) + places
    data = struct.pack("<IQI", 1681511377, 1, 0) + bitmap
    padded = base64.b85encode(data + bytes(-len(data) % 4))
    return {
        "storageType": "i",
        "pathOrInlineDv": padded.translate(bytes.maketrans(B85, Z85)).decode(),
        "sizeInBytes": len(data),
        "cardinality": len(rows),
    }


def changed(folder: Path, change: Callable[[Action], None]) -> None:
    """Change what the last entry of a log says."""
    log = max((folder / "_delta_log").glob("*.json"))
    actions = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    for action in actions:
        change(action)
    log.write_text("".join(json.dumps(action) + "\n" for action in actions), encoding="utf-8")


def asking(folder: Path, *features: str) -> None:
    """Have a table ask something of its readers."""

    def change(action: Action) -> None:
        if "protocol" in action:
            named = list(features)
            action["protocol"] = {
                "minReaderVersion": 3,
                "minWriterVersion": 7,
                "readerFeatures": named,
                "writerFeatures": named,
            }

    changed(folder, change)


def without_rows(folder: Path, rows: Callable[[str], Collection[int]]) -> None:
    """Delete rows by vectors.

    Args:
        rows: Which ones of a file, by its path in the table.
    """
    asking(folder, "deletionVectors")

    def change(action: Action) -> None:
        if "add" in action and (gone := rows(action["add"]["path"])):
            action["add"]["deletionVector"] = vector(gone)

    changed(folder, change)


def renamed(folder: Path, names: dict[str, str], mode: str = "name") -> None:
    """Give columns other names than files have for them."""

    def change(action: Action) -> None:
        if "protocol" in action:
            action["protocol"] = {"minReaderVersion": 2, "minWriterVersion": 5}
        if "metaData" in action:
            _rename(action["metaData"], names, mode)

    changed(folder, change)


def _rename(metadata: Action, names: dict[str, str], mode: str) -> None:
    schema = json.loads(metadata["schemaString"])
    for number, each in enumerate(schema["fields"], 1):
        prefix = "delta.columnMapping"
        each["metadata"] = {f"{prefix}.id": number, f"{prefix}.physicalName": each["name"]}
        each["name"] = names.get(each["name"], each["name"])
    metadata["schemaString"] = json.dumps(schema)
    metadata["partitionColumns"] = [names.get(n, n) for n in metadata["partitionColumns"]]
    largest = str(len(schema["fields"]))
    metadata["configuration"] = {
        "delta.columnMapping.mode": mode,
        "delta.columnMapping.maxColumnId": largest,
    }
