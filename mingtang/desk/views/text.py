"""One text as pages show it to those who judge it: words, elements, attachments, what changed, what checks found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from mingtang.core.design.api import Attachment, Change, Fact
from mingtang.core.elements.api import parse
from mingtang.core.elements.api import shown as element_words
from mingtang.core.files.api import StoredFile
from mingtang.core.refusals import Refused
from mingtang.desk.views.frame import address
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Content, Edition, Revision

KEPT_AROUND = 30
CHANGES = {"same": "same", "added": "insert", "removed": "delete"}


@dataclass(frozen=True)
class Text:
    """A revision ready to be shown; `erased` says why there is nothing to show."""

    revision: Revision
    title: str = ""
    body: SafeString | str = ""
    facts: list[Fact] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    content: Content | None = None
    erased: str = ""


@dataclass(frozen=True)
class Changed:
    """One part that differs from what one has signed before."""

    name: str
    changes: list[Change]


def text_of(edition: Edition, revision: Revision) -> Text:
    """The words of a revision; a text that was erased says so."""
    try:
        content = publishing.content_of(revision)
    except Refused as refused:
        return Text(revision, title=edition.title, erased=str(refused))
    # Sanitised when it was saved, and hashed since: the body cannot have changed.
    body = mark_safe(content.body)  # noqa: S308
    facts = decisions(content) + elements(revision, content)
    return Text(revision, content.title, body, facts, _attachments(edition, content), content)


def decisions(content: Content) -> list[Fact]:
    """What was decided about making it public."""
    told = [
        ("发布机构", content.issuer),
        ("公开属性", _named(publishing.ATTRIBUTES, content.attribute, content.attribute_ground)),
        ("公开范围", _named(publishing.SCOPES, content.scope, content.disclosure_reason)),
        ("公开期限", "长期" if content.public_until == "long" else content.public_until),
        ("来源", " ".join(part for part in (content.source, content.source_url) if part)),
        ("摘要", content.summary),
    ]
    return [Fact(label, value, wide=label == "摘要") for label, value in told if value]


def _named(names: Any, code: str, ground: str) -> str:
    name = dict(names).get(code, code)
    return f"{name}（{ground}）" if ground else name


def elements(revision: Revision, content: Content) -> list[Fact]:
    """The elements of the kind, as the version that this text was written for names them."""
    told = [
        (element.name, element_words(element, content.elements.get(element.code)))
        for element in parse(revision.kind_version.elements)
    ]
    return [Fact(label, value) for label, value in told if value]


def element_names(revision: Revision) -> dict[str, str]:
    return {f"要素：{element.code}": element.name for element in parse(revision.kind_version.elements)}


def _attachments(edition: Edition, content: Content) -> list[Attachment]:
    ids = [file.file_id for file in content.attachments]
    public_ids = dict(StoredFile.objects.filter(pk__in=ids).values_list("pk", "public_id")) if ids else {}
    return [
        Attachment(
            file.name,
            address("desk:attachment", edition.pk, public_ids.get(file.file_id, "missing")),
            file.name.rpartition(".")[2],
            file.size,
        )
        for file in content.attachments
    ]


def changes_since(old: Revision, new: Revision) -> list[Changed]:
    """What differs, part by part; long stretches that stayed the same are shortened."""
    names = element_names(new)
    parts = publishing.content_difference(publishing.content_of(old), publishing.content_of(new))
    return [
        Changed(names.get(part.field, part.field), [_piece(p.change, p.text) for p in part.pieces])
        for part in parts
    ]


def _piece(change: str, text: str) -> Change:
    if change == "same" and len(text) > 3 * KEPT_AROUND:
        text = f"{text[:KEPT_AROUND]}\n……（{len(text) - 2 * KEPT_AROUND}字未变）……\n{text[-KEPT_AROUND:]}"
    return Change(CHANGES[change], text)
