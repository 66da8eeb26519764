"""Every app, state, step, scope, role and outcome stands in the glossary, with its Chinese term."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.db.models import TextChoices

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?P<chinese>[^|]+) \| (?P<codes>(?:`\w+`(?:, )?)+) \| (?P<meaning>[^|]+) \|$")
HEAD = "| Chinese | code | meaning |"
CHOICES = re.compile(r"(State|Status|Outcome|Basis|Step|Scope|Role)$")
PAIRS = re.compile(
    r"(\w+_)?(STATES|STATUSES|OUTCOMES|BASES|STEPS|SCOPES|ROLES|GATES|ATTRIBUTES|CONCLUSIONS|DECISIONS)|STEP_NAMES"
)


def rows(text: str) -> list[re.Match[str]]:
    """Return the table rows of a glossary; a row of another shape is a mistake."""
    lines = [
        line
        for line in text.splitlines()
        if line.startswith("|") and line not in (HEAD, "| --- | --- | --- |")
    ]
    found = [(line, ROW.match(line)) for line in lines]
    assert [line for line, match in found if not match] == []
    return [match for _, match in found if match]


def codes(text: str) -> set[str]:
    return {code for row in rows(text) for code in re.findall(r"`(\w+)`", row["codes"])}


def own_apps() -> list[str]:
    return [app.name for app in apps.get_app_configs() if app.name.startswith("mingtang.")]


def modules_with_words() -> Iterator[ModuleType]:
    """Yield the labels and models modules of every app of ours."""
    for app in own_apps():
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if {"labels", "models"} & set(module.name.removeprefix(app).split(".")):
                yield importlib.import_module(module.name)


def words_of_modules() -> Iterator[tuple[str, str]]:
    """Yield (code, where) for the values of choices, and of pairs kept in a labels module."""
    for module in modules_with_words():
        for name, value in vars(module).items():
            where = f"{module.__name__}.{name}"
            if is_choices_of(module, value) and CHOICES.search(name):
                yield from ((code, where) for code in value.values)
            elif module.__name__.endswith(".labels") and PAIRS.fullmatch(name):
                yield from ((code, where) for code in codes_of(value))


def is_choices_of(module: ModuleType, value: object) -> bool:
    """Is this a TextChoices that this very module defines?"""
    ours = isinstance(value, type) and issubclass(value, TextChoices)
    return ours and value.__module__ == module.__name__


def codes_of(pairs: object) -> list[str]:
    """Return the codes of ((code, Chinese), …) or {code: Chinese}; other values name no words."""
    if isinstance(pairs, dict):
        return list(pairs)
    return [pair[0] for pair in pairs if isinstance(pair, tuple)] if isinstance(pairs, tuple | list) else []


def words_of_fields() -> Iterator[tuple[str, str]]:
    ours = (model for model in apps.get_models() if model.__module__.startswith("mingtang."))
    for model in ours:
        for field in model._meta.get_fields():
            for code, _ in getattr(field, "flatchoices", ()):
                yield str(code), f"{model._meta.label}.{field.name}"


@pytest.fixture(scope="module")
def glossary() -> str:
    return (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def missing(words: Iterator[tuple[str, str]], glossary: str) -> list[str]:
    """Return the words that the glossary lacks, each with the place that uses it."""
    known = codes(glossary)
    return sorted({f"{code} ({where})" for code, where in words if code and code not in known})


def test_every_app_of_ours_stands_in_the_glossary(glossary: str) -> None:
    labels = ((app.label, app.name) for app in apps.get_app_configs() if app.name.startswith("mingtang."))
    gaps = missing(labels, glossary)
    assert not gaps, f"docs/glossary.md lacks: {', '.join(gaps)}"


def test_every_state_step_scope_role_and_outcome_stands_in_the_glossary(glossary: str) -> None:
    gaps = missing(words_of_modules(), glossary)
    assert not gaps, f"docs/glossary.md lacks: {', '.join(gaps)}"


def test_every_choice_of_a_model_field_stands_in_the_glossary(glossary: str) -> None:
    gaps = missing(words_of_fields(), glossary)
    assert not gaps, f"docs/glossary.md lacks: {', '.join(gaps)}"


def test_each_term_has_chinese_and_a_meaning_and_stands_once_in_its_section(glossary: str) -> None:
    found = rows(glossary)
    assert [row["chinese"] for row in found if not re.search(r"[\u4e00-\u9fff]", row["chinese"])] == []
    for section in glossary.split("\n## "):
        pairs = [(row["chinese"], row["codes"]) for row in rows(section)]
        assert sorted({pair for pair in pairs if pairs.count(pair) > 1}) == []


def test_a_word_that_is_not_there_is_named() -> None:
    text = "| Chinese | code | meaning |\n| --- | --- | --- |\n| 草稿 | `draft` | being written |\n"
    words = iter([("draft", "notes.Note.state"), ("lost", "notes.Note.state"), ("", "notes.Note.state")])
    assert missing(words, text) == ["lost (notes.Note.state)"]


def test_words_are_found_in_pairs_and_in_mappings() -> None:
    assert codes_of((("a", "甲"), ("b", "乙"))) == ["a", "b"]
    assert codes_of({"c": "丙"}) == ["c"]
    assert codes_of(("level1", "level2")) == []


def test_the_words_of_publishing_are_among_those_looked_for() -> None:
    """Guards the search itself: were it to find nothing, the tests above would pass on an empty glossary."""
    words = {code for code, _ in words_of_modules()} | {code for code, _ in words_of_fields()}
    assert words >= {"live", "taken_down", "imported", "level1", "targeted", "duty_officer", "released"}
