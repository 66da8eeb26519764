"""What the checks found in a text, where it stands, and what keeps the text from being handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from mingtang.core.design.api import Crumb, Tag
from mingtang.core.refusals import Refusal, Refused
from mingtang.desk.forms.drafting import DECIDED_ONCE, WaiverForm
from mingtang.desk.views.compare import element_names
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Content, Edition, Finding, Revision

KINDS = {
    "personal_data": "个人信息",
    "secret_mark": "密级标志",
    "sensitive": "敏感表述",
    "wrong_form": "表述不规范",
    "typo": "错别字",
    "missing_element": "要素缺失",
    "link": "链接",
    "hidden_data": "附件隐藏内容",
    "empty": "内容空洞",
}


@dataclass(frozen=True)
class Shown:
    """One finding with its place. `first` and `last` count the characters of the text, blanks left out."""

    finding: Finding
    where: str
    anchor: str
    first: int
    last: int

    @property
    def kind(self) -> str:
        return KINDS.get(self.finding.kind, self.finding.kind)

    @property
    def tag(self) -> Tag:
        if self.finding.waived_at:
            return Tag("已说明", "good")
        return Tag("须改正或说明", "bad") if self.finding.severity == "block" else Tag("请核对", "warn")

    @property
    def is_open(self) -> bool:
        return self.finding.waived_at is None


@dataclass(frozen=True)
class Checks:
    """All that the pane shows. `missing` are elements that only the author can add."""

    open: Sequence[Shown]
    missing: Sequence[Shown]
    settled: Sequence[Shown]
    refusals: Sequence[Refusal]


def checks_of(edition: Edition, revision: Revision) -> Checks:
    """Run the checks where they have not run, and ask for the refusals that the act would give."""
    try:
        findings = publishing.run_checks(revision)
        refusals = publishing.submission_refusals(edition)
    except Refused as refused:  # an attachment that may no longer be opened
        return Checks((), (), (), refused.reasons)
    content, names = publishing.content_of(revision), element_names(edition)
    shown = [_shown(finding, content, names) for finding in findings]
    waiting = [one for one in shown if one.is_open]
    return Checks(
        [one for one in waiting if one.finding.kind != "missing_element"],
        [one for one in waiting if one.finding.kind == "missing_element"],
        [one for one in shown if not one.is_open],
        [r for r in refusals if not r.reason.startswith("检查发现未处理")],
    )


def _shown(finding: Finding, content: Content, names: dict[str, str]) -> Shown:
    part, _, code = finding.field.partition(":")
    if part == "element" and code in DECIDED_ONCE:
        return Shown(finding, names.get(code, code), "id_attribute", 0, 0)
    if part == "element":
        return Shown(finding, names.get(code, code), f"id_element-{code}", 0, 0)
    if part == "attachment":
        return Shown(finding, f"附件“{code}”", "attachments", 0, 0)
    if part == "title":
        return Shown(finding, "标题", "id_title", 0, 0)
    text = publishing.plain_text(content.body)
    return Shown(finding, "正文", "id_body", _solid(text[: finding.start]), _solid(text[: finding.end]))


def _solid(text: str) -> int:
    return sum(not character.isspace() for character in text)


@staff_required
@require_GET
def checks(request: HttpRequest, pk: int) -> HttpResponse:
    """The findings of the newest text, and 送审 where nothing stands against it."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    revision = publishing.newest_revision(edition)
    context = {
        "edition": edition,
        "revision": revision,
        "checks": checks_of(edition, revision),
        "crumbs": [Crumb(edition.title, reverse("desk:edit", args=[edition.pk])), Crumb("检查与送审")],
    }
    return page(request, "desk/drafting/checks.html", context)


@staff_required
@require_http_methods(["GET", "POST"])
def waive(request: HttpRequest, pk: int, finding_id: int) -> HttpResponse:
    """Answer for a finding by name and with a reason."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    finding = Finding.objects.filter(pk=finding_id, revision__edition=edition).first()
    if finding is None:
        raise Http404("没有这条检查发现")
    form = WaiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        publishing.waive(finding, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "已记下您的说明。")
        return redirect("desk:checks", edition.pk)
    shown = _shown(
        finding, publishing.content_of(publishing.newest_revision(edition)), element_names(edition)
    )
    crumbs = [Crumb("检查与送审", reverse("desk:checks", args=[edition.pk])), Crumb("说明理由")]
    context = {"edition": edition, "shown": shown, "form": form, "crumbs": crumbs}
    return page(request, "desk/drafting/waive.html", context, status=422 if form.errors else 200)
