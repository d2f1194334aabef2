"""A signature says whose a run is; an independent library agrees, and no changed byte passes."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer._key import SSlibKey

from slarules.cli import run
from slarules.errors import RunFolderError, UsageError
from slarules.runs.keys import make_keys
from slarules.runs.signature import sign, verified
from tests.pipeline.desk import arguments, desk

PASSPHRASE = b"correct horse"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a signed run, our keys and the keys of somebody else."""
    folder = desk(tmp_path_factory.mktemp("desk"))
    assert run([*arguments(folder), "--out", str(folder / "run"), "--register", "none"]) == 0
    for name in ("ours", "theirs"):
        assert run(["sign", "--make-key", str(folder / f"{name}.pem")]) == 0
    assert run(["sign", str(folder / "run"), "--key", str(folder / "ours.pem")]) == 0
    return folder


@pytest.fixture
def signed(made: Path, tmp_path: Path) -> Path:
    """A copy of it to be changed."""
    shutil.copytree(made / "run", tmp_path / "run")
    return tmp_path / "run"


def public(made: Path, name: str = "ours") -> bytes:
    return (made / f"{name}.pub.pem").read_bytes()


def independently(folder: Path, public_pem: bytes) -> dict[str, Any]:
    """Return the statement that securesystemslib verifies."""
    key = load_pem_public_key(public_pem)
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    known = SSlibKey.from_crypto(key, sha256(der).hexdigest())
    envelope = Envelope.from_dict(json.loads((folder / "signature.json").read_text("utf-8")))
    assert envelope.payload_type == "application/vnd.in-toto+json"
    envelope.verify([known], 1)
    statement: dict[str, Any] = json.loads(envelope.payload)
    return statement


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_an_independent_library_verifies_what_it_says(made: Path) -> None:
    folder = made / "run"
    statement = independently(folder, public(made))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["subject"] == [
        {"name": "manifest.json", "digest": {"sha256": digest(folder / "manifest.json")}}
    ]
    said = statement["predicate"]
    contract, mapping = manifest["inputs"][:2]
    assert said["contract"]["sha256"] == digest(folder / "inputs" / contract)
    assert said["mapping"]["sha256"] == digest(folder / "inputs" / mapping)
    assert said["facts"]["sha256"] == digest(folder / "facts.parquet")
    assert said["evidence"]["sha256"] == manifest["evidence"]
    assert said["versions"] == manifest["versions"]
    assert said["as_of"] == manifest["as_of"]


def test_an_independent_library_refuses_another_key(made: Path) -> None:
    with pytest.raises(VerificationError):
        independently(made / "run", public(made, "theirs"))


def test_we_verify_it_too(made: Path) -> None:
    key = load_pem_public_key(public(made))
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert verified(made / "run", public(made)) == sha256(der).hexdigest()


def test_another_key_signed_nothing(made: Path) -> None:
    with pytest.raises(RunFolderError, match="holds no signature by the key"):
        verified(made / "run", public(made, "theirs"))


def test_two_can_sign_one_run(made: Path, signed: Path) -> None:
    for _ in range(2):
        sign(signed, (made / "theirs.pem").read_bytes())
    for name in ("ours", "theirs"):
        assert verified(signed, public(made, name))
        assert independently(signed, public(made, name))
    assert len(json.loads((signed / "signature.json").read_text("utf-8"))["signatures"]) == 2


def test_to_sign_again_changes_nothing(made: Path, signed: Path) -> None:
    before = (signed / "signature.json").read_bytes()
    sign(signed, (made / "ours.pem").read_bytes())
    assert (signed / "signature.json").read_bytes() == before


