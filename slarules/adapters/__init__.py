"""How slarules reads sources: what an adapter is, and what it delivers."""

from __future__ import annotations

from slarules.adapters.adapter import (
    API,
    Adapter,
    Asked,
    Capability,
    Checked,
    CheckReport,
    Context,
    Profile,
)
from slarules.adapters.delivery import (
    ArrowStream,
    Batch,
    Checkpoint,
    Delivered,
    FileEnd,
    Notice,
    NoticeCode,
    Partition,
)
from slarules.adapters.tables import SCHEMAS, TableName, TableSchema, arrow

__all__ = [
    "API",
    "SCHEMAS",
    "Adapter",
    "ArrowStream",
    "Asked",
    "Batch",
    "Capability",
    "CheckReport",
    "Checked",
    "Checkpoint",
    "Context",
    "Delivered",
    "FileEnd",
    "Notice",
    "NoticeCode",
    "Partition",
    "Profile",
    "TableName",
    "TableSchema",
    "arrow",
]
