"""Which addresses of the public site answer."""

from __future__ import annotations

import re

from mingtang.publishing.models import Column, LiveEdition, Redirect

_DOCUMENT = re.compile(r"/doc/([0-9a-f]{16})(?:\.html|\.pdf|/print|/files/.*)")
_COLUMN = re.compile(r"/col(/.+/)(?:feed\.xml)?")
_FIXED = frozenset({"", "/", "/feed.xml", "/sitemap.xml", "/map/", "/accessibility/"})


def is_public_address(path: str) -> bool:
    """Whether a path without host leads to a public page, a column, or a redirect. Static files are not asked about."""
    if path in _FIXED or path.startswith("/static/"):
        return True
    if document := _DOCUMENT.fullmatch(path):
        return LiveEdition.objects.filter(public_id=document[1]).exists() or _redirected(path)
    if column := _COLUMN.fullmatch(path):
        return Column.objects.filter(path=column[1]).exists()
    return _redirected(path)


def _redirected(path: str) -> bool:
    return Redirect.objects.filter(old_path=path).exists()
