"""What the page of an item shows beside its text: other carriers (报网端微屏) and the deadline (公开时限)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.forms import BaseForm
from django.utils.timezone import localdate

from mingtang.core.design.api import Tag
from mingtang.desk.forms.item import AppearanceForm, CarrierForm, DeadlineForm
from mingtang.publishing.api import OPEN, Carrier, Edition, LiveEdition


@dataclass(frozen=True)
class CarrierRow:
    """One carrier, how it stands, and the form that records its appearance (None where it cannot be recorded)."""

    carrier: Carrier
    tag: Tag
    url: str
    form: BaseForm | None

    @property
    def ask(self) -> str:
        """What its form is for, with the name: several stand below each other."""
        return f"{'更正' if self.carrier.appeared_on else '登记已发布'}：{self.carrier.name}"


@dataclass(frozen=True)
class Coverage:
    """Where else an item is to appear and did. The portal is not among these: it comes first."""

    words: str
    rows: list[CarrierRow]
    is_public: bool
    planning: BaseForm | None


@dataclass(frozen=True)
class Deadline:
    """By when an item must be public, whether that was or will be in time, and the form that changes it."""

    due_on: date | None
    tag: Tag | None
    reason: str
    form: BaseForm | None


def coverage_of(
    edition: Edition,
    *,
    may_edit: bool,
    planning: CarrierForm | None = None,
    recording: tuple[int, AppearanceForm] | None = None,
) -> Coverage:
    """All carriers of an item; `planning` and `recording` are forms that were refused."""
    carriers = list(edition.publication.carriers.order_by("id"))
    is_public = LiveEdition.objects.filter(publication=edition.publication_id).exists()
    rows = [_row(carrier, may_edit and is_public, recording) for carrier in carriers]
    fresh = CarrierForm(prefix="carrier") if may_edit else None
    return Coverage(coverage_words(carriers), rows, is_public, planning or fresh)


def coverage_words(carriers: list[Carrier]) -> str:
    """计划3处，已发布2处."""
    if not carriers:
        return "没有计划其他载体"
    appeared = sum(carrier.appeared_on is not None for carrier in carriers)
    return f"计划{len(carriers)}处，已发布{appeared}处"


def _row(carrier: Carrier, may_record: bool, recording: tuple[int, AppearanceForm] | None) -> CarrierRow:
    form = None
    if may_record:
        held = {"address": carrier.address, "appeared_on": carrier.appeared_on}
        form = AppearanceForm(prefix=f"carrier-{carrier.pk}", initial=held)
    if recording and recording[0] == carrier.pk:
        form = recording[1]
    url = carrier.address if carrier.address.startswith(("http://", "https://")) else ""
    return CarrierRow(carrier, _tag(carrier), url, form)


def _tag(carrier: Carrier) -> Tag:
    if carrier.appeared_on:
        return Tag("已发布", "good")
    late = carrier.planned_on is not None and carrier.planned_on < localdate()
    return Tag("计划日期已过", "warn") if late else Tag("计划中")


def deadline_of(edition: Edition, *, may_edit: bool, form: DeadlineForm | None = None) -> Deadline:
    """The deadline of an edition; it may be changed until the edition is public."""
    fresh = DeadlineForm(prefix="deadline") if may_edit and edition.state in OPEN else None
    return Deadline(edition.due_on, timeliness(edition, localdate()), edition.due_reason, form or fresh)


def timeliness(edition: Edition, today: date) -> Tag | None:
    """In time or late, in words; None where there is no deadline or nothing to judge by."""
    if edition.due_on is None:
        return None
    if edition.published_at and edition.is_dated:
        late = (localdate(edition.published_at) - edition.due_on).days
        return Tag(f"逾期{late}天公开", "bad") if late > 0 else Tag("按时公开", "good")
    return _remaining((edition.due_on - today).days) if edition.state in OPEN else None


def _remaining(days: int) -> Tag:
    if days < 0:
        return Tag(f"已逾期{-days}天", "bad")
    return Tag(f"还有{days}天", "info") if days else Tag("今天到期", "warn")
