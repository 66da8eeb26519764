"""Scoring a city: 100 units by every indicator there is, taken and taken again, and the table that the office then reads.

    python -m bench.assess --home /tmp/bench [--units 100]

The indicators are all that `config/wiring.py` lists; the bar is 5 s for one run. In the home of `bench.tasks` the units have
100,000 tasks and 1.2 million reports behind their numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bench import homes, measuring

if TYPE_CHECKING:
    from mingtang.assessments.api import Assessment, Scheme
    from mingtang.core.organisations.api import Organisation
    from mingtang.publishing.testing import Government


def main() -> None:
    parser = homes.arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--units", type=int, default=100)
    chosen = parser.parse_args()
    homes.enter(chosen.home)
    from bench.town import the_town
    from mingtang.assessments import api as assessments
    from mingtang.assessments.models import Assessment

    town = the_town()
    scheme = _scheme(town, chosen.units)
    today = _day(scheme)
    period = scheme.periods.select_related("scheme").order_by("first_day").first()
    kept = Assessment.objects.filter(period=period).first()
    first = (
        measuring.timed(lambda: assessments.begin(period, by=town.office, on=today)) if kept is None else None
    )
    assessment = Assessment.objects.get(period=period)
    facts = {
        "engine": homes.engine(),
        "units": scheme.units.count(),
        "indicators": scheme.indicators.exclude(source="").count(),
        "lines": assessment.lines.count(),
        "first_ms": round(first.wall) if first else None,
    }
    figures = measuring.in_turn(_works(town, scheme, assessment, today), rounds=chosen.rounds)
    measuring.report("assess", facts, list(figures.values()))


def _day(scheme: Scheme) -> date:
    return date(scheme.year, 12, 31) + timedelta(days=1)


def _scheme(town: Government, units: int) -> Scheme:
    """The scheme of a year in force, with measured indicators only; made at the first run."""
    from mingtang.assessments import api as assessments
    from mingtang.assessments.models import Scheme
    from mingtang.core.indicators.api import listed
    from mingtang.core.organisations.testing import a_body

    kept = Scheme.objects.filter(name=f"bench {units}").first()
    if kept is not None:
        return kept
    year = _year()
    whole = a_body("bench-city", "云州市人民政府", kind="government")
    on = date(year, 1, 1)
    scheme = assessments.draft_scheme(whole, year=year, name=f"bench {units}", by=town.office, on=on)
    scheme.indicators.all().delete()
    sources = sorted(listed())
    for number, source in enumerate(sources):
        _add(scheme, town, number, source, len(sources), on)
    assessments.set_units(scheme, _units(units), by=town.office, on=on)
    return assessments.put_in_force(scheme, by=town.office, on=on)


def _year() -> int:
    """The year of most tasks, or one that nobody has a scheme of."""
    from django.db.models import Count

    from mingtang.assessments.models import Scheme
    from mingtang.supervision.models import Task

    busiest = Task.objects.values_list("plan__year").annotate(number=Count("pk")).order_by("-number").first()
    return busiest[0] if busiest else 2001 + Scheme.objects.count()


def _add(scheme: Scheme, town: Government, number: int, source: str, count: int, on: date) -> None:
    from mingtang.assessments import api as assessments

    # All weigh the same; the first has what is left of a hundred.
    each = Decimal(100 // count)
    weight = 100 - each * (count - 1) if number == 0 else each
    facts: dict[str, Any] = {"code": str(number + 1), "name": f"指标{number + 1}", "weight": weight}
    assessments.add_indicator(
        scheme, **facts, rule={"kind": "share"}, source=source, body_kinds=[], by=town.office, on=on
    )


def _units(count: int) -> list[Organisation]:
    """Bodies that have published something first, then others that were made for this."""
    from mingtang.core.organisations.api import Organisation
    from mingtang.core.organisations.testing import a_body

    there = list(Organisation.objects.exclude(kind__in=("government", "unit")).order_by("pk")[:count])
    more = [a_body(f"bench-{n}", f"云州市第{n}单位") for n in range(count - len(there))]
    return [*there, *more]


def _works(
    town: Government, scheme: Scheme, assessment: Assessment, today: date
) -> dict[str, Callable[[], object]]:
    from django.test import Client
    from django.urls import reverse

    from mingtang.assessments import api as assessments
    from mingtang.core.accounts.testing import sign_in

    client = sign_in(Client(), town.office)

    def reader(url: str) -> Callable[[], object]:
        def read() -> None:
            response = client.get(url)
            assert response.status_code == 200, (url, response.status_code)

        return read

    return {
        "scoring all units": lambda: assessments.run(assessment, by=town.office, on=today),
        "page: units × indicators": reader(reverse("assessments-desk:assessment", args=[assessment.pk])),
        "page: the year": reader(reverse("assessments-desk:year", args=[scheme.pk])),
    }


if __name__ == "__main__":
    main()
