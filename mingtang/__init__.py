"""Mingtang 明堂: an open-government platform."""

__version__ = "0.1.0"
