"""Reading evaluations: how many against the yearly two, what stands red, the chain from result to policy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from mingtang.core.design.api import Cell, Part, Table, Tag
from mingtang.core.indicators.api import Period, Row, by_body, measured
from mingtang.policies.analysis.evaluations import YEARLY, missing_aspects, warning, year_end
from mingtang.policies.models import (
    EvaluatedPolicy,
    EvaluationDuty,
    EvaluationMeasure,
    FollowUpRound,
    PolicyEvaluation,
)
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Edition, LiveEdition, Publication, Relation

AHEAD_DAYS = 45
_WORDS = {
    "done": ("已按时公开", "good"),
    "late": ("逾期公开", "bad"),
    "overdue": ("逾期未公开", "bad"),
    "soon": ("临近期限", "warn"),
    "open": ("进行中", "info"),
}


@dataclass(frozen=True)
class EvaluationRow:
    """One evaluation as it stands: its report, what that lacks, and how it stands against the year's end."""

    evaluation: PolicyEvaluation
    report: Edition | None
    public_on: date | None
    missing: Sequence[str]
    standing: str
    measures: int
    measures_open: int

    @property
    def tag(self) -> Tag:
        if self.evaluation.given_up_reason:
            return Tag("已取消")
        words, tone = _WORDS[self.standing]
        return Tag(words, tone)

    @property
    def is_red(self) -> bool:
        """Something a year-end check would mark: not public in time, or an aspect of five left empty."""
        return self.standing in {"late", "overdue"} or bool(self.public_on and self.missing)


@dataclass(frozen=True)
class Year:
    """A year's evaluations counted against two."""

    year: int
    rows: Sequence[EvaluationRow]
    on: date

    @property
    def counted(self) -> int:
        """Evaluations whose report is public, whole, and came out in the year."""
        return sum(row.standing == "done" and not row.missing for row in self.rows)

    @property
    def needed(self) -> int:
        return max(YEARLY - self.counted, 0)

    @property
    def tag(self) -> Tag:
        if not self.needed:
            return Tag(f"{self.counted}次，已达到{YEARLY}次", "good")
        if self.on > year_end(self.year):
            return Tag(f"{self.counted}次，少于{YEARLY}次", "bad")
        tone = "warn" if (year_end(self.year) - self.on).days <= AHEAD_DAYS else "info"
        return Tag(f"{self.counted}次，还差{self.needed}次", tone)

    @property
    def red(self) -> list[EvaluationRow]:
        return [row for row in self.rows if row.is_red and not row.evaluation.given_up_reason]


def year_of(year: int, on: date, bodies: set[int] | None = None) -> Year:
    """The evaluations of a year of some bodies (None: of all), the nearest day first."""
    found = PolicyEvaluation.objects.filter(year=year)
    if bodies is not None:
        found = found.filter(organisation__in=bodies)
    return Year(year, rows_of(found, on), on)


def rows_of(found: QuerySet[PolicyEvaluation], on: date) -> list[EvaluationRow]:
    """Evaluations with their reports, in a constant number of queries."""
    held = list(
        found.select_related("organisation", "report")
        .prefetch_related("measures")
        .order_by("planned_on", "pk")
    )
    editions = _newest_editions([one.report_id for one in held if one.report_id])
    return [_row(one, editions.get(one.report_id or 0), on) for one in held]


def _newest_editions(publications: Iterable[int]) -> dict[int, Edition]:
    """The public edition of each report, else its newest."""
    rows = (
        Edition.objects.filter(publication__in=list(publications))
        .exclude(state__in=("discarded", "superseded"))
        .select_related("live_revision__content")
        .order_by("publication", "number")
    )
    found: dict[int, Edition] = {}
    for edition in rows:
        if found.get(edition.publication_id) is None or found[edition.publication_id].state != "live":
            found[edition.publication_id] = edition
    return found


def _row(evaluation: PolicyEvaluation, report: Edition | None, on: date) -> EvaluationRow:
    live = report is not None and report.state == "live"
    public_on = localdate(report.published_at) if live and report and report.published_at else None
    measures = list(evaluation.measures.all())
    return EvaluationRow(
        evaluation=evaluation,
        report=report,
        public_on=public_on,
        missing=_missing(report) if live else (),
        standing=warning(year_end(evaluation.year), on, public_on=public_on, ahead=AHEAD_DAYS),
        measures=len(measures),
        measures_open=sum(measure.done_on is None for measure in measures),
    )


def _missing(report: Edition | None) -> list[str]:
    if report is None or report.live_revision is None or report.live_revision.content.payload is None:
        return []
    return missing_aspects(publishing.content_of(report.live_revision).elements)


