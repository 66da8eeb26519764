from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from mingtang.publishing.testing import Government, a_government


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """WhiteNoise warns where it is missing."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    return a_government()
