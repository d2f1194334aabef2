"""Where executors are; nothing of Spark is imported to say so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

SECRET = re.compile(r"(?i)secret|password|passphrase|token|credential")
"""What the name of a setting has in it that holds a secret."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where executors are.

    Attributes:
        master: As Spark writes it: `local[*]`, `spark://HOST:PORT`, `yarn`, `k8s://...`; what
            `spark-submit` or `spark-defaults.conf` say where it is left out, else this machine.
        settings: Of Spark, such as `spark.executor.memory`.
        folder: Where driver and executors can write; needed where executors are elsewhere.
    """

    master: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    folder: str | None = None
