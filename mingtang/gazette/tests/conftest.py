from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from mingtang.gazette.models import Gazette
from mingtang.gazette.testing import a_district, a_gazette
from mingtang.publishing.testing import Government


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """WhiteNoise warns where it is missing."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    return a_district()


@pytest.fixture
def gazette(government: Government) -> Gazette:
    return a_gazette(government)
