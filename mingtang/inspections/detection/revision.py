"""All checks of one revision: title, body, elements, attachments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypedDict

from mingtang.inspections.detection import attachments, inspection, page_text
from mingtang.inspections.detection.finding import Finding
from mingtang.inspections.detection.lexicon import Lexicon
from mingtang.inspections.detection.links import doubtful_links

Attachment = tuple[str, str, Callable[[], bytes]]  # name, media type, how to get the bytes


class _Own(TypedDict):
    """What an installation and an organ bring along: lists of words, numbers of their own."""

    words: Lexicon | None
    organ_allow_list: Collection[str]


class Content(Protocol):
    """What publishing hands over. Offsets of findings in the body point into its plain text."""

    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...  # sanitised HTML
    @property
    def elements(self) -> Mapping[str, object]: ...
    @property
    def attachments(self) -> Sequence[Attachment]: ...
    @property
    def kind(self) -> str: ...


def findings_of(
    content: Content, *, words: Lexicon | None = None, organ_allow_list: Collection[str] = ()
) -> list[Finding]:
    """Findings in the order title, body, elements, attachments; each names its field."""
    own = _Own(words=words, organ_allow_list=organ_allow_list)
    found = [replace(f, field="title") for f in inspection.wrong_words(content.title, **own)]
    if not content.title.strip():
        found.append(Finding("missing_element", "title", 0, 0, "", "没有标题", "填写标题", "block", "title"))
    found += [replace(f, field="body") for f in _in_body(content, own)]
    for code, value in content.elements.items():
        field = f"element:{code}"
        found += [
            replace(f, field=field) for text in _texts(value) for f in inspection.wrong_words(text, **own)
        ]
    for name, _, read in content.attachments:
        field = f"attachment:{name}"
        found += [replace(f, field=field) for f in _in_attachment(name, read, own)]
    return found


def _in_body(content: Content, own: _Own) -> Iterator[Finding]:
    page = page_text.text_of_page(content.body)
    yield from inspection.inspect(
        page.text,
        title=content.title,
        attachments=len(content.attachments),
        has_media=page_text.has_media(content.body),
        **own,
    )
    yield from doubtful_links(content.body)
    yield from page_text.hidden_in(content.body)


def _in_attachment(name: str, read: Callable[[], bytes], own: _Own) -> Iterator[Finding]:
    yield from inspection.wrong_words(name, **own)
    yield from attachments.inspect_attachment(name, read(), **own)


def _texts(value: object) -> Iterator[str]:
    """The texts within an element's value: itself, or those of a list or of rows."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
