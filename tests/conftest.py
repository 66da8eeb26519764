"""Tests on real documents. They run when MINGTANG_DOCUMENTS names the folder; bin/test reports those that did not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = os.environ.get("MINGTANG_DOCUMENTS", "")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the folder these tests are not run, and bin/test says how many."""
    if FOLDER or os.environ.get("MINGTANG_COLLECT_REAL"):
        return
    real = [item for item in items if item.get_closest_marker("real")]
    items[:] = [item for item in items if item not in real]
    if real:
        config.hook.pytest_deselected(items=real)


@pytest.fixture(scope="session")
def documents() -> Path:
    """The folder of real documents."""
    folder = Path(FOLDER)
    assert folder.is_dir(), f"MINGTANG_DOCUMENTS 不是文件夹：{FOLDER}"
    return folder
