"""An early plugin: every test run has an empty home of its own, before Django reads its settings."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

os.environ.setdefault("MINGTANG_TESTING", "1")
if "PYTEST_XDIST_WORKER" in os.environ or "MINGTANG_TEST_HOME" not in os.environ:
    os.environ["MINGTANG_TEST_HOME"] = tempfile.mkdtemp(prefix="mingtang-test-")
os.environ["MINGTANG_HOME"] = os.environ["MINGTANG_TEST_HOME"]
# WhiteNoise warns of a missing folder, and a warning is an error here.
(Path(os.environ["MINGTANG_HOME"]) / "static").mkdir(parents=True, exist_ok=True)

# A machine that is busy with other things is no fault of ours.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