@settings(max_examples=60)
@given(data=st.data())
def test_no_changed_byte_of_the_manifest_passes(made: Path, data: st.DataObject) -> None:
    manifest = (made / "run" / "manifest.json").read_bytes()
    position = data.draw(st.integers(0, len(manifest) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != manifest[position]))
    folder = made / "changed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made / "run", folder)
    changed = manifest[:position] + bytes([other]) + manifest[position + 1 :]
    (folder / "manifest.json").write_bytes(changed)
    with pytest.raises(RunFolderError):
        verified(folder, public(made))


@settings(max_examples=60)
@given(data=st.data())
def test_no_changed_byte_of_what_is_signed_passes(made: Path, data: st.DataObject) -> None:
    """The id of the key and blanks are not signed; nothing is decided by them."""
    envelope = json.loads((made / "run" / "signature.json").read_text("utf-8"))
    field = data.draw(st.sampled_from(["payload", "payloadType", "sig"]))
    holder = envelope["signatures"][0] if field == "sig" else envelope
    position = data.draw(st.integers(0, len(holder[field].rstrip("=")) - 2))
    letters = st.sampled_from("ABCxyz019+/")
    other = data.draw(letters.filter(lambda letter: letter != holder[field][position]))
    holder[field] = holder[field][:position] + other + holder[field][position + 1 :]
    folder = made / "changed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made / "run", folder)
    (folder / "signature.json").write_text(json.dumps(envelope), encoding="utf-8")
    with pytest.raises(RunFolderError):
        verified(folder, public(made))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"payload": 1}', "[" * 10_000, "\x00", '{"payload": "!"}', "x" * 10**6],
)
def test_what_is_no_envelope_is_told(made: Path, signed: Path, text: str) -> None:
    (signed / "signature.json").write_text(text, encoding="utf-8")
    with pytest.raises(RunFolderError, match="is no DSSE envelope"):
        verified(signed, public(made))


def test_a_run_that_nobody_signed(made: Path, signed: Path) -> None:
    (signed / "signature.json").unlink()
    with pytest.raises(RunFolderError, match="nobody signed this run"):
        verified(signed, public(made))


@pytest.mark.parametrize("name", ["manifest.json", "statement.json", "facts.parquet"])
def test_a_changed_run_is_not_signed(made: Path, signed: Path, name: str) -> None:
    with (signed / name).open("ab") as file:
        file.write(b"\n")
    (signed / "signature.json").unlink()
    with pytest.raises(RunFolderError, match="it is not signed"):
        sign(signed, (made / "ours.pem").read_bytes())
    assert not (signed / "signature.json").exists()


def test_a_run_with_something_more_is_not_signed(made: Path, signed: Path) -> None:
    (signed / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RunFolderError, match="not signed"):
        sign(signed, (made / "ours.pem").read_bytes())


def test_a_signature_of_something_else_is_not_overwritten(made: Path, signed: Path) -> None:
    envelope = json.loads((signed / "signature.json").read_text("utf-8"))
    envelope["payload"] = "e30="
    (signed / "signature.json").write_text(json.dumps(envelope), encoding="utf-8")
    with pytest.raises(RunFolderError, match="is of something else"):
        sign(signed, (made / "ours.pem").read_bytes())


def test_a_run_that_is_signed_can_be_replaced_by_another(made: Path, signed: Path) -> None:
    again = [*arguments(made), "--out", str(signed), "--register", "none"]
    assert run(again) == 0
    assert not (signed / "signature.json").exists()


def test_only_its_owner_can_read_a_private_key(made: Path) -> None:
    assert stat.S_IMODE((made / "ours.pem").stat().st_mode) == 0o600


@pytest.mark.parametrize("there", ["ours.pem", "ours.pub.pem"])
def test_no_key_is_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("kept", encoding="utf-8")
    with pytest.raises(UsageError, match="no key is overwritten"):
        make_keys(tmp_path / "ours.pem")
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text(encoding="utf-8") == "kept"


