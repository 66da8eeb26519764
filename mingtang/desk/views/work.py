"""Lists of texts by state, narrowed by filters that show as chips, page by page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from mingtang.core.design.api import Cell, Chip, NavItem, Table, Tag
from mingtang.core.design.templatetags.design import day as as_day
from mingtang.core.design.templatetags.design import moment
from mingtang.desk.forms.lists import FilterForm
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import WORK_LISTS, Edition, EditionPage

TONES = {
    "draft": "neutral",
    "in_review": "info",
    "ready": "good",
    "live": "good",
    "taken_down": "bad",
    "removed": "bad",
    "withdrawn": "warn",
}
KEPT = ("q", "kind", "column", "unit", "step", "state", "mine")


@staff_required
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """`?list=` names the list, the other parameters narrow it."""
    listed = request.GET.get("list", "open")
    listed = listed if listed in WORK_LISTS else "open"
    day = localdate()
    form = FilterForm(request.GET, user=request.user, day=day, listed=listed)
    found = publishing.work_list(
        request.user,
        day,
        form.filters(),
        after=_key(request.GET.get("after", "")),
        before=_key(request.GET.get("before", "")),
    )
    return page(request, "desk/work/list.html", _context(request, listed, form, found))


def _context(request: HttpRequest, listed: str, form: FilterForm, found: EditionPage) -> dict[str, Any]:
    return {
        "listed": listed,
        "name": WORK_LISTS[listed][0],
        "tabs": [
            NavItem(name, _url(request, list=code, state="", step=""), code == listed)
            for code, (name, _) in WORK_LISTS.items()
        ],
        "form": form,
        "chips": [Chip(words, _url(request, **{name: ""})) for name, words in form.told()],
        "clear_url": f"{reverse('desk:work')}?list={listed}",
        "table": _table(listed, found.rows) if found.rows else None,
        "previous_url": _url(request, before=found.previous) if found.previous else "",
        "next_url": _url(request, after=found.next) if found.next else "",
        "first_url": _url(request),
    }


def _url(request: HttpRequest, **changed: str) -> str:
    """This list with one thing changed; a page key belongs to the filters it was made for and is dropped."""
    wanted = request.GET.copy()
    for name in [name for name in wanted if name not in {"list", *KEPT}]:
        del wanted[name]
    for name, value in changed.items():
        wanted[name] = value
    for name in [name for name in wanted if not wanted[name]]:
        del wanted[name]
    return f"{reverse('desk:work')}?{wanted.urlencode()}" if wanted else reverse("desk:work")


def _table(listed: str, rows: list[Edition]) -> Table:
    public = listed in {"public", "left"}
    columns = ["标题", "状态", "种类", "栏目", "单位", "发布时间" if public else "最近变动"]
    return Table(WORK_LISTS[listed][0], columns, [_row(edition, public) for edition in rows])


def _row(edition: Edition, public: bool) -> list[Any]:
    return [
        Cell(edition.title, reverse("desk:item", args=[edition.pk])),
        state_tag(edition),
        edition.publication.kind.name,
        edition.column.name,
        edition.organisation.short_name,
        _published(edition) if public else moment(edition.changed_at),
    ]


def _published(edition: Edition) -> str:
    return moment(edition.published_at) if edition.is_dated else "日期不详"


def state_tag(edition: Edition) -> Tag:
    """The state in words; what waits for a step says which, and a text due for publication by when."""
    words = edition.get_state_display()
    if edition.waiting_for and edition.state == "in_review":
        words = f"待{publishing.STEP_NAMES[edition.waiting_for]}"
    late = edition.due_on and edition.state in publishing.OPEN and edition.due_on < localdate()
    if late:
        return Tag(f"{words}，应于 {as_day(edition.due_on)} 前公开", "bad")
    return Tag(words, TONES.get(edition.state, "neutral"))


def _key(text: str) -> str:
    """A page key as it came; nothing where it is none, which gives the first page."""
    at, _, pk = text.rpartition("~")
    try:
        known = pk.isdecimal() and datetime.fromisoformat(at).tzinfo is not None
    except ValueError:
        return ""
    return text if known else ""
