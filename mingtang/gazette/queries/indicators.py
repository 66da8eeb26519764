"""Measured indicators of the gazette: issues that came out within the promised cycle, and how soon their texts appeared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse

from mingtang.core.indicators.api import Period, Row, by_body, measured
from mingtang.gazette.labels import CYCLE_DAYS
from mingtang.gazette.models import Gazette
from mingtang.gazette.queries.cycle import IssueLine, lines_by_gazette
from mingtang.law.gazette import waited_days
from mingtang.publishing.api import LiveEdition


def _appeared(bodies: Sequence[int], period: Period) -> list[tuple[Gazette, IssueLine]]:
    """The issues that appeared in a period, of the gazettes of bodies that promise a cycle. Three queries."""
    gazettes = list(Gazette.objects.filter(editor__in=bodies, frequency__in=CYCLE_DAYS).order_by("pk"))
    lines = lines_by_gazette(gazettes)
    return [
        (gazette, line)
        for gazette in gazettes
        for line in lines[gazette.pk]
        if period.first <= line.appeared_on <= period.last
    ]


def _late_first(bodies: Sequence[int], told: Iterable[tuple[int, Row]]) -> dict[int, list[Row]]:
    return by_body(bodies, sorted(told, key=lambda one: one[1].counts))


def _issues(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """An issue that has none before it cannot be late by the cycle."""
    told = (
        (gazette.editor_id, _issue(gazette, line, line.days_since_last))
        for gazette, line in _appeared(bodies, period)
        if line.days_since_last is not None
    )
    return _late_first(bodies, told)


def _issue(gazette: Gazette, line: IssueLine, days: int) -> Row:
    promised = CYCLE_DAYS[gazette.frequency]
    words = f"距上期{days}天，刊期{promised}天"
    return Row(str(line.issue), days <= promised, line.appeared_on, words, _cycle_url(gazette))


def _texts(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """The texts whose day of making is known, in the issues of a period."""
    appeared = _appeared(bodies, period)
    entries = [entry for _, line in appeared for entry in line.issue.entries.all()]
    printed = [entry.publication_id for entry in entries if entry.publication_id]
    live = LiveEdition.objects.filter(publication__in=printed)
    titles = dict(live.values_list("publication", "title"))
    told = (
        (
            gazette.editor_id,
            _text(gazette, line, titles.get(entry.publication_id or 0, str(entry)), entry.approved_on),
        )
        for gazette, line in appeared
        for entry in line.issue.entries.all()
        if entry.approved_on
    )
    return _late_first(bodies, told)


def _text(gazette: Gazette, line: IssueLine, title: str, made_on: date) -> Row:
    days, promised = waited_days(made_on, line.appeared_on), CYCLE_DAYS[gazette.frequency]
    words = f"{line.issue}，自成文至刊登{days}天，刊期{promised}天"
    return Row(title, days <= promised, line.appeared_on, words, _cycle_url(gazette))


def _cycle_url(gazette: Gazette) -> str:
    return reverse("gazette-desk:cycle", args=[gazette.pk])


INDICATORS = (
    measured(
        "gazette_in_time",
        "政府公报按刊期出刊率",
        "统计时段内出版、与上一期的间隔没有超过刊期应有天数的期数，除以时段内出版、有上一期的期数；不定期的公报不计。",
        trade="政府公报",
        rows=_issues,
    ),
    measured(
        "gazette_texts_in_time",
        "政府公报文件刊登及时率",
        "统计时段内出版的各期所刊文件中，自成文到刊登没有超过一个刊期天数的件数，除以写明成文日期的件数；不定期的公报不计。",
        trade="政府公报",
        rows=_texts,
    ),
)
