"""Ciphers and the ring of keys. Knows no Django: it is told its secrets and its ciphers.

A token reads `scheme:key id:payload`, so that ciphers and keys can be replaced while old tokens stay
readable.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unreadable(ValueError):
    """A token that none of the configured keys and ciphers opens; the message never holds the token."""


class Cipher(Protocol):
    """What a replacement must offer. `key` is 32 bytes, derived for this scheme alone."""

    scheme: str

    def encrypt(self, plain: bytes, key: bytes) -> str: ...

    def decrypt(self, payload: str, key: bytes) -> bytes:
        """Return the plain bytes; raises `Unreadable` where the key is another or the payload changed."""
        ...


class FernetCipher:
    """AES-128-CBC with HMAC-SHA256, as Fernet specifies it."""

    scheme = "f1"

    def encrypt(self, plain: bytes, key: bytes) -> str:
        return Fernet(base64.urlsafe_b64encode(key)).encrypt(plain).decode()

    def decrypt(self, payload: str, key: bytes) -> bytes:
        try:
            return Fernet(base64.urlsafe_b64encode(key)).decrypt(payload.encode())
        except InvalidToken as error:
            raise Unreadable("密文与密钥不符，或者密文已被改动。") from error


class Sm4Cipher:
    """SM4-GCM (GB/T 32907, GB/T 36624) for offices that must use the national algorithms."""

    scheme = "s4"

    def encrypt(self, plain: bytes, key: bytes) -> str:
        nonce = os.urandom(12)
        sealing = BlockCipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
        sealed = sealing.update(plain) + sealing.finalize()
        return base64.urlsafe_b64encode(nonce + sealing.tag + sealed).decode()

    def decrypt(self, payload: str, key: bytes) -> bytes:
        try:
            raw = base64.urlsafe_b64decode(payload)
            nonce, tag, sealed = raw[:12], raw[12:28], raw[28:]
            opening = BlockCipher(algorithms.SM4(key[:16]), modes.GCM(nonce, tag)).decryptor()
            return opening.update(sealed) + opening.finalize()
        except (InvalidTag, ValueError) as error:
            raise Unreadable("密文与密钥不符，或者密文已被改动。") from error


@dataclass(frozen=True)
class Keyring:
    """Secrets and ciphers, the newest first: the first of each encrypts, all of them decrypt."""

    secrets: tuple[str, ...]
    ciphers: tuple[Cipher, ...]

    @property
    def prefix(self) -> str:
        """How a token made now begins."""
        return f"{self.ciphers[0].scheme}:{key_id(self.secrets[0])}:"

    def seal(self, text: str) -> str:
        cipher, secret = self.ciphers[0], self.secrets[0]
        return self.prefix + cipher.encrypt(text.encode(), _derived(secret, cipher.scheme))

    def open(self, token: str) -> str:
        """Return the text in the token; raises `Unreadable`."""
        scheme, known_as, payload = _parts(token)
        secret = next((one for one in self.secrets if key_id(one) == known_as), None)
        cipher = next((one for one in self.ciphers if one.scheme == scheme), None)
        if secret is None or cipher is None:
            raise Unreadable(
                f"没有打开密文所需的密钥（{known_as}）或算法（{scheme}），请检查 MINGTANG_PRIVACY_KEYS。"
            )
        return cipher.decrypt(payload, _derived(secret, scheme)).decode()

    def hashes(self, value: str) -> list[str]:
        """Keyed hashes of the value, one for each secret, the newest first."""
        return [_keyed(secret, value) for secret in self.secrets]


def keyring(secrets: Sequence[str], ciphers: Sequence[Cipher]) -> Keyring:
    """Return the ring; refuses to begin without a key or a cipher."""
    if not secrets or not all(secrets) or not ciphers:
        raise ValueError("没有加密个人信息的密钥：请设置 MINGTANG_PRIVACY_KEYS。")
    return Keyring(tuple(secrets), tuple(ciphers))


def key_id(secret: str) -> str:
    """Return eight letters that name the secret and tell nothing about it."""
    return _derived(secret, "id")[:4].hex()


def _keyed(secret: str, value: str) -> str:
    return hmac.new(_derived(secret, "hash"), value.encode(), hashlib.sha256).hexdigest()


def _parts(token: str) -> tuple[str, str, str]:
    parts = token.split(":", 2)
    if len(parts) != 3:
        raise Unreadable("这一栏存的不是密文。")
    return parts[0], parts[1], parts[2]


def _derived(secret: str, purpose: str) -> bytes:
    info = f"mingtang.privacy/{purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(secret.encode())
