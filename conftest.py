"""Every test runs with a fast password hash and an empty home of its own."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("MINGTANG_TESTING", "1")
os.environ.setdefault("MINGTANG_HOME", tempfile.mkdtemp(prefix="mingtang-test-"))
