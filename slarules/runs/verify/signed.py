"""Whether the owner of a key signed a run, and whether the signature is as it was made."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slarules.errors import RunFolderError
from slarules.runs.manifest import SIGNATURE
from slarules.runs.verify.found import Check, Difference, compared


def signed(folder: Path, key: Path | None) -> Check:
    """Compare the signature of a run with its manifest and with a public key.

    Raises:
        UsageError: The key is none, or the extra `sign` is not installed.
    """
    if key is None:
        there = (folder / SIGNATURE).exists()
        why = (
            f"{SIGNATURE} is there; --key PUBLIC.pem tells whether it is by its owner, of this run"
            if there
            else "the run is not signed; 'slarules sign' would"
        )
        return Check("signature", "not checked", why)
    return compared(
        "signature",
        f"{SIGNATURE} against this very manifest and the key in {key}",
        tuple(_parted(folder, key)),
    )


def _parted(folder: Path, key: Path) -> Iterator[Difference]:
    # Only who has a key needs the package that checks signatures.
    from slarules.runs.signature import verified  # noqa: PLC0415

    try:
        name = verified(folder, key.read_bytes())
    except RunFolderError as error:
        yield Difference(SIGNATURE, "", str(error), f"a signature by the key in {key}")
        return
    content = (folder / SIGNATURE).read_bytes()
    envelope: Any = json.loads(content)
    if not _is_as_written(envelope, content):
        yield Difference(SIGNATURE, "", "is written in another form", "the form of a signature")
    if name not in {each.get("keyid") for each in envelope["signatures"]}:
        yield Difference(SIGNATURE, "keyid", "is of another key", name)


def _is_as_written(envelope: Any, content: bytes) -> bool:  # noqa: ANN401  # whatever JSON holds
    """Tell whether no byte differs, those too that mean nothing."""
    binary = [envelope["payload"], *(each["sig"] for each in envelope["signatures"])]
    exact = all(b64encode(b64decode(each)).decode() == each for each in binary)
    return exact and f"{json.dumps(envelope, indent=2)}\n".encode() == content
