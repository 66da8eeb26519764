"""The order of the house: what import-linter holds, that it can fail, and what a linter cannot see."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, ManyToManyField, OneToOneField
from django.utils.module_loading import import_string

from mingtang.core.events.api import Event

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "mingtang"

# From the top down, as .importlinter says.
ORDER = [
    ["portal", "desk"],
    ["assessments"],
    ["catalogue", "gazette", "inspections", "policies", "supervision"],
    ["publishing"],
    ["files"],
    ["organisations"],
    ["accounts"],
    ["calendars", "parameters", "privacy"],
    ["audit"],
    ["mingtang_messages"],
    ["events", "design", "triggers"],
]
LEVEL = {label: level for level, labels in enumerate(ORDER) for label in labels}

PLANTED = {
    "mingtang/portal/views/planted.py": "import mingtang.publishing.models",
    "mingtang/desk/views/planted.py": "import mingtang.core.audit.models",
    "mingtang/law/planted.py": "import django.db",
    "mingtang/core/audit/planted.py": "X = 1",
    "mingtang/publishing/models/planted.py": "import mingtang.publishing.services.releasing",
    "mingtang/core/events/planted_models.py": "import mingtang.core.files.api",
    "mingtang/publishing/services/planted.py": "import mingtang.inspections.api",
    "mingtang/planted/__init__.py": "X = 1",
}


def _lint(folder: Path) -> str:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_planted_violations_are_refused(tmp_path):
    shutil.copytree(
        PACKAGE, tmp_path / "mingtang", ignore=shutil.ignore_patterns("tests", "__pycache__", "data")
    )
    (tmp_path / "mingtang" / "data").mkdir()
    for name in (".importlinter", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for path, line in PLANTED.items():
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{line}\n", encoding="utf-8")

    said = _lint(tmp_path)

    for expected in (
        "Folders depend downwards only BROKEN",
        "Core depends downwards only BROKEN",
        "Inside an app, from the web inwards BROKEN",
        "The law is plain Python BROKEN",
        "Apps are entered through api.py BROKEN",
        "Core's apps are entered through api.py BROKEN",
        "mingtang.planted",
        "mingtang.core.audit.planted",
    ):
        assert expected in said or (
            expected.startswith("mingtang.") and expected.rsplit(".", 1)[1] in said
        ), expected


def _our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("mingtang.")]


def test_foreign_keys_to_another_app_point_downwards_and_leave_no_trace_there():
    wrong = []
    for model in _our_models():
        for field in model._meta.local_fields + model._meta.local_many_to_many:
            if not isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
                continue
            here, there = model._meta.app_label, field.related_model._meta.app_label
            if here == there:
                continue
            if LEVEL[there] <= LEVEL[here]:
                wrong.append(f"{model._meta.label}.{field.name} points upwards to {there}")
            if field.remote_field.related_name != "+":
                wrong.append(f"{model._meta.label}.{field.name} leaves a reverse name on {there}")
    assert wrong == []


def test_every_app_has_its_place_in_the_order():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("mingtang.")}
    assert ours == set(LEVEL)


def test_every_event_is_wired_and_every_listed_name_exists():
    wiring = import_module(settings.WIRING)
    ours = [e for e in Event.known.values() if e.__module__.startswith("mingtang.")]
    announced = {event for event in ours if ".tests." not in event.__module__}
    assert announced <= set(wiring.HANDLERS), announced - set(wiring.HANDLERS)
    listed = [name for names in wiring.HANDLERS.values() for name in names]
    listed += [
        *wiring.EVERY_MINUTE,
        *wiring.DAILY,
        *wiring.GUARDS,
        *wiring.RELEASE_GUARDS,
        *wiring.SIGNING_GUARDS,
        *wiring.IMPORTERS,
        *wiring.TRIGGERS,
        wiring.MAIL_ADDRESS,
    ]
    listed += [name for pair in wiring.CHECKS for name in pair]
    for name in listed:
        assert import_string(name) is not None


@pytest.mark.parametrize("app", sorted(p.parent for p in PACKAGE.rglob("apps.py")), ids=lambda p: p.name)
def test_every_app_has_a_page(app):
    page = app / "README.md"
    assert page.exists() and len(page.read_text(encoding="utf-8")) > 200


FOREIGN = re.compile(
    r"""(?:src|href|action)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|@import\s+["']?(?:https?:)?//"""
)


def test_no_code_font_or_style_comes_from_another_host():
    served = [
        p for kind in ("html", "css", "js") for p in PACKAGE.rglob(f"*.{kind}") if "tests" not in p.parts
    ]
    assert len(served) > 20
    for path in served:
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not FOREIGN.search(line) or "xmlns" in line, f"{path}: {line.strip()[:120]}"


def test_the_settings_page_is_fresh():
    from mingtang.config.commands.settings_ import markdown

    page = ROOT / "docs" / "reference" / "settings.md"
    assert page.read_text(encoding="utf-8").strip() == markdown().strip()


def _bare_clicks(text: str) -> list[int]:
    """Numbers of the lines that click without saying whether another page follows."""
    lines = text.splitlines()
    return [
        number
        for number, line in enumerate(lines, 1)
        if ".click(" in line and "expect_" not in "".join(lines[max(number - 2, 0) : number - 1])
    ]


def test_a_browser_test_says_whether_its_click_leads_to_another_page():
    """Playwright comes back from a click before the next page is read: tests go by `follow` (tests/browser/going.py)."""
    folder = ROOT / "tests" / "browser"
    found = {path.name: _bare_clicks(path.read_text()) for path in sorted(folder.glob("test_*.py"))}

    assert {name: lines for name, lines in found.items() if lines} == {}
    assert _bare_clicks("x = 1\npage.click('a')\n") == [2]
    assert _bare_clicks("with page.expect_navigation():\n    page.click('a')\n") == []
