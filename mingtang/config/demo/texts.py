"""From a document of the data to the content that its drafter saves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mingtang.config.demo.attachments import attach
from mingtang.config.demo.data import Document
from mingtang.config.demo.district import District
from mingtang.publishing import api as publishing


def content(document: Document, district: District, on: date) -> dict[str, Any]:
    """What the drafter types in: title, text, elements, files, and the decisions on how it is made public."""
    head = document.head
    elements = {
        code: _told(value) for code, value in _with_names(document, district).items() if value is not None
    }
    body = district.bodies[document.organisation]
    return {
        "title": head["title"],
        "body": publishing.mark_parts(publishing.markdown_to_html(document.body)),
        "elements": elements,
        "issuer": str(elements.get("issuer") or body.name),
        "source": str(elements.get("source", "")),
        "source_url": str(elements.get("source_url", "")),
        "public_until": _public_until(head["public_until"], elements, on),
        "scope": head["scope"]["range"],
        "disclosure_reason": _reason(head["scope"]),
        "attachments": attach(head.get("attachments", ()), by=district.drafter(document), owner=body),
    }


def _with_names(document: Document, district: District) -> dict[str, Any]:
    """Elements as the text says them: a body by its full name, where the data hold its code."""
    kind = publishing.Kind.objects.get(code=document.head["kind"])
    wanted = publishing.current_version(kind).elements
    named = {element["code"] for element in wanted if element["type"] == "organisation"}
    told = dict(document.head["elements"])
    return told | {code: district.bodies[told[code]].name for code in named & told.keys()}


def _told(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [_told(one) for one in value] if isinstance(value, list) else value


def _public_until(rule: Any, elements: Mapping[str, Any], on: date) -> str:
    return publishing.default_public_until(rule, elements, on)


def _reason(scope: Mapping[str, Any]) -> str:
    """Why a text is not for everybody, to whom it goes, and where it is shown."""
    parts = [str(scope.get("reason", ""))]
    parts += [f"对象：{'、'.join(scope['to'])}"] if scope.get("to") else []
    parts += [f"地点：{'、'.join(scope['places'])}"] if scope.get("places") else []
    return "；".join(part for part in parts if part)
