"""Ed25519 signatures in OpenSSH's format: the bytes that `ssh-keygen -Y sign` makes and `-Y verify` checks."""

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.errors import PolicyError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAMESPACE = "audit-report"
_MAGIC, _KIND = b"SSHSIG", b"ssh-ed25519"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_WIDTH = 70


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What was found of one signature: who signed, or, without an allowed signer, what is wrong.

    Sound is one that is over this content, whoever made it.
    """

    is_sound: bool = False
    signers: tuple[str, ...] = ()
    fault: str = ""
    fingerprint: str = ""


def sign(content: bytes, key_file: Path) -> str:
    """Return the signature over some bytes; raises PolicyError for a key that is no unprotected Ed25519 key."""
    key = _private(key_file)
    public = _string(_KIND) + _string(key.public_key().public_bytes_raw())
    signature = _string(_KIND) + _string(key.sign(_signed(content)))
    blob = (
        _MAGIC
        + struct.pack(">I", 1)
        + b"".join(_string(part) for part in (public, NAMESPACE.encode(), b"", b"sha512", signature))
    )
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]
    return "\n".join([_BEGIN, *lines, _END]) + "\n"


def check(content: bytes, signature: str, allowed_signers: str) -> Checked:
    """Hold a signature against the bytes and an OpenSSH allowed_signers file."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public, sealed = _opened(signature)
    except (ValueError, struct.error, binascii.Error):
        return Checked(fault="it is no Ed25519 signature of OpenSSH's format for audit-report")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(sealed, _signed(content))
    except InvalidSignature:
        return Checked(fault="it is not a signature of this content")
    known = [(who, options) for who, options, key in _allowed(allowed_signers) if key == public]
    usable = tuple(who for who, options in known if _is_plain(options))
    if usable:
        return Checked(is_sound=True, signers=usable, fingerprint=_fingerprint(public))
    if known:
        return Checked(
            is_sound=True, fault="its key is allowed with conditions; ask `ssh-keygen -Y verify`, which knows them"
        )
    return Checked(is_sound=True, fault="it was made with a key that is not among the allowed signers")


def _private(path: Path) -> "Ed25519PrivateKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    stock = f"`ssh-keygen -Y sign -n {NAMESPACE} -f KEY FILE` signs with any key, a protected one too."
    try:
        key = load_ssh_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise PolicyError(
            f"{path.name} cannot be used as a key: it must be an OpenSSH private key without a passphrase. {stock}"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise PolicyError(f"{path.name} is no Ed25519 key. Make one with `ssh-keygen -t ed25519`. {stock}")
    return key


def _signed(content: bytes) -> bytes:
    """The bytes that the key signs: the namespace and the SHA-512 of the content."""
    digest = hashlib.sha512(content).digest()
    return _MAGIC + b"".join(_string(part) for part in (NAMESPACE.encode(), b"", b"sha512", digest))


def _fingerprint(public: bytes) -> str:
    """Name a key as `ssh-keygen -l` does."""
    digest = hashlib.sha256(_string(_KIND) + _string(public)).digest()
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


def _string(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def _strings(blob: bytes) -> list[bytes]:
    parts = []
    while blob:
        (size,) = struct.unpack(">I", blob[:4])
        if len(blob) < 4 + size:
            raise ValueError("cut short")
        parts.append(blob[4 : 4 + size])
        blob = blob[4 + size :]
    return parts


def _opened(signature: str) -> tuple[bytes, bytes]:
    """Return the public key and the signature proper; raises ValueError for another format, kind or namespace."""
    lines = signature.strip().splitlines()
    if len(lines) < 3 or (lines[0], lines[-1]) != (_BEGIN, _END):
        raise ValueError("no armour")
    blob = base64.b64decode("".join(lines[1:-1]), validate=True)
    public, namespace, reserved, hashed, sealed = _strings(blob[10:])
    if (blob[:10], namespace, reserved, hashed) != (_MAGIC + struct.pack(">I", 1), NAMESPACE.encode(), b"", b"sha512"):
        raise ValueError("another format or namespace")
    return _of_kind(public, 32), _of_kind(sealed, 64)


def _of_kind(blob: bytes, size: int) -> bytes:
    kind, content = _strings(blob)
    if kind != _KIND or len(content) != size:
        raise ValueError("another kind of key")
    return content


def _allowed(text: str) -> Iterator[tuple[str, str, bytes]]:
    """Yield (principals, options, public key) of each Ed25519 line of an allowed_signers file."""
    for line in text.splitlines():
        words = line.split()
        if not words or words[0].startswith("#") or _KIND.decode() not in words[1:-1]:
            continue
        at = words.index(_KIND.decode(), 1)
        try:
            yield words[0], " ".join(words[1:at]), _of_kind(base64.b64decode(words[at + 1], validate=True), 32)
        except (ValueError, struct.error, binascii.Error):
            continue


def _is_plain(options: str) -> bool:
    """Tell whether a key is allowed for these signatures without a condition that is not judged here."""
    if not options:
        return True
    key, _, value = options.partition("=")
    return key.lower() == "namespaces" and NAMESPACE in value.strip('"').split(",")
