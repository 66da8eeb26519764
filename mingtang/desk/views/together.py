"""成批审签: one level on several like texts (双公示) with one form; never the secrecy review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from mingtang.core.design.api import Crumb, Fact, NavItem, tried
from mingtang.core.refusals import Refusal
from mingtang.desk.forms.review import TogetherForm
from mingtang.desk.labels import LEVELS as REVIEWERS
from mingtang.desk.labels import SIGNED_TOGETHER
from mingtang.desk.permissions import role_required
from mingtang.desk.views.frame import page
from mingtang.desk.views.home import is_key
from mingtang.desk.views.text import elements
from mingtang.publishing import api as publishing
from mingtang.publishing.api import LEVELS, STEP_NAMES, Edition, MayNotSign, Revision, SignedTogether

LOOKED_AT, SHOWN = 300, 50
RESULT = "signed_together"


@dataclass(frozen=True)
class Row:
    """One text on offer, with the hash of what is shown of it."""

    edition: Edition
    seen_hash: str
    picked: bool
    body: SafeString | str = ""
    facts: list[Fact] = field(default_factory=list)
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offer:
    """The texts that wait for one step of this person, and the steps for which any wait."""

    step: str
    steps: list[str]
    editions: list[Edition]
    next: str


@role_required(*REVIEWERS)
@require_http_methods(["GET", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """`?step=` names the level; POST signs those that are ticked."""
    form, ticked = TogetherForm(request.POST or None), request.POST.getlist("edition")
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _sign(request, form, ticked)):
        return redirect("desk:together-result")
    wanted = request.POST.get("step") or request.GET.get("step", "")
    after = request.GET.get("after", "")
    offer = offered(request.user, localdate(), wanted, after if is_key(after) else "")
    context = {
        "form": form if form.is_bound else TogetherForm(initial={"step": offer.step}),
        "rows": rows_of(offer.editions, set(ticked)),
        "step_name": STEP_NAMES.get(offer.step, ""),
        "tabs": [NavItem(STEP_NAMES[s], _url(step=s), s == offer.step) for s in offer.steps],
        "next_url": _url(step=offer.step, after=offer.next) if offer.next else "",
        "first_url": _url(step=offer.step) if after else "",
        "crumbs": [Crumb("今天要办", reverse("desk:home")), Crumb("成批审签")],
    }
    return page(request, "desk/work/together.html", context, status=422 if form.is_bound else 200)


def _url(**told: str) -> str:
    return f"{reverse('desk:together')}?{urlencode(told)}"


def offered(user: Any, day: date, wanted: str, after: str) -> Offer:
    """What waits for a level of this person and is of a kind that may be signed together."""
    waiting = publishing.todo_items(user, day, group="sign", after=after, limit=LOOKED_AT)
    found = {edition.pk: edition for edition in _alike([item.thing for item in waiting])}
    steps = [step for step in LEVELS if any(e.waiting_for == step for e in found.values())]
    step = wanted if wanted in steps else next(iter(steps), "")
    of_step = [i for i in waiting if i.thing in found and found[i.thing].waiting_for == step]
    shown = of_step[:SHOWN]
    more = shown[-1].key if len(of_step) > SHOWN else waiting[-1].key if len(waiting) == LOOKED_AT else ""
    return Offer(step, steps, [found[item.thing] for item in shown], more)


def _alike(ids: Iterable[int]) -> list[Edition]:
    rows = Edition.objects.filter(
        pk__in=list(ids), waiting_for__in=LEVELS, publication__kind__code__in=SIGNED_TOGETHER
    )
    return list(rows.select_related("organisation", "publication__kind", "column"))


def rows_of(editions: Sequence[Edition], ticked: set[str]) -> list[Row]:
    """The newest text of each, in one query."""
    later = Revision.objects.filter(edition=OuterRef("edition"), number__gt=OuterRef("number"))
    newest = Revision.objects.filter(~Exists(later), edition__in=editions)
    texts = {text.edition_id: text for text in newest.select_related("content", "kind_version")}
    return [_row(edition, texts[edition.pk], str(edition.pk) in ticked) for edition in editions]


def _row(edition: Edition, revision: Revision, picked: bool) -> Row:
    if revision.content.payload is None:
        return Row(edition, "", picked)
    content = publishing.content_of(revision)
    # Sanitised when it was saved, and hashed since: the body cannot have changed.
    body = mark_safe(content.body)  # noqa: S308
    names = tuple(file.name for file in content.attachments)
    return Row(edition, revision.content_hash, picked, body, elements(revision, content), names)


def _sign(request: HttpRequest, form: TogetherForm, ticked: Sequence[str]) -> None:
    """Sign what is ticked; refused where nothing could be signed, so that the form keeps its ticks."""
    editions = _chosen(request, ticked)
    if not editions:
        raise MayNotSign(Refusal("请勾选要一起签的信息。"))
    seen = {edition.pk: request.POST.get(f"seen-{edition.pk}", "") for edition in editions}
    step, told = form.cleaned_data["step"], form.signature()
    done = publishing.sign_many(editions, step, by=request.user, on=localdate(), seen=seen, **told)
    if not done.signed:
        raise MayNotSign(_reasons(done))
    request.session[RESULT] = _told(done)


def _chosen(request: HttpRequest, ticked: Sequence[str]) -> list[Edition]:
    """Each ticked text through its door; texts of another kind are read alone."""
    ids = dict.fromkeys(int(pk) for pk in ticked if pk.isdecimal())
    editions = [publishing.edition_for(request.user, pk, localdate()) for pk in list(ids)[:SHOWN]]
    if any(edition.publication.kind.code not in SIGNED_TOGETHER for edition in editions):
        raise Http404("没有找到这条信息")
    return editions


def _reasons(done: SignedTogether) -> list[Refusal]:
    """What stopped all of them alike is told once; other reasons with the title."""
    told = [list(reasons) for _, reasons in done.dropped]
    if all(reasons == told[0] for reasons in told):
        return told[0]
    return [
        Refusal(f"《{edition.title}》：{reason.reason}", reason.article)
        for edition, reasons in done.dropped
        for reason in reasons
    ]


def _told(done: SignedTogether) -> dict[str, Any]:
    dropped = [(edition.pk, edition.title, [str(r) for r in reasons]) for edition, reasons in done.dropped]
    return {"signed": len(done.signed), "step": done.signed[0].step_name, "dropped": dropped}


@role_required(*REVIEWERS)
@require_GET
def result(request: HttpRequest) -> HttpResponse:
    """How many were signed, which dropped out and why: these are read alone."""
    told = request.session.get(RESULT)
    if told is None:
        return redirect("desk:together")
    crumbs = [Crumb("成批审签", reverse("desk:together")), Crumb("结果")]
    return page(request, "desk/work/together_result.html", {**told, "crumbs": crumbs})
