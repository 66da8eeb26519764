"""Any two texts of one edition side by side: saved revisions, or what was typed and not saved."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET

from mingtang.core.design.api import Change, Crumb
from mingtang.core.elements.api import parse
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Autosave, Content, Edition

KINDS = {"same": "same", "added": "insert", "removed": "delete"}
TYPED = "typed"


@dataclass(frozen=True)
class Difference:
    """One part that differs, as the diff component shows it."""

    name: str
    changes: list[Change]


def differences(old: Content, new: Content, names: dict[str, str] | None = None) -> list[Difference]:
    """Every part that differs; elements by their names where these are known."""
    return [
        Difference(_named(part.field, names or {}), [Change(KINDS[p.change], p.text) for p in part.pieces])
        for part in publishing.content_difference(old, new)
    ]


def _named(field: str, names: dict[str, str]) -> str:
    return names.get(field.removeprefix("要素："), field)


def element_names(edition: Edition) -> dict[str, str]:
    version = publishing.current_version(edition.publication.kind)
    return {element.code: element.name for element in parse(version.elements)}


@staff_required
@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """`?old=1&new=3`; `typed` is one's own unsaved text. Without them: the newest against the one before."""
    edition = publishing.edition_for(request.user, pk, localdate())
    revisions = list(edition.revisions.order_by("-number"))
    kept = Autosave.objects.filter(edition=edition, user=request.user).first()
    newest = revisions[0].number
    old = request.GET.get("old") or str(max(newest - 1, 1))
    new = request.GET.get("new") or str(newest)
    labels = {
        str(r.number): f"第{r.number}稿 {r.saved_by_name} {localtime(r.saved_at):%Y-%m-%d %H:%M}"
        for r in revisions
    }
    if kept:
        labels[TYPED] = f"我未保存的内容 {localtime(kept.saved_at):%Y-%m-%d %H:%M}"
    if old not in labels or new not in labels:
        raise Http404("没有找到要对照的稿次")
    fields = differences(_text(edition, old, kept), _text(edition, new, kept), element_names(edition))
    context = {"edition": edition, "old": old, "new": new, "labels": labels, "fields": fields,
               "crumbs": [Crumb(edition.title, reverse("desk:edit", args=[edition.pk])), Crumb("对照")]}  # fmt: skip
    return page(request, "desk/drafting/compare.html", context)


def _text(edition: Edition, which: str, kept: Autosave | None) -> Content:
    if which == TYPED and kept is not None:
        return publishing.complete(_of_form(edition, kept), edition)
    return publishing.content_of(edition.revisions.select_related("content").get(number=int(which)))


def _of_form(edition: Edition, kept: Autosave) -> dict[str, object]:
    """Unsaved typing as content: the newest text with what the form held in its place."""
    form = {name: values[-1] for name, values in kept.payload.get("form", {}).items() if values}
    content = publishing.content_of(publishing.newest_revision(edition))
    own = {name: form[name] for name in CARRIED_PLAINLY if name in form}
    elements = {
        **content.elements,
        **{
            name.removeprefix("element-"): value
            for name, value in form.items()
            if name.startswith("element-")
        },
    }
    kept_elements = {code: value for code, value in elements.items() if value not in (None, "", [])}
    return {**content.__dict__, **own, "elements": kept_elements}


CARRIED_PLAINLY = (
    *("title", "body", "summary", "source", "source_url", "issuer"),
    *("attribute", "attribute_ground", "scope", "disclosure_reason"),
)
