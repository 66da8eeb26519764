"""Handing a file to a browser so that it can do no harm there."""

from __future__ import annotations

from django.http import FileResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from mingtang.core.files.detection import tidy_name
from mingtang.core.files.models import StoredFile
from mingtang.core.files.queries.reading import open_bytes

# What a browser shows without running anything; web pages and drawings are never among them.
_SHOWN_IN_PLACE = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"}
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
# Browsers refuse to start their PDF reader inside a sandbox.
_FOR_PDF = (
    "default-src 'self'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)


def serve(file: StoredFile, as_name: str = "", *, in_place: bool = False) -> HttpResponseBase:
    """The file as a download, or shown in place where that is safe. The caller has checked who may see it.

    Refuses what is not clean. The answer carries the hash as its ETag and leaves caching to the caller.
    """
    shown = in_place and file.media_type in _SHOWN_IN_PLACE
    response = FileResponse(open_bytes(file), content_type=_content_type(file))
    disposition = content_disposition_header(not shown, tidy_name(as_name or file.name))
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Length"] = str(file.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = (
        _FOR_PDF if file.media_type == "application/pdf" else _SANDBOX
    )
    response.headers["ETag"] = f'"{file.sha256}"'
    return response


def _content_type(file: StoredFile) -> str:
    return f"{file.media_type}; charset={file.charset}" if file.charset else file.media_type
