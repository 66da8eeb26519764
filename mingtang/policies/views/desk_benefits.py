"""惠企惠民政策 on the desk: six elements complete or not; how fast, and where else they came out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Cell, Counter, NavItem, Table, Tag, desk_page
from mingtang.policies.permissions.publications import reading_bodies
from mingtang.policies.queries import benefits

SIZE = 50
# The six elements in their order, short enough to stand side by side.
SHORT = ("条件", "材料", "流程", "部门", "联系", "起止")


def tabs(current: str) -> list[NavItem]:
    """The two pages about benefits."""
    pages = (("benefits", "六要素"), ("benefit-timeliness", "及时性和同步发布"))
    return [
        NavItem(label, reverse(f"policies-desk:{name}"), current=name == current) for name, label in pages
    ]


@staff_required
@require_GET
def completeness(request: HttpRequest) -> HttpResponse:
    """Each benefit with its six elements, the incomplete ones first (EP-01)."""
    rows = benefits.completeness(reading_bodies(request.user, localdate()))
    whole = sum(not row.missing for row in rows)
    here = request.path
    counters = [
        Counter("不完整", len(rows) - whole, here, "bad" if len(rows) > whole else "neutral"),
        Counter("完整", whole, here, "good"),
    ]
    table = Table(
        "惠企惠民政策事项六要素",
        ["事项", "单位", "状态", *SHORT, "结论"],
        [_elements_row(row) for row in rows],
    )
    context = {"tabs": tabs("benefits"), "counters": counters, "table": table if rows else None}
    return desk_page(request, "policies/benefits/completeness.html", context)


def _elements_row(row: benefits.Completeness) -> tuple[Cell | Tag | str, ...]:
    edition = row.edition
    return (
        Cell(edition.title, reverse("desk:item", args=[edition.pk])),
        edition.organisation.short_name,
        edition.get_state_display(),
        *row.cells,
        row.tag,
    )


@staff_required
@require_GET
def timeliness(request: HttpRequest) -> HttpResponse:
    """Days from making to the site, the limit of the law, and the media with link and day (EP-02, EP-03)."""
    after = request.GET.get("after", "")
    rows = benefits.timeliness(
        reading_bodies(request.user, localdate()),
        localdate(),
        after=int(after) if after.isdecimal() and len(after) < 18 else None,
        limit=SIZE,
    )
    context = {
        "tabs": tabs("benefit-timeliness"),
        "rows": rows[:SIZE],
        "next_url": f"?after={rows[SIZE - 1].live.pk}" if len(rows) > SIZE else "",
        "first_url": request.path if after else "",
    }
    return desk_page(request, "policies/benefits/timeliness.html", context)
