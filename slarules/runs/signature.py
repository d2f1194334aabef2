"""Who vouches for a run: Ed25519 signatures over its manifest, in a DSSE envelope beside it.

Sources: DSSE v1.0 (`protocol.md`, `envelope.md`); in-toto Attestation Framework, Statement v1.
"""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError

from slarules.errors import RunFolderError
from slarules.report.documents import Json, written
from slarules.runs.facts import FACTS
from slarules.runs.keys import has_signed, key_id, private_key, public_key
from slarules.runs.manifest import BESIDE, MANIFEST, SIGNATURE, digest_of, hashes, sealed
from slarules.runs.read import manifest as read_manifest
from slarules.runs.whole_file import write_whole

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:slarules:run:v1"

LARGEST = 1_000_000
"""Bytes of an envelope; a statement of a run takes some thousands."""


class Signed(BaseModel):
    """A signature and which key made it."""

    model_config = ConfigDict(frozen=True)

    keyid: str = ""
    sig: Base64Bytes


class Envelope(BaseModel):
    """A payload and who signed it."""

    model_config = ConfigDict(frozen=True)

    payload: Base64Bytes
    payload_type: str = Field(alias="payloadType")
    signatures: tuple[Signed, ...] = Field(max_length=100)


def sign(folder: Path, private_pem: bytes, passphrase: bytes | None = None) -> str:
    """Sign a run, beside whoever signed it before, and return the id of the key.

    Raises:
        RunFolderError: The folder is none of a run, or no longer what a run wrote.
        UsageError: The key is none that signs, or its passphrase is not the right one.
    """
    key = private_key(private_pem, passphrase)
    payload = _payload(folder, _unchanged(folder))
    name = key_id(key.public_key())
    others = tuple(each for each in _signatures(folder, payload) if each["keyid"] != name)
    made = {"keyid": name, "sig": _text(key.sign(encoded(PAYLOAD_TYPE, payload)))}
    envelope = {
        "payload": _text(payload),
        "payloadType": PAYLOAD_TYPE,
        "signatures": [*others, made],
    }
    write_whole(folder / SIGNATURE, f"{json.dumps(envelope, indent=2)}\n".encode())
    return name


def verified(folder: Path, public_pem: bytes) -> str:
    """Return the id of a public key when its owner signed exactly this manifest.

    That the files are those of the manifest is not looked at here.

    Raises:
        RunFolderError: Nobody did; the message says what is wrong.
        UsageError: The key is none that verifies.
    """
    key = public_key(public_pem)
    envelope = _envelope(folder / SIGNATURE)
    if not any(_is_by(key, each, envelope) for each in envelope.signatures):
        raise RunFolderError(f"{folder / SIGNATURE} holds no signature by the key {key_id(key)}")
    expected = _payload(folder, read_manifest(folder))
    if envelope.payload_type != PAYLOAD_TYPE or envelope.payload != expected:
        raise RunFolderError(f"{folder / SIGNATURE} is of another manifest than {MANIFEST}")
    return key_id(key)


def encoded(payload_type: str, payload: bytes) -> bytes:
    """Return what DSSE signs, its pre-authentication encoding."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _is_by(key: Ed25519PublicKey, signed: Signed, envelope: Envelope) -> bool:
    return has_signed(key, signed.sig, encoded(envelope.payload_type, envelope.payload))


def _unchanged(folder: Path) -> Json:
    """Return the manifest of a run whose files are as it says.

    Raises:
        RunFolderError: They are not.
    """
    manifest = read_manifest(folder)
    found = hashes(folder)
    files = {name: found[name] for name in found if name not in {MANIFEST, *BESIDE}}
    right = written(sealed(manifest)).encode(errors="surrogatepass")
    if files != manifest["files"] or (folder / MANIFEST).read_bytes() != right:
        raise RunFolderError(
            f"{folder} is not as the run wrote it, so it is not signed; 'slarules verify' tells why"
        )
    return manifest


def _payload(folder: Path, manifest: Json) -> bytes:
    """Return the statement that is signed: which manifest, and what of it a reader looks for."""
    digest = digest_of(folder / MANIFEST)
    statement = {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": MANIFEST, "digest": {"sha256": digest}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": _predicate(manifest),
    }
    return json.dumps(statement, indent=2, sort_keys=True).encode()


def _predicate(manifest: Json) -> Json:
    # A manifest that somebody changed may lack anything.
    names: list[str] = manifest["inputs"]
    contract, mapping = [*names, "", ""][:2]
    files = manifest["files"]
    return {
        "contract": {"name": manifest.get("contract"), "sha256": files.get(f"inputs/{contract}")},
        "mapping": {"sha256": files.get(f"inputs/{mapping}")},
        "facts": {"sha256": files.get(FACTS)},
        "evidence": {"sha256": manifest.get("evidence")},
        "as_of": manifest.get("as_of"),
        "complete_through": manifest.get("complete_through"),
        "periods": manifest.get("periods"),
        "audience": manifest.get("audience"),
        "versions": manifest.get("versions"),
    }


def _signatures(folder: Path, payload: bytes) -> list[dict[str, str]]:
    """Return the signatures that are there, to be kept.

    Raises:
        RunFolderError: They are of something else, or nothing that can be read.
    """
    path = folder / SIGNATURE
    if not path.exists():
        return []
    envelope = _envelope(path)
    if envelope.payload != payload:
        raise RunFolderError(f"{path} is of something else; look why, and remove it to sign anew")
    return [{"keyid": each.keyid, "sig": _text(each.sig)} for each in envelope.signatures]


def _envelope(path: Path) -> Envelope:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise RunFolderError(f"{path} is missing: nobody signed this run") from None
    if len(content) > LARGEST:
        raise RunFolderError(f"{path} is larger than any signature")
    try:
        return Envelope.model_validate_json(content)
    except ValidationError:
        raise RunFolderError(f"{path} is no DSSE envelope") from None


def _text(binary: bytes) -> str:
    return b64encode(binary).decode()
