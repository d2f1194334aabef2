"""Ed25519 keys in PEM files, as openssl writes them too.

To import this module raises a UsageError where the extra `sign` is not installed.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from slarules.errors import UsageError

try:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
        load_pem_private_key,
        load_pem_public_key,
    )
except ImportError:
    raise UsageError('signatures need another package: pip install "slarules[sign]"') from None


def make_keys(file: Path, passphrase: bytes | None = None) -> Path:
    """Write a new private key that its owner alone may read, and its public key beside it.

    Args:
        file: Where the private key goes; the public key gets the same name with `.pub.pem`.
        passphrase: What the private key is encrypted with; not at all when left out.

    Returns:
        The file of the public key.

    Raises:
        UsageError: One of the files is there already.
    """
    beside = file.with_suffix(".pub.pem")
    for path in (file, beside):
        if path.exists():
            raise UsageError(f"{path} is there already, and no key is overwritten; name another")
    key = Ed25519PrivateKey.generate()
    lock = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    _write(file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock), 0o600)
    spoken = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write(beside, spoken, 0o644)
    return beside


def _write(path: Path, content: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)


def private_key(pem: bytes, passphrase: bytes | None) -> Ed25519PrivateKey:
    """Return the key of a PEM file that signs.

    Raises:
        UsageError: It is none, or needs another passphrase; nothing of it is repeated.
    """
    if b"PUBLIC KEY" in pem:
        raise UsageError("this is a public key; the private one signs")
    encrypted = b"ENCRYPTED" in pem
    if encrypted and not passphrase:
        raise UsageError(
            "the private key has a passphrase: set SLARULES_PASSPHRASE, or name a file "
            "that holds it with --passphrase-file"
        )
    try:
        key = load_pem_private_key(pem, passphrase if encrypted else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        wrong = "its passphrase is another" if encrypted else "it is no PEM file of one"
        raise UsageError(f"the private key cannot be read: {wrong}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError("the private key is no Ed25519 key; 'slarules sign --make-key' makes one")
    return key


def public_key(pem: bytes) -> Ed25519PublicKey:
    """Return the key of a PEM file that verifies.

    Raises:
        UsageError: It is none.
    """
    if b"PRIVATE KEY" in pem:
        raise UsageError(
            "this is a private key; the public one verifies, keep this one to yourself"
        )
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError("the public key cannot be read: it is no PEM file of one") from None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError("the public key is no Ed25519 key; runs are signed with no other")
    return key


def has_signed(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    """Tell whether the owner of a key signed a message."""
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def key_id(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of a public key as DER writes it."""
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
