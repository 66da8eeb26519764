from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from mingtang.assessments.testing import Numbers, measured
from mingtang.core.organisations.testing import a_body
from mingtang.publishing.testing import Government, a_government


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """WhiteNoise warns where it is missing."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    return a_government()


@pytest.fixture
def sync(government: Government) -> Iterator[Numbers]:
    """A measure: 民政局 did 11 of 12, 教体局 6 of 12."""
    numbers = Numbers({government.body.pk: (11, 12), a_body("jtj").pk: (6, 12)})
    with measured(sync=numbers):
        yield numbers
