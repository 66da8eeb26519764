"""Model fields for what must not be readable in the database: the sealed text and its look-up hash."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.utils.html import escape
from django.utils.module_loading import import_string

from mingtang.core.privacy.models.ciphers import Cipher, Keyring, keyring
from mingtang.core.privacy.models.masking import SECRET, masked

FERNET = "mingtang.core.privacy.models.ciphers.FernetCipher"


def current_keyring() -> Keyring:
    """The ring that the settings name: PRIVACY_KEYS and PRIVACY_CIPHERS, the first of each encrypts."""
    return _keyring(tuple(settings.PRIVACY_KEYS), tuple(getattr(settings, "PRIVACY_CIPHERS", [FERNET])))


@lru_cache(maxsize=8)
def _keyring(secrets: tuple[str, ...], cipher_paths: tuple[str, ...]) -> Keyring:
    ciphers: list[Cipher] = [import_string(path)() for path in cipher_paths]
    return keyring(secrets, ciphers)


def keyed_hashes(value: str) -> list[str]:
    """Every hash under which the value may be stored: `filter(phone_hash__in=keyed_hashes(phone))`."""
    return current_keyring().hashes(value)


def keyed_hash(value: str) -> str:
    """The hash to store for a value, by the newest key."""
    return keyed_hashes(value)[0]


def seal(text: str) -> str:
    """A token for a text kept outside of a model field, in a session for instance."""
    return current_keyring().seal(text)


def unseal(token: str) -> str:
    """The text in a token; raises `ciphers.Unreadable`."""
    return current_keyring().open(token)


class Protected(str):
    """Text of an encrypted column: masked on pages, in logs and debuggers; code that needs it has it."""

    kind: str

    def __new__(cls, text: str, kind: str) -> Protected:
        made = super().__new__(cls, text)
        made.kind = kind
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # str's own takes no kind
        return str(self), self.kind

    def __html__(self) -> str:
        return escape(masked(self.kind, str(self)))

    def __repr__(self) -> str:
        return f"<Protected {masked(self.kind, str(self))}>"


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text kept as a token `scheme:key id:payload`; empty stays empty. It cannot be filtered by its value.

    `kind` names how it is masked (phone, email, id_number, name, address, …; secret shows nothing at all).
    """

    def __init__(self, *args: Any, kind: str = SECRET, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "mingtang.core.privacy.api.EncryptedTextField", args, kwargs | {"kind": self.kind}

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return Protected(current_keyring().open(value), self.kind) if value else value

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return current_keyring().seal(str(text)) if text else text

    def get_lookup(self, lookup_name: str) -> Any:
        """Only NULL can be asked for: equal texts make different tokens, so a filter would find nothing."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name}：加密的栏目不能按内容查找，请用 LookupHashField。")


class LookupHashField(models.CharField):  # type: ignore[type-arg]
    """The keyed hash of another field of the same row, written with it; search with `keyed_hashes`."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        kwargs = {"max_length": 64, "blank": True, "editable": False, "db_index": True} | kwargs
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "mingtang.core.privacy.api.LookupHashField", args, kwargs | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = getattr(model_instance, self.of)
        hashed = keyed_hash(str(value)) if value else ""
        setattr(model_instance, self.attname, hashed)
        return hashed