def policies_of(evaluation: PolicyEvaluation) -> QuerySet[Publication]:
    """The policies that an evaluation is about."""
    rows = EvaluatedPolicy.objects.filter(evaluation=evaluation)
    return Publication.objects.filter(pk__in=rows.values("policy")).select_related("live").order_by("pk")


# --- measures, duties, rounds


def measures_of(evaluation: PolicyEvaluation) -> list[EvaluationMeasure]:
    return list(
        evaluation.measures.select_related("unit", "policy__live", "document__live").order_by("due_on", "pk")
    )


def open_measures(bodies: set[int] | None, limit: int = 50) -> list[EvaluationMeasure]:
    """Measures that nobody has finished, the nearest day first."""
    rows = EvaluationMeasure.objects.filter(done_on=None, evaluation__given_up_reason="")
    if bodies is not None:
        rows = rows.filter(Q(unit__in=bodies) | Q(evaluation__organisation__in=bodies))
    return list(rows.select_related("evaluation", "unit").order_by("due_on", "pk")[:limit])


@dataclass(frozen=True)
class DutyRow:
    """A policy that must be evaluated in public, and what became of it."""

    duty: EvaluationDuty
    live: LiveEdition | None
    public_on: date | None
    standing: str

    @property
    def tag(self) -> Tag:
        words, tone = _WORDS[self.standing]
        return Tag(words, tone)


def duties(bodies: set[int] | None, on: date, limit: int = 200) -> list[DutyRow]:
    """What must be evaluated in public, the nearest day first; done where a public text evaluates it after it was set."""
    rows = EvaluationDuty.objects.filter(lifted_reason="").select_related("publication__live__organisation")
    if bodies is not None:
        rows = rows.filter(publication__organisation__in=bodies)
    held = list(rows.order_by("due_on", "pk")[:limit])
    first = _first_evaluations(held)
    return [_duty_row(duty, first.get(duty.pk), on) for duty in held]


def _first_evaluations(held: Sequence[EvaluationDuty]) -> dict[int, date]:
    """The first day on which a public text evaluated each policy after its duty was set."""
    set_on = {duty.pk: duty.set_on for duty in held}
    rows = Relation.objects.filter(
        predicate="evaluates", object__in=list(set_on), subject__live__isnull=False
    ).values_list("object_id", "subject__live__published_at")
    found: dict[int, date] = {}
    for policy, at in rows:
        day = timezone.localdate(at)
        if day >= set_on[policy]:
            found[policy] = min(found.get(policy, day), day)
    return found


def _duty_row(duty: EvaluationDuty, public_on: date | None, on: date) -> DutyRow:
    live = getattr(duty.publication, "live", None)
    return DutyRow(duty, live, public_on, warning(duty.due_on, on, public_on=public_on, ahead=AHEAD_DAYS))


def rounds_of(decision_id: int) -> list[FollowUpRound]:
    """The rounds of following a decision, in their order."""
    rows = FollowUpRound.objects.filter(decision=decision_id)
    return list(rows.select_related("held_by", "result__live", "recorded_by").order_by("held_on", "pk"))


def stages_missing(rounds: Iterable[FollowUpRound]) -> list[str]:
    """跟踪、反馈、后评估: those of which no round is recorded; 结果公开 where no result is public."""
    held = list(rounds)
    stages = {row.stage for row in held}
    wanted = (("execution", "执行效果跟踪"), ("feedback", "意见反馈"), ("evaluation", "后评估"))
    missing = [name for code, name in wanted if code not in stages]
    told = any(row.result_id and getattr(row.result, "live", None) for row in held)
    return missing if told else [*missing, "结果公开"]


@dataclass(frozen=True)
class DecisionRow:
    """A major decision or policy that is followed, and what is still missing."""

    live: LiveEdition
    rounds: Sequence[FollowUpRound]
    missing: Sequence[str]

    @property
    def tag(self) -> Tag:
        return (
            Tag(f"缺{'、'.join(self.missing)}", "warn")
            if self.missing
            else Tag("跟踪、反馈、后评估齐全", "good")
        )


def followed_decisions(bodies: set[int] | None, limit: int = 200) -> list[DecisionRow]:
    """Decisions that are marked as major or already have a round, the newest first."""
    rows = LiveEdition.objects.filter(
        Q(publication__in=EvaluationDuty.objects.filter(is_decision=True, lifted_reason="").values("pk"))
        | Q(publication__in=FollowUpRound.objects.values("decision"))
    )
    if bodies is not None:
        rows = rows.filter(organisation__in=bodies)
    held = list(rows.select_related("organisation").order_by("-pk")[:limit])
    found: dict[int, list[FollowUpRound]] = {}
    rounds = FollowUpRound.objects.filter(decision__in=[row.publication_id for row in held])
    for one in rounds.select_related("result__live").order_by("held_on", "pk"):
        found.setdefault(one.decision_id, []).append(one)
    return [DecisionRow(row, mine := found.get(row.publication_id, []), stages_missing(mine)) for row in held]


