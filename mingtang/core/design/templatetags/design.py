"""The components as template tags: `{% load design %}`. Each has a test page and a line in README.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import segno
from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime

from mingtang.core.design import api, labels
from mingtang.core.design.templatetags.design_fields import field_context

register = template.Library()

Shown = dict[str, Any]


def _component(name: str) -> str:
    return f"design/components/{name}.html"


# How the reader wants the page


@register.simple_tag(takes_context=True)
def display(context: Context) -> api.Display:
    """`{% display as shown %}`: how this reader wants the page."""
    return api.display_mode(context.get("request"))


@register.simple_tag(takes_context=True)
def display_url(context: Context, **ways: str) -> str:
    """The address that remembers a choice (`mode="elder"`) and comes back to this page."""
    request = context.get("request")
    back = request.get_full_path() if request is not None else "/"
    return f"{reverse('design:display')}?{urlencode({**ways, 'next': back})}"


@register.simple_tag(takes_context=True)
def part(context: Context, part: api.Part) -> SafeString:
    """A part that a trade adds to a page (`Part`), under its heading; without a heading, as it is."""
    request = context.get("request")
    told = {**part.context, "heading": part.heading, "csrf_token": context.get("csrf_token")}
    inner = render_to_string(part.template, told, request=request)
    if not part.heading:
        return inner
    return render_to_string(_component("panel"), {"title": part.heading, "content": inner, "level": 2})


# Buttons and links


@register.inclusion_tag(_component("button"))
def button(
    label: str, kind: str = "primary", name: str = "", value: str = "", type: str = "submit", form: str = ""
) -> Shown:
    """A button. Kind: primary, secondary, danger or plain."""
    return {"label": label, "kind": kind, "name": name, "value": value, "type": type, "form": form}


@register.inclusion_tag(_component("link_button"))
def link_button(label: str, url: str, kind: str = "secondary") -> Shown:
    """A link that looks like a button, for going somewhere (a button does something)."""
    return {"label": label, "url": url, "kind": kind}


@register.inclusion_tag(_component("skip_link"))
def skip_link(label: str = "跳到正文", target: str = "main") -> Shown:
    """The first thing on a page for who uses the keyboard."""
    return {"label": label, "target": target}


@register.inclusion_tag(_component("back_to_top"))
def back_to_top() -> Shown:
    """A link to the top of the page."""
    return {}


@register.inclusion_tag(_component("print_button"))
def print_button(url: str, label: str = "打印本页") -> Shown:
    """A link to the print view; where scripts run it prints at once."""
    return {"url": url, "label": label}


# Forms


@register.simple_tag
def field(bound: BoundField, hint: str = "") -> SafeString:
    """A form field with label, hint and error, tied together for screen readers."""
    context = field_context(bound, hint)
    return render_to_string(_component(context["template"]), context)


@register.inclusion_tag(_component("form_errors"))
def form_errors(form: BaseForm, title: str = "") -> Shown:
    """The summary of what must be put right, each line leading to its field. Nothing where there is nothing."""
    return {"title": title, "errors": list(_error_lines(form))}


@register.inclusion_tag(_component("form"))
def design_form(form: BaseForm, summary: bool = True) -> Shown:
    """Summary, hidden and visible fields of a form; the form element and its buttons are the page's."""
    return {"form": form, "summary": summary}


def _error_lines(form: BaseForm) -> Iterable[tuple[str, str]]:
    for error in form.non_field_errors():
        yield "", str(error)
    for bound in form:
        shown = field_context(bound)
        for error in shown["errors"]:
            # A sentence that does not name its field would be a riddle up here.
            yield shown["target"], error if str(bound.label) in error else f"{bound.label}：{error}"


@register.simple_block_tag
def fieldset(content: SafeString, legend: str, hint: str = "") -> SafeString:
    """Fields that belong together."""
    return render_to_string(_component("fieldset"), {"content": content, "legend": legend, "hint": hint})


# Words set apart


@register.inclusion_tag(_component("tag"))
def tag(text: api.Tag | str, tone: str = "") -> Shown:
    """A status as a chip: always a word, never colour only."""
    return {"text": str(text), "tone": tone or getattr(text, "tone", "neutral")}


