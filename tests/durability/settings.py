"""The product's settings, with a handler that leaves a trace for every publication."""

from mingtang.config.settings import *  # noqa: F403

WIRING = "tests.durability.wiring"
