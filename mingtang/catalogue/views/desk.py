"""The section on the desk: what is missing or outdated in it, and 去填写."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from mingtang.catalogue import permissions
from mingtang.catalogue.labels import (
    FILLED,
    ORGAN_GROUPS,
    PART_NAMES,
    PART_STATE_NAMES,
    PART_STATES,
    PARTS,
    STATE_TONES,
)
from mingtang.catalogue.queries.entrance import entrance_flaws
from mingtang.catalogue.queries.sections import SectionOfBody
from mingtang.catalogue.queries.states import Flaw, PartState, states_of
from mingtang.catalogue.services.filling import acting_body, begin
from mingtang.catalogue.views import frame
from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Chip, Counter, Tag, desk_page
from mingtang.core.organisations.api import Organisation

NEWEST_YEARS = 3
FLAWED = [state for state, _ in PART_STATES if state != "good"]


@dataclass(frozen=True)
class Beginning:
    """去填写: a kind of information, and for a report its year."""

    kind: str
    year: int | None
    label: str


@dataclass(frozen=True)
class Cell:
    """One part of one body in the table."""

    part: str
    state: str
    tag: Tag
    url: str
    flaws: Sequence[Flaw]
    begin: Sequence[Beginning]


@dataclass(frozen=True)
class Wanted:
    """What the table is narrowed to; what is not known is left out."""

    state: str = ""
    part: str = ""
    group: str = ""
    # The code of one body, whose parts are all shown, the good ones too.
    unit: str = ""

    def address(self, **changed: str) -> str:
        query = {name: value for name, value in ({**self.__dict__} | changed).items() if value}
        return f"?{urlencode(query)}" if query else "?"


@staff_required
@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """Bodies by the four parts: all for the office and the auditor, their own for the others."""
    day = localdate()
    only = permissions.readable_bodies(request.user, day)
    shown = frame.section_or_404(request)
    states = states_of(shown.bodies, shown.site, day, only=only)
    wanted = _wanted(request)
    context = {
        "parts": PARTS,
        "rows": _rows(request, shown, states, wanted),
        "wanted": wanted,
        "counters": _counters(states, wanted),
        "chips": _chips(wanted),
        "states": [(code, PART_STATE_NAMES[code]) for code in FLAWED],
        "groups": [name for name, _ in ORGAN_GROUPS],
        "may_arrange": permissions.may_arrange(request.user, day),
        "entrance_flaws": entrance_flaws(request) if only is None else [],
        "section_url": reverse("catalogue:section"),
    }
    return desk_page(request, "catalogue/desk/state.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    known = {
        "state": FLAWED,
        "part": [code for code, _ in PARTS],
        "group": [name for name, _ in ORGAN_GROUPS],
    }
    given = {name: request.GET.get(name, "") for name in known}
    told = {name: value if value in known[name] else "" for name, value in given.items()}
    return Wanted(**told, unit=request.GET.get("unit", "")[:40])


def _rows(
    request: HttpRequest, shown: SectionOfBody, states: Iterable[PartState], wanted: Wanted
) -> list[tuple[Organisation, list[Cell]]]:
    """The bodies that have a part as wanted, each with all four parts."""
    by_body: dict[int, list[PartState]] = {}
    for one in states:
        by_body.setdefault(one.body.pk, []).append(one)
    kinds = dict(ORGAN_GROUPS).get(wanted.group)
    return [
        (found[0].body, [_cell(request, one) for one in found])
        for found in by_body.values()
        if (not kinds or found[0].body.kind in kinds) and any(_fits(one, wanted) for one in found)
    ]


def _fits(one: PartState, wanted: Wanted) -> bool:
    if wanted.unit and one.body.code != wanted.unit:
        return False
    if wanted.part and one.part != wanted.part:
        return False
    if wanted.state:
        return any(flaw.state == wanted.state for flaw in one.flaws)
    return not wanted.part or one.state != "good"


def _cell(request: HttpRequest, one: PartState) -> Cell:
    may = bool(one.flaws) and acting_body(one.body, request.user, localdate()) is not None
    return Cell(
        PART_NAMES[one.part],
        one.state,
        Tag(PART_STATE_NAMES[one.state], STATE_TONES[one.state]),
        reverse(f"catalogue:{one.part}", args=[one.body.code]),
        one.flaws,
        _beginnings(one.flaws) if may else (),
    )


def _beginnings(flaws: Iterable[Flaw]) -> list[Beginning]:
    """What can be begun to mend a part, each once; of many missing years the newest."""
    found: dict[tuple[str, int | None], Beginning] = {}
    for flaw in flaws:
        years: list[int | None] = [*sorted(flaw.years, reverse=True)[:NEWEST_YEARS]]
        for year in years or [None] if flaw.kind else ():
            label = f"{year}年度报告" if year else FILLED[flaw.kind]
            found.setdefault((flaw.kind, year), Beginning(flaw.kind, year, label))
    return [*found.values()]


def _counters(states: Sequence[PartState], wanted: Wanted) -> list[Counter]:
    tally = Tally(flaw.state for one in states for flaw in {f.state: f for f in one.flaws}.values())
    return [
        Counter(PART_STATE_NAMES[code], tally[code], wanted.address(state=code), STATE_TONES[code])
        for code in FLAWED
    ]


def _chips(wanted: Wanted) -> list[Chip]:
    told = {
        "state": PART_STATE_NAMES.get(wanted.state, ""),
        "part": PART_NAMES.get(wanted.part, ""),
        "group": wanted.group,
        "unit": f"单位代码 {wanted.unit}" if wanted.unit else "",
    }
    return [Chip(text, wanted.address(**{name: ""})) for name, text in told.items() if text]


@staff_required
@require_POST
def fill_in(request: HttpRequest) -> HttpResponse:
    """去填写: open the draft of the right kind in the right column."""
    shown = frame.section_or_404(request)
    body = shown.bodies.named(request.POST.get("body", ""))
    if body is None:
        raise Http404("没有找到这个单位")
    kind = request.POST.get("kind", "")
    year = request.POST.get("year", "")
    edition = begin(
        body,
        kind,
        site=shown.site,
        by=request.user,
        on=localdate(),
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
    )
    messages.success(request, f"已打开“{FILLED[kind]}”的草稿，已知的内容已经填好，请补全并核对。")
    return redirect("desk:edit", edition.pk)