@register.simple_block_tag
def notice(content: SafeString, title: str = "", tone: str = "info", live: bool = False) -> SafeString:
    """A banner. Tone: info, good, warn or bad. `live=True` has it read out when it appears."""
    context = {
        "content": content,
        "title": title,
        "tone": tone,
        "word": labels.NOTICE_TITLES[tone],
        "live": live,
    }
    return render_to_string(_component("notice"), context)


@register.inclusion_tag(_component("flash"), takes_context=True)
def flash(context: Context) -> Shown:
    """What Django's messages have to say."""
    found = context.get("messages") or ()
    return {"found": [(labels.MESSAGE_TONES.get(m.level_tag, "info"), str(m)) for m in found]}


@register.inclusion_tag(_component("empty"))
def empty(title: str, text: str = "", url: str = "", label: str = "") -> Shown:
    """What a list says when it is empty, and what one can do."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag(_component("demo"))
def demo() -> Shown:
    """The mark that the data is invented."""
    return {}


# Sections


@register.simple_block_tag
def panel(
    content: SafeString, title: str, more: str = "", more_label: str = "更多", level: int = 2, extra: str = ""
) -> SafeString:
    """A section with a heading and a way to more. `extra` adds a class."""
    names = ("title", "more", "more_label", "level", "extra")
    values = (title, more, more_label, level, extra)
    return render_to_string(
        _component("panel"), {"content": content, **dict(zip(names, values, strict=True))}
    )


@register.simple_block_tag
def accordion(content: SafeString, title: str, open: bool = False) -> SafeString:
    """A section that opens by keyboard, mouse and find-in-page; needs no script."""
    return render_to_string(_component("accordion"), {"content": content, "title": title, "open": open})


# Ways to go


@register.inclusion_tag(_component("breadcrumb"))
def breadcrumb(crumbs: Sequence[api.Crumb]) -> Shown:
    """Where one is; the last crumb is this page."""
    return {"crumbs": crumbs}


@register.inclusion_tag(_component("tabs"))
def tabs(items: Sequence[api.NavItem], label: str = "分类") -> Shown:
    """Tabs that are links: each is a page of its own."""
    return {"items": items, "label": label}


@register.inclusion_tag(_component("side_nav"))
def side_nav(items: Sequence[api.NavItem], title: str = "栏目导航") -> Shown:
    """A column and its sub-columns beside the page."""
    return {"items": items, "title": title}


@register.inclusion_tag(_component("chips"))
def chips(items: Sequence[api.Chip], clear_url: str = "") -> Shown:
    """The filters that are on, each a link that takes it off."""
    return {"items": items, "clear_url": clear_url}


@register.inclusion_tag(_component("pager"))
def pager(previous_url: str = "", next_url: str = "", first_url: str = "", label: str = "分页") -> Shown:
    """Previous and next; there is no count, because counting a million rows is slow."""
    return {"previous_url": previous_url, "next_url": next_url, "first_url": first_url, "label": label}


@register.inclusion_tag(_component("months"))
def months(items: Sequence[api.Month], label: str = "按月浏览") -> Shown:
    """A pager by month, grouped by year."""
    years: dict[int, list[api.Month]] = {}
    for month in items:
        years.setdefault(month.year, []).append(month)
    return {"years": list(years.items()), "label": label}


@register.inclusion_tag(_component("entries"))
def entries(items: Sequence[api.Entry], level: int = 3) -> Shown:
    """Large entrances of a home page."""
    return {"items": items, "level": level}


# Lists


@register.inclusion_tag(_component("table"))
def table(data: api.Table) -> Shown:
    """A table; at 320 px each row becomes a block and each cell carries its column's name."""
    rows = [
        [
            (name, index in data.numeric, cell)
            for index, (name, cell) in enumerate(zip(data.columns, row, strict=True))
        ]
        for row in data.rows
    ]
    columns = [(name, index in data.numeric) for index, name in enumerate(data.columns)]
    return {"caption": data.caption, "columns": columns, "rows": rows}


