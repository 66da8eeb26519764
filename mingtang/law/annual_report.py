"""By when the annual report on information disclosure (政府信息公开工作年度报告) of a year must be public.

Law: 政府信息公开条例 (国令711号, in force since 2019-05-15), arts. 49, 50; before it 国令492号 (since 2008-05-01), art. 31.
Worked cases: docs/law/annual_report.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

# 国令492号 came into force on 2008-05-01: 2008 is the first year on which anyone had to report.
FIRST_YEAR = 2008
# The reports on 2019 were the first under 国令711号, which came into force on 2019-05-15.
FIRST_YEAR_OF_711 = 2019

# A government reports through the office that is in charge of disclosure (art. 50); departments and towns for themselves.
Reporter = Literal["government", "organ"]


@dataclass(frozen=True)
class ReportDue:
    """The last day on which a report is in time, and the article that says so."""

    on: date
    article: str


def due(year: int, reporter: Reporter) -> ReportDue:
    """When the report on `year` is due. ValueError for a year before anyone had to report."""
    if year < FIRST_YEAR:
        raise ValueError(f"{year}年还没有编制政府信息公开工作年度报告的规定（自{FIRST_YEAR}年度起）。")
    if year < FIRST_YEAR_OF_711:
        return ReportDue(date(year + 1, 3, 31), "政府信息公开条例（国令第492号）第三十一条")
    if reporter == "government":
        return ReportDue(date(year + 1, 3, 31), "政府信息公开条例第五十条")
    return ReportDue(date(year + 1, 1, 31), "政府信息公开条例第四十九条")


def years_owed(
    reporter: Reporter, *, on: date, since: date | None = None, until: date | None = None
) -> list[int]:
    """The years whose report is due by the end of `on`, the oldest first.

    A body reports on a year at whose end it existed: from `since` (None: always) until `until`, inclusive. What it did in
    the year of its end is told by whoever took over.
    """
    first = max(FIRST_YEAR, since.year) if since else FIRST_YEAR
    years = range(first, on.year)
    return [
        year
        for year in years
        if due(year, reporter).on < on and (until is None or until >= date(year, 12, 31))
    ]
