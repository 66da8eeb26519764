"""Settings read from the environment, each with the sentence that explains it.

`docs/reference/settings.md` is made from `DECLARED` by `mingtang settings --markdown`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

YES = {"1", "true", "yes", "on", "是"}


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    help: str


DECLARED: dict[str, Setting] = {}


def setting(name: str, default: str, help: str) -> str:
    """Return the value of an environment variable and remember what it is for."""
    DECLARED[name] = Setting(name, default, help)
    return os.environ.get(name, default)


def flag(name: str, default: bool, help: str) -> bool:
    return setting(name, "1" if default else "0", help).strip().lower() in YES


def flag_or(name: str, otherwise: str, help: str) -> bool | str:
    """A flag; where it is not set, the dotted name of the function that decides."""
    value = setting(name, "", help).strip().lower()
    return value in YES if value else otherwise


def words(name: str, default: str, help: str) -> list[str]:
    """A comma-separated list without empty parts."""
    return [word.strip() for word in setting(name, default, help).split(",") if word.strip()]