@register.inclusion_tag(_component("facts"))
def facts(items: Sequence[api.Fact], label: str = "") -> Shown:
    """The metadata table of an official document (公文元数据)."""
    return {"items": items, "label": label}


@register.inclusion_tag(_component("cards"))
def cards(items: Sequence[api.Card], level: int = 3) -> Shown:
    """Cards side by side; headings of the given level."""
    return {"items": items, "level": level}


@register.inclusion_tag(_component("documents"))
def documents(items: Sequence[api.Document], dense: bool = False) -> Shown:
    """Rows of a public list; `dense` leaves out source and summary."""
    return {"items": items, "dense": dense}


@register.inclusion_tag(_component("attachments"))
def attachments(items: Sequence[api.Attachment], title: str = "附件", level: int = 2) -> Shown:
    """Files to download, with type and size."""
    return {"items": items, "title": title, "level": level}


@register.inclusion_tag(_component("counters"))
def counters(items: Sequence[api.Counter], label: str = "概况") -> Shown:
    """Summary cards: a number, what it counts, and the way to the rows."""
    return {"items": items, "label": label}


@register.inclusion_tag(_component("todo"))
def todo(items: Sequence[api.TodoItem]) -> Shown:
    """What someone must do, with the state in words."""
    return {"items": items}


@register.inclusion_tag(_component("timeline"))
def timeline(items: Sequence[api.TimelineEntry], label: str = "办理过程") -> Shown:
    """Who did what and when: a review trail."""
    return {"items": items, "label": label}


@register.inclusion_tag(_component("steps"))
def steps(items: Sequence[api.Step], label: str = "办理进度") -> Shown:
    """Where on its road a thing stands."""
    return {"items": items, "label": label}


@register.inclusion_tag(_component("progress"))
def progress(label: str, done: int, of: int) -> Shown:
    """A bar with its figures in words. A whole of nothing is shown as nothing done."""
    percent = round(100 * done / of) if of else 0
    return {"label": label, "done": done, "of": of, "percent": percent}


@register.inclusion_tag(_component("diff"))
def diff(changes: Sequence[api.Change], label: str = "修改对照") -> Shown:
    """Two versions in one text, additions and deletions marked in words."""
    return {"changes": changes, "label": label}


@register.inclusion_tag(_component("confirmation"), takes_context=True)
def confirmation(
    context: Context,
    title: str,
    text: str,
    confirm: str,
    cancel_url: str,
    items: Sequence[api.Fact] = (),
    danger: bool = False,
    action: str = "",
) -> Shown:
    """A page that asks before a grave act, instead of a window over the page. Posts `confirmed=yes`."""
    return {
        "title": title,
        "text": text,
        "confirm": confirm,
        "cancel_url": cancel_url,
        "items": items,
        "kind": "danger" if danger else "primary",
        "action": action,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag(_component("qr"))
def qr(url: str, label: str = "扫一扫在手机上打开") -> Shown:
    """A QR code drawn here, not fetched from anywhere."""
    drawing = segno.make(url, error="m").svg_inline(omitsize=True, border=2, dark="#1b2430", light="#ffffff")
    return {"drawing": mark_safe(drawing), "label": label, "url": url}  # noqa: S308 (segno draws only squares)


# How values read


def _here(value: date | datetime) -> date | datetime:
    return localtime(value) if isinstance(value, datetime) and is_aware(value) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """2026-09-01, as 47号 wants dates to be written; the day in the office's time zone."""
    return date_format(_here(value), "Y-m-d") if value else ""


@register.filter
def moment(value: date | datetime | None) -> str:
    """2026-09-01 08:30 for a moment, the day alone for a day."""
    if not isinstance(value, datetime):
        return day(value)
    return date_format(_here(value), "Y-m-d H:i")


@register.filter
def iso(value: date | datetime | None) -> str:
    """For the `datetime` attribute of a time element."""
    return value.isoformat() if value else ""


@register.filter
def file_words(attachment: api.Attachment) -> str:
    """“PDF，1.2 MB”: what one gets before one downloads it."""
    size = filesizeformat(attachment.size).replace("\xa0", " ") if attachment.size is not None else ""
    return "，".join(part for part in (attachment.kind.upper(), size) if part)
