from __future__ import annotations

import pytest

from mingtang.publishing.testing import Government, a_government


@pytest.fixture
def government(db: None) -> Government:
    return a_government()
