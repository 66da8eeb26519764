"""Batches of existing documents: two people look at samples, labels and held rows, and sign the manifest."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.design.api import PAGE_SIZE, Cell, Chip, Crumb, Fact, NavItem, Table, Tag, following, tried
from mingtang.desk.forms.system import OpinionForm, WhyForm
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Batch, BatchItem

MOST_COUNTED = 20_000  # labels are counted over so many rows; a larger stock shows a part and says so


@staff_required
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """The batches that a person may look at, newest first."""
    rows = publishing.batches_for(request.user, localdate()).select_related("organisation").order_by("-id")
    if (after := request.GET.get("after", "")).isdecimal():
        rows = rows.filter(pk__lt=int(after))
    shown, pager = following(list(rows[: PAGE_SIZE + 1]), request, "pk")
    table = Table(
        "导入批次",
        ("批次号", "来源", "担保单位", "件数", "暂缓", "状态"),
        [
            (
                Cell(batch.code, reverse("desk:batch", args=[batch.pk])),
                batch.source,
                batch.organisation.short_name,
                batch.item_count,
                batch.held_count,
                _state(batch),
            )
            for batch in shown
        ],
        numeric=frozenset({3, 4}),
    )
    context = {"title": "存量导入批次", "tables": [table], "crumbs": [Crumb("存量导入批次")], **pager}
    return page(request, "desk/system/list.html", context)


def _state(batch: Batch) -> Tag:
    tones = {"staged": "warn", "live": "good", "refused": "bad"}
    return Tag(batch.get_state_display(), tones.get(batch.state, "neutral"))


@staff_required
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch with its manifest; POST signs exactly the manifest that was shown."""
    held = publishing.batch_for(request.user, pk, localdate())
    form = OpinionForm(request.POST or None, initial={"seen_hash": held.manifest_hash})
    if request.method == "POST" and form.is_valid() and _signed(request, held, form):
        return redirect("desk:batch", pk)
    return _batch_page(request, held, form, WhyForm(prefix="why"))


def _signed(request: HttpRequest, held: Batch, form: OpinionForm) -> bool:
    given = form.cleaned_data
    signed = tried(
        form,
        lambda: publishing.sign_batch(
            held, by=request.user, on=localdate(), seen_hash=given["seen_hash"], opinion=given["opinion"]
        ),
    )
    if signed:
        messages.success(request, "已签署。两人签齐后，这批存量信息陆续公开。")
    return signed


def _batch_page(request: HttpRequest, held: Batch, form: OpinionForm, why: WhyForm) -> HttpResponse:
    refusals = publishing.sign_batch_refusals(held, by=request.user, on=localdate())
    shown, pager = following(_rows(request, held), request, "pk")
    label = request.GET.get("label", "")
    context = {
        "batch": held,
        "facts": _facts(held),
        "labels": _labels(held),
        "signatures": held.signatures.order_by("id"),
        "items": shown,
        "tabs": _tabs(request),
        "chips": [Chip(f"标签：{label}", request.path)] if label else [],
        "refusals": refusals,
        "may_take_out": bool(shown) and publishing.may_edit(request.user, shown[0].edition, localdate()),
        "form": form,
        "why": why,
        "crumbs": [Crumb("存量导入批次", reverse("desk:batches")), Crumb(held.code)],
        **pager,
    }
    return page(request, "desk/system/batch.html", context, status=422 if form.errors or why.errors else 200)


def _facts(held: Batch) -> list[Fact]:
    sealed = f"{timezone.localtime(held.sealed_at):%Y-%m-%d %H:%M}" if held.sealed_at else "还在导入"
    return [
        Fact("担保单位", held.organisation.name),
        Fact("件数", str(held.item_count)),
        Fact("暂缓", f"{held.held_count} 件，不随批公开"),
        Fact("未能导入", f"{len(held.errors)} 行"),
        Fact("清单封存", sealed),
        Fact("清单哈希", held.manifest_hash, wide=True),
    ]


def _rows(request: HttpRequest, held: Batch) -> list[BatchItem]:
    rows = BatchItem.objects.filter(batch=held).select_related("edition").order_by("id")
    if request.GET.get("show") == "held":
        rows = rows.filter(held=True)
    if (after := request.GET.get("after", "")).isdecimal():
        rows = rows.filter(pk__gt=int(after))
    if label := request.GET.get("label", ""):
        return [item for item in rows[:MOST_COUNTED] if label in item.labels][: PAGE_SIZE + 1]
    if request.GET.get("show") == "sample":
        # Evenly over the whole manifest, so that the sample is the same for both who sign.
        step = max(held.item_count // PAGE_SIZE, 1)
        ids = list(rows.values_list("pk", flat=True)[:MOST_COUNTED])[::step][:PAGE_SIZE]
        rows = rows.filter(pk__in=ids)
    return list(rows[: PAGE_SIZE + 1])


def _tabs(request: HttpRequest) -> list[NavItem]:
    chosen = request.GET.get("show", "")
    names = (("", "全部"), ("sample", "抽查样本"), ("held", "暂缓"))
    return [NavItem(name, f"?show={code}" if code else request.path, code == chosen) for code, name in names]


def _labels(held: Batch) -> list[tuple[str, int]]:
    counted: Counter[str] = Counter()
    for labels in (
        BatchItem.objects.filter(batch=held)
        .exclude(labels=[])
        .values_list("labels", flat=True)[:MOST_COUNTED]
    ):
        counted.update(map(str, labels))
    return counted.most_common()


@staff_required
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """退回 the whole batch."""
    held = publishing.batch_for(request.user, pk, localdate())
    form = WhyForm(request.POST, prefix="why")
    if not form.is_valid():
        return _batch_page(request, held, OpinionForm(initial={"seen_hash": held.manifest_hash}), form)
    publishing.refuse_batch(held, by=request.user, on=localdate(), reason=form.cleaned_data["reason"])
    messages.success(request, "已退回这一批。")
    return redirect("desk:batch", pk)


@staff_required
@require_POST
def take_out(request: HttpRequest, pk: int, edition_id: int) -> HttpResponse:
    """Make a draft of a row that was kept back: it goes the common road, with all its reviews."""
    held = publishing.batch_for(request.user, pk, localdate())
    item: Any = BatchItem.objects.filter(batch=held, edition_id=edition_id).select_related("edition").first()
    if item is None:
        raise Http404("这一批里没有这条信息")
    draft = publishing.take_out_of_batch(item.edition, by=request.user, on=localdate())
    messages.success(request, f"《{draft.title}》已转为草稿，请改正后送审。")
    return redirect("desk:edit", draft.pk)