# --- the public page


def document_parts(edition: Edition, content: publishing.Content, on: date) -> list[Part]:
    """On a report what came of it; on a decision or policy how it is followed. Only public texts are named."""
    parts = []
    if edition.publication.kind.code == "policy_evaluation":
        parts += _part_of_report(edition.publication_id)
    else:
        parts += _part_of_decision(edition.publication_id)
    return parts


def _part_of_report(publication_id: int) -> list[Part]:
    measures = (
        EvaluationMeasure.objects.filter(evaluation__report=publication_id, document__live__isnull=False)
        .select_related("unit", "policy__live", "document__live")
        .order_by("done_on", "pk")
    )
    rows = [_measure_cells(measure) for measure in measures]
    if not rows:
        return []
    table = Table("措施和形成的文件", ["形成的文件", "措施", "所调整的政策", "责任单位", "完成日期"], rows)
    names = frozenset(p.public_id for m in measures for p in (m.policy, m.document) if p is not None)
    ended = frozenset(m.document.public_id for m in measures if m.document is not None)
    context = {"table": table}
    return [
        Part("评价结果转化为政策", "policies/evaluations/part.html", context, mentions=names, covers=ended)
    ]


def _measure_cells(measure: EvaluationMeasure) -> tuple[Cell | str, ...]:
    return (
        _cell(measure.document),
        measure.get_action_display(),
        _cell(measure.policy),
        measure.unit.short_name,
        f"{measure.done_on:%Y-%m-%d}" if measure.done_on else "",
    )


def _cell(publication: Publication | None) -> Cell | str:
    live = getattr(publication, "live", None)
    return Cell(live.title, f"/doc/{live.public_id}.html") if live else ""


def _part_of_decision(publication_id: int) -> list[Part]:
    rounds = rounds_of(publication_id)
    if not rounds:
        return []
    rows = [
        (str(r), f"{r.held_on:%Y-%m-%d}", r.held_by.short_name, _cell(r.result) or "未单独公开")
        for r in rounds
    ]
    table = Table("各轮情况", ["阶段", "日期", "实施单位", "公开的结果"], rows)
    names = frozenset(r.result.public_id for r in rounds if r.result is not None)
    return [Part("执行跟踪和后评估", "policies/evaluations/part.html", {"table": table}, mentions=names)]


# --- indicators


def _held(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """The evaluations of the years of a period that were not given up; those count whose whole report came out in it."""
    years = range(period.first.year, period.last.year + 1)
    found = PolicyEvaluation.objects.filter(year__in=years, given_up_reason="", organisation__in=bodies)
    held = rows_of(found, period.last)
    return by_body(bodies, ((row.evaluation.organisation_id, _held_row(row, period)) for row in held))


def _held_row(row: EvaluationRow, period: Period) -> Row:
    within = bool(row.public_on and period.first <= row.public_on <= period.last)
    counts = row.standing == "done" and not row.missing and within
    lacks = f"报告缺：{'、'.join(row.missing)}" if row.missing else str(row.tag)
    url = reverse("policies-desk:evaluation", args=[row.evaluation.pk])
    return Row(row.evaluation.theme, counts, row.public_on, "计1次" if counts else lacks, url)


def _in_time(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """Policies whose evaluation in public was due in a period, the nearest day first."""
    rows = EvaluationDuty.objects.filter(
        lifted_reason="", due_on__range=(period.first, period.last), publication__organisation__in=bodies
    ).select_related("publication__live")
    held = list(rows.order_by("due_on", "pk"))
    first = _first_evaluations(held)
    told = ((duty, _duty_row(duty, first.get(duty.pk), period.last)) for duty in held)
    return by_body(bodies, ((duty.publication.organisation_id, _due_row(row)) for duty, row in told))


def _due_row(row: DutyRow) -> Row:
    title = row.live.title if row.live else str(row.duty.publication)
    words = f"{row.tag}，期限{row.duty.due_on}"
    return Row(
        title, row.standing == "done", row.public_on, words, reverse("policies-desk:evaluation-duties")
    )


HELD = measured(
    "policy_evaluations",
    "专题性政策评价次数",
    "报告五个方面和结果运用情况齐全、当年12月31日前公开的，计1次；每年不少于2次。",
    trade="政策评价",
    rows=_held,
    asked=lambda period: YEARLY * period.years,
)
DUTIES_IN_TIME = measured(
    "evaluation_duties",
    "公众关注度高的政策按时公开评估结果",
    "期限内公开了评价该政策的信息的份数，除以期限在统计时段的份数。",
    trade="政策评价",
    rows=_in_time,
)
INDICATORS = (HELD, DUTIES_IN_TIME)
