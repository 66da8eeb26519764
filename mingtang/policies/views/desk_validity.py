"""A document's facts on the desk: what happened to it, recorded and corrected; what is near its end; what is incomplete."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Cell, Counter, Crumb, Part, Table, Tag, desk_page, done, tried
from mingtang.policies.forms.validity import FactForm, VoidForm
from mingtang.policies.labels import KINDS
from mingtang.policies.models import Policy, ValidityFact
from mingtang.policies.permissions.publications import publication_for, reading_bodies
from mingtang.policies.queries.completeness import completeness, incomplete
from mingtang.policies.queries.expiring import STEPS, Expiring, expiring
from mingtang.policies.queries.finding import life_of
from mingtang.policies.services.recording import may_record, record_fact, void_fact
from mingtang.policies.views.parts import TONES
from mingtang.publishing import api as publishing

LISTED = 200


@staff_required
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A document's force today, the facts behind it, those that were voided, and a form for another fact."""
    on = localdate()
    publication_for(request.user, pk, on)
    policy = get_object_or_404(Policy.objects.select_related("publication"), pk=pk)
    form = FactForm(request.POST or None)
    if form.is_bound and form.is_valid() and tried(form, lambda: _record(request, policy, form)):
        messages.success(request, "事实已登记，效力标签已更新。")
        return redirect("policies-desk:validity", pk)
    life = life_of(policy, on)
    context = {
        "policy": policy,
        "life": life,
        "tag": Tag(life.state.force.label, TONES.get(life.state.force, "bad")),
        "facts": policy.facts.select_related("document__publication", "corrected_by"),
        "form": form if may_record(policy, by=request.user, on=on) else None,
        "void_form": VoidForm(),
        "crumbs": [Crumb("政策文件"), Crumb("效力事实")],
    }
    return desk_page(
        request, "policies/validity/document.html", context, status=422 if form.is_bound else 200
    )


def _record(request: HttpRequest, policy: Policy, form: FactForm) -> None:
    record_fact(policy, form.stated(), by=request.user, on=localdate())


@staff_required
@require_POST
def void(request: HttpRequest, pk: int, fact: int) -> HttpResponse:
    """Void a fact with a reason; the right one is recorded after it."""
    on = localdate()
    publication_for(request.user, pk, on)
    row = get_object_or_404(ValidityFact, pk=fact, policy=pk)
    reason = request.POST.get("reason", "")
    done(
        request,
        lambda: void_fact(row, reason=reason, by=request.user, on=on),
        "这一事实已作废，效力标签已更新。",
    )
    return redirect("policies-desk:validity", pk)


@staff_required
@require_GET
def near_end(request: HttpRequest) -> HttpResponse:
    """Documents that lapse within six months, by how near the end is (PV-05)."""
    on = localdate()
    rows = expiring(on, units=reading_bodies(request.user, on))
    groups = [(step, _expiring_table(step, [row for row in rows if row.within == step])) for step in STEPS]
    context = {"groups": [(step, table) for step, table in groups if table.rows], "on": on}
    return desk_page(request, "policies/validity/expiring.html", context)


def _expiring_table(step: int, rows: Sequence[Expiring]) -> Table:
    lines = [
        (
            Cell(row.policy.title, reverse("policies-desk:validity", args=[row.policy.pk])),
            row.policy.number or "无",
            row.unit,
            row.last_day.isoformat(),
        )
        for row in rows
    ]
    return Table(f"{step}个月内到期", ("文件", "发文字号", "起草单位", "有效期至"), lines)


@staff_required
@require_GET
def gaps(request: HttpRequest) -> HttpResponse:
    """Documents with missing or wrong elements, by unit, and one by one (LB-04)."""
    on = localdate()
    units = reading_bodies(request.user, on)
    context = {"units": _units_table(on, units), "documents": _documents_table(units), "most": LISTED}
    return desk_page(request, "policies/validity/incomplete.html", context)


def _units_table(on: date, units: set[int] | None) -> Table:
    lines = [(row.unit, row.public, row.in_force, row.incomplete) for row in completeness(on, units)]
    return Table(
        "各单位文件要素", ("单位", "已公开", "现行有效", "要素有缺漏"), lines, numeric=frozenset({1, 2, 3})
    )


def _documents_table(units: set[int] | None) -> Table:
    lines = [
        (
            Cell(policy.title, reverse("policies-desk:validity", args=[policy.pk])),
            policy.publication.organisation.short_name,
            "；".join(finding["message"] for finding in policy.findings),
        )
        for policy in incomplete(units)[:LISTED]
    ]
    return Table("要素有缺漏的文件", ("文件", "单位", "缺漏"), lines)


def item_parts(edition: publishing.Edition, user: object, on: date) -> list[Part]:
    """Beside a document's item on the desk: its force today and the way to its facts."""
    if edition.publication.kind.code not in KINDS:
        return []
    policy = Policy.objects.filter(pk=edition.publication_id).first()
    if policy is None:
        return []
    life = life_of(policy, on, [policy])
    tag = Tag(life.state.force.label, TONES.get(life.state.force, "bad"))
    return [Part("文件效力", "policies/validity/item.html", {"life": life, "tag": tag}, place="aside")]


def expiring_counter(units: set[int] | None, on: date) -> list[Counter]:
    """How many documents of these units lapse within three months; nothing where there are none."""
    rows = expiring(on, units=units, months=STEPS[1])
    url = reverse("policies-desk:expiring")
    return [Counter("即将到期的文件", len(rows), url, "warn", "三个月内有效期届满")] if rows else []
