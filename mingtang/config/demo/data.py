"""Reading `mingtang/data/demo`: bodies, people and documents as they are written there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from importlib.resources import files
from typing import Any

import yaml

_DATA = files("mingtang.data")


def read_text(path: str) -> str:
    return _DATA.joinpath(path).read_text(encoding="utf-8")


def read_json(path: str) -> dict[str, Any]:
    return dict(json.loads(read_text(path)))


@dataclass(frozen=True)
class Days:
    """What has been is dated by the day for which the texts were written; what is to come, by today."""

    as_of: date
    today: date

    def ago(self, told: Mapping[str, int]) -> date:
        return min(self.as_of, self.today) - timedelta(days=told["days_ago"])

    def ahead(self, told: Mapping[str, int]) -> date:
        return self.today + timedelta(days=told["in_days"])

    @property
    def since(self) -> timedelta:
        """How long ago the texts were written."""
        return self.today - self.as_of


@dataclass(frozen=True)
class Document:
    """One document of the demonstration: its head as it is written, and its text in Markdown."""

    name: str
    head: Mapping[str, Any]
    body: str

    @cached_property
    def stage(self) -> str:
        return str(self.head["stage"])

    @cached_property
    def organisation(self) -> str:
        return str(self.head["organisation"])

    @cached_property
    def interprets(self) -> list[str]:
        """Names of the documents that this one interprets."""
        relations = self.head.get("relations", ())
        return [relation["target"] for relation in relations if relation["type"] == "interprets"]

    def __hash__(self) -> int:
        return hash(self.name)


def documents() -> dict[str, Document]:
    """All documents by name."""
    folder = _DATA.joinpath("demo/documents")
    texts = sorted((file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda f: f.name)
    return {file.name[:-3]: _document(file.name[:-3], file.read_text(encoding="utf-8")) for file in texts}


def begun() -> dict[str, Document]:
    """Texts that a trade begins and whose body it makes (issues of the gazette, sheets of points, results), by name."""
    return {head["name"]: Document(head["name"], head, "") for head in read_json("demo/begun.json")["texts"]}


def _document(name: str, text: str) -> Document:
    _, head, body = text.split("---\n", 2)
    return Document(name, yaml.safe_load(head), body.strip())