def test_an_encrypted_key_needs_its_passphrase(made: Path, signed: Path, tmp_path: Path) -> None:
    beside = make_keys(tmp_path / "locked.pem", PASSPHRASE)
    pem = (tmp_path / "locked.pem").read_bytes()
    assert b"ENCRYPTED" in pem
    with pytest.raises(UsageError, match="set SLARULES_PASSPHRASE"):
        sign(signed, pem)
    with pytest.raises(UsageError, match="its passphrase is another") as error:
        sign(signed, pem, b"wrong battery")
    assert "wrong battery" not in str(error.value)
    sign(signed, pem, PASSPHRASE)
    assert verified(signed, beside.read_bytes())
    assert verified(signed, public(made))


@pytest.mark.parametrize("way", ["variable", "file"])
def test_a_passphrase_comes_from_a_variable_or_a_file(
    signed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    more: list[str] = []
    if way == "variable":
        monkeypatch.setenv("SLARULES_PASSPHRASE", PASSPHRASE.decode())
    else:
        (tmp_path / "secret").write_bytes(PASSPHRASE + b"\r\nand more")
        more = ["--passphrase-file", str(tmp_path / "secret")]
    key = str(tmp_path / "locked.pem")
    assert run(["sign", "--make-key", key, *more]) == 0
    assert run(["sign", str(signed), "--key", key, *more]) == 0
    sign(signed, Path(key).read_bytes(), PASSPHRASE)


@pytest.mark.parametrize("secret", [b"", b"\nsecond line", b"x" * 1024])
def test_a_passphrase_that_is_none_is_told(tmp_path: Path, secret: bytes) -> None:
    (tmp_path / "secret").write_bytes(secret)
    words = ["--make-key", str(tmp_path / "k.pem"), "--passphrase-file", str(tmp_path / "secret")]
    assert run(["sign", *words]) == 2
    assert not (tmp_path / "k.pem").exists()


def test_keys_of_openssl_sign_too(signed: Path, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    private, spoken = tmp_path / "key.pem", tmp_path / "key.pub.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", private], check=True)
    subprocess.run(["openssl", "pkey", "-in", private, "-pubout", "-out", spoken], check=True)
    sign(signed, private.read_bytes())
    assert verified(signed, spoken.read_bytes())


@pytest.mark.parametrize(
    ("pem", "what"),
    [
        (b"", "no PEM file"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no PEM file"),
        (b"-----BEGIN PUBLIC KEY-----\n", "this is a public key"),
    ],
)
def test_what_is_no_private_key_is_told(signed: Path, pem: bytes, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        sign(signed, pem)


def test_what_is_no_public_key_is_told(made: Path) -> None:
    with pytest.raises(UsageError, match="keep this one to yourself"):
        verified(made / "run", (made / "ours.pem").read_bytes())
    with pytest.raises(UsageError, match="no PEM file"):
        verified(made / "run", b"ssh-ed25519 AAAA")


def test_keys_of_another_kind_are_refused(made: Path, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    private, spoken = tmp_path / "key.pem", tmp_path / "key.pub.pem"
    curve = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
    subprocess.run(["openssl", "genpkey", *curve, "-out", private], check=True)
    subprocess.run(["openssl", "pkey", "-in", private, "-pubout", "-out", spoken], check=True)
    with pytest.raises(UsageError, match="no Ed25519 key"):
        sign(made / "run", private.read_bytes())
    with pytest.raises(UsageError, match="no Ed25519 key"):
        verified(made / "run", spoken.read_bytes())


def test_without_the_extra_it_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['cryptography'] = None\n"
        "from slarules.cli import main; sys.argv = ['slarules', 'sign', '--make-key', 'k.pem']\n"
        "main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert 'pip install "slarules[sign]"' in ended.stderr


@pytest.mark.parametrize("words", [[], ["--key", "ours.pem"], ["run", "--make-key", "k.pem"]])
def test_half_an_order_is_wrong_use(
    made: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(made)
    assert run(["sign", *words]) == 2
    assert not (made / "k.pem").exists()
