"""The table of privacy, and the fields that other apps' tables use."""

from mingtang.core.privacy.models.reveals import Reveal

__all__ = ["Reveal"]
