from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from mingtang.catalogue.testing import District, a_district

TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """WhiteNoise warns where it is missing."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def readers_see_changes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingtang.portal.middleware.ASK_EVERY", 0.0)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """Pages tell what is missing as of today: the story's own."""
    for module in ("frame", "desk", "arranging"):
        monkeypatch.setattr(f"mingtang.catalogue.views.{module}.localdate", lambda: TODAY)
    return TODAY


@pytest.fixture
def district(db: None) -> District:
    return a_district()
