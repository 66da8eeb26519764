"""What somebody must do: one list over all groups of work, read in a constant number of queries whatever the roles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils.dateparse import parse_datetime

from mingtang.core.messages.api import Notice
from mingtang.core.organisations.api import Standing, standings
from mingtang.publishing.labels import LEVELS, OPEN, STEP_NAMES, STEP_ROLES
from mingtang.publishing.models import (
    Batch,
    BatchSignature,
    CleanupTask,
    Correction,
    Edition,
    EditionState,
    EmergencyRequest,
    Erasure,
    PaperSheet,
    Profile,
    Release,
    ReleaseItem,
    ReleaseState,
    Return,
    Revision,
    Signature,
    Takedown,
)
from mingtang.publishing.permissions.people import (
    BATCH_SIGNING_ROLES,
    DRAFTING_ROLES,
    EMERGENCY_ROLES,
    PAPER_ROLES,
    RELEASING_ROLES,
)

NO_DATE = date(9999, 12, 31)
SOON_DAYS = 3
COLUMNS = ("group", "thing", "title", "unit", "owner", "since", "due", "note")

# The groups of work in the order in which equals stand, with what is to be done.
GROUPS = {
    "failed": "定时发布未成",
    "second": "应急公开待复核",
    "takedown": "应急下架待确认",
    "sign": "待我审签",
    "returned": "退回待修改",
    "correction": "改动建议待处理",
    "sheet": "纸质签单待核对",
    "ready": "审签完毕待发布",
    "emergency": "应急公开待补审",
    "cleanup": "清理任务",
    "batch": "导入批次待签",
    "erasure": "内容删除待批准",
    "draft": "我的草稿",
    "scheduled": "已定时",
    "notice": "未读通知",
}
ORDER = tuple(GROUPS)
# What comes next and needs nobody now.
WAITING = frozenset({"scheduled"})


@dataclass(frozen=True)
class WorkItem:
    """One thing to do. `thing` is the id of what the group is about; `state` is late, today, soon, open or waiting."""

    group: str
    thing: int
    title: str
    what: str
    unit: str
    since: datetime
    due_on: date | None
    state: str
    note: str
    on_behalf_of: str
    key: str


@dataclass(frozen=True)
class WorkCount:
    """How many things wait in one group."""

    group: str
    name: str
    count: int


@dataclass(frozen=True)
class _Source:
    """The rows of one group, and how they tell what every group tells."""

    group: str
    rows: QuerySet[Any]
    facts: dict[str, Any] = field(default_factory=dict)


def todo_items(user: Any, day: date, *, group: str = "", after: str = "", limit: int = 50) -> list[WorkItem]:
    """What a person must do, the most pressing first; `after` is the `key` of the last one seen."""
    mine = standings(user.pk, day)
    sources = [s for s in _sources(user, mine) if group in ("", s.group)]
    told = [_told(source, after) for source in sources]
    rows = told[0].union(*told[1:], all=True).order_by("due", "since", "group", "thing")[:limit]
    return [_item(row, mine, day) for row in rows]


def todo_counts(user: Any, day: date) -> list[WorkCount]:
    """How many things wait in each group that has any."""
    counted = [_counted(source) for source in _sources(user, standings(user.pk, day))]
    found: Counter[int] = Counter()
    for group, count in counted[0].union(*counted[1:], all=True):
        found[group] += count
    return [
        WorkCount(code, name, found[order])
        for order, (code, name) in enumerate(GROUPS.items())
        if found[order]
    ]


def _counted(source: _Source) -> QuerySet[Any]:
    rows = source.rows.order_by().annotate(group=_number(source.group))
    counted: QuerySet[Any, Any] = rows.values("group").annotate(count=Count("pk", distinct=True))
    return counted.values_list("group", "count")


def _number(group: str) -> Value:
    return Value(ORDER.index(group), output_field=IntegerField())


def _told(source: _Source, after: str) -> QuerySet[Any, Any]:
    told = {**_TOLD, **source.facts}
    rows: QuerySet[Any, Any] = source.rows.order_by().annotate(
        group=_number(source.group),
        thing=Cast(told["thing"], BigIntegerField()),
        told_title=Cast(told["title"], CharField()),
        unit=Cast(told["unit"], CharField()),
        owner=Cast(told["owner"], BigIntegerField()),
        since=told["since"],
        due=Coalesce(told["due"], Value(NO_DATE), output_field=DateField()),
        told_note=Cast(told["note"], CharField()),
    )
    if after:
        rows = rows.filter(_later(source.group, after))
    told_rows: QuerySet[Any, Any] = rows.values_list(
        "group", "thing", "told_title", "unit", "owner", "since", "due", "told_note"
    )
    return told_rows


_NOTHING = Value("", output_field=CharField())
_TOLD: dict[str, Any] = {
    "thing": F("pk"),
    "title": F("title"),
    "unit": F("organisation__short_name"),
    "owner": F("organisation_id"),
    "since": F("changed_at"),
    "due": F("due_on"),
    "note": _NOTHING,
}


def _later(group: str, key: str) -> Q:
    """Rows that stand after a key in the order of due day, since when, group, id."""
    due, since, number, thing = key.split("~")
    moment, same_due = parse_datetime(since), Q(due=date.fromisoformat(due))
    later = Q(due__gt=date.fromisoformat(due)) | (same_due & Q(since__gt=moment))
    mine, theirs = ORDER.index(group), int(number)
    if mine == theirs:
        return later | (same_due & Q(since=moment, thing__gt=int(thing)))
    return later | (same_due & Q(since=moment)) if mine > theirs else later


def _item(row: tuple[Any, ...], mine: Iterable[Standing], day: date) -> WorkItem:
    number, thing, title, unit, owner, since, due, note = row
    group = ORDER[number]
    return WorkItem(
        group=group,
        thing=thing,
        title=title,
        what=STEP_NAMES[note] if group == "sign" else GROUPS[group],
        unit=unit,
        since=since,
        due_on=None if due == NO_DATE else due,
        state="waiting" if group in WAITING else _urgency(due, day),
        note="" if group == "sign" else note,
        on_behalf_of=_lent_by(mine, note, owner) if group == "sign" else "",
        key=f"{due.isoformat()}~{since.isoformat()}~{number}~{thing}",
    )


def _urgency(due: date, day: date) -> str:
    if due < day:
        return "late"
    if due == day:
        return "today"
    return "soon" if due <= day + timedelta(days=SOON_DAYS) else "open"


def _lent_by(mine: Iterable[Standing], step: str, owner: int) -> str:
    """For whom one would sign: nobody where one holds the role oneself."""
    fitting = [s for s in mine if s.role == STEP_ROLES[step] and s.organisation_id == owner]
    return fitting[0].on_behalf_of if fitting and all(s.on_behalf_of_id for s in fitting) else ""


# --- the groups


def _sources(user: Any, mine: list[Standing]) -> list[_Source]:
    releasing = _bodies(mine, RELEASING_ROLES)
    everywhere = any(s.role == "office" for s in mine)
    return [
        _notices(user),
        *_for_signers(user, mine),
        *_for_authors(user, _bodies(mine, DRAFTING_ROLES)),
        *_for_releasing(releasing, everywhere),
        *_for_second_persons(user, mine, releasing, everywhere),
    ]


def _bodies(mine: Iterable[Standing], roles: Iterable[str]) -> set[int]:
    return {standing.organisation_id for standing in mine if standing.role in set(roles)}


def _within(bodies: set[int], everywhere: bool, path: str = "organisation") -> Q:
    """Rows of these bodies; all rows for whoever looks after all units."""
    return ~Q(pk=None) if everywhere else Q(**{f"{path}__in": bodies})


def _few(
    rows: QuerySet[Any], bodies: set[int], everywhere: bool, edition: QuerySet[Edition]
) -> QuerySet[Any]:
    """Those of a few open rows whose edition belongs to these bodies.

    A unit may have a hundred thousand editions, and few of these rows. The edition is looked up, not joined: so the
    planner cannot begin with all editions of the unit, and work lists do not slow down as the stock grows.
    """
    if everywhere:
        return rows
    kept: QuerySet[Any, Any] = rows.alias(keeper=Subquery(edition.values("organisation_id")[:1]))
    return kept.filter(keeper__in=bodies)


# The edition that a row is about, and the edition of the revision that a row is about.
_EDITION = Edition.objects.filter(pk=OuterRef("edition"))
_EDITION_OF_REVISION = Edition.objects.filter(revisions=OuterRef("revision"))


def _notices(user: Any) -> _Source:
    rows = Notice.objects.filter(to_id=user.pk, read_at=None)
    return _Source(
        "notice",
        rows,
        {
            "title": F("subject"),
            "unit": _NOTHING,
            "owner": Value(0),
            "since": F("sent_at"),
            "due": Value(None, output_field=DateField()),
        },
    )


def _for_signers(user: Any, mine: list[Standing]) -> list[_Source]:
    mine_to_sign = Edition.objects.filter(_signable(mine)).exclude(_barred(user))
    # Two pieces, each with an index of its own; asked together, the database would walk every edition.
    in_review = mine_to_sign.filter(state=EditionState.IN_REVIEW)
    owed = mine_to_sign.filter(pk__in=_unreviewed(), state=EditionState.LIVE)
    sheets = PaperSheet.objects.filter(signature=None, refused_reason="").exclude(scanned_by=user)
    return [
        _Source("sign", in_review, {"note": F("waiting_for")}),
        _Source("sign", owed, {"note": F("waiting_for")}),
        _Source(
            "sheet",
            _few(sheets, _bodies(mine, PAPER_ROLES), False, _EDITION),
            _of_edition(since=F("scanned_at"), due=Subquery(_EDITION.values("due_on")[:1])),
        ),
    ]


def _unreviewed() -> QuerySet[Any, Any]:
    """Ids of what went out in an emergency and is not yet fully reviewed: named alone, an index holds just these."""
    return Edition.objects.filter(basis="emergency", emergency_confirmed_at=None).values("pk")


def _signable(mine: list[Standing]) -> Q:
    """What waits for a step that one may sign, by role, body and profile."""
    profiles = list(Profile.objects.filter(reprint=False))
    steps = Q(pk=None)
    for step, role in STEP_ROLES.items():
        if bodies := _bodies(mine, [role]):
            steps |= Q(waiting_for=step) & _routed(step, bodies, profiles)
    return steps


def _routed(step: str, bodies: set[int], profiles: list[Profile]) -> Q:
    """Editions whose step is signed in one of the bodies: the owner's, unless its profile names another."""
    named = {(p.organisation_id, p.kind_id): _named_body(p, step) for p in profiles}
    if not any(named.values()):
        return Q(organisation__in=bodies)
    fitting = Q(organisation__in=bodies) & ~_matched(named)
    for key, body in named.items():
        if body is None:
            fitting |= _matched({key: body}) & ~_matched(_finer(named, key)) & Q(organisation__in=bodies)
        elif body in bodies:
            fitting |= _matched({key: body}) & ~_matched(_finer(named, key))
    return fitting


def _named_body(profile: Profile, step: str) -> int | None:
    named = (profile.levels.get(step) or {}).get("organisation_id")
    return int(named) if named else None


_Key = tuple[int | None, int | None]


def _matched(profiles: Iterable[_Key]) -> Q:
    matched = Q(pk=None)
    for unit, kind in profiles:
        fits = ~Q(pk=None)
        fits &= Q(organisation=unit) if unit else Q()
        fits &= Q(publication__kind=kind) if kind else Q()
        matched |= fits
    return matched


def _finer(profiles: Iterable[_Key], key: _Key) -> list[_Key]:
    """Profiles that win over this one where both fit: of unit and kind, of the unit, of the kind, of the government."""
    rank = {True: 0, False: 1}
    return [
        other
        for other in profiles
        if (rank[bool(other[0])], rank[bool(other[1])]) < (rank[bool(key[0])], rank[bool(key[1])])
    ]


def _barred(user: Any) -> Q:
    """Own texts, and texts of which one has signed another level: somebody else must sign these."""
    newest = (
        Revision.objects.filter(edition=OuterRef("revision__edition")).order_by("-number").values("pk")[:1]
    )
    wrote = Revision.objects.filter(Q(saved_by=user) | Q(drafter=user), edition=OuterRef("pk"))
    signed = Signature.objects.filter(
        revision__edition=OuterRef("pk"), signer=user, step__in=LEVELS, revision=Subquery(newest)
    )
    beyond_typing = wrote.exclude(typed_only=True, saved_by=user)
    own = (Exists(wrote) & ~Q(waiting_for="level1")) | Exists(beyond_typing)
    return own | (Exists(signed) & Q(waiting_for__in=LEVELS))


def _for_authors(user: Any, bodies: set[int]) -> list[_Source]:
    open_ = Edition.objects.filter(organisation__in=bodies, state__in=OPEN)
    drafts = open_.filter(state=EditionState.DRAFT).alias(back=_returned_at(), saved=_saved_at())
    returned = drafts.filter(back__gt=F("saved"))
    proposed = Correction.objects.filter(revision__edition=OuterRef("pk"), state="proposed")
    # A sum is in no index: the planner begins with what is open, not with all editions of the unit.
    owner = ExpressionWrapper(F("organisation_id") + 0, output_field=BigIntegerField())
    corrected = Edition.objects.alias(keeper=owner).filter(
        Exists(proposed), state__in=OPEN, keeper__in=bodies
    )
    mine = Exists(Revision.objects.filter(edition=OuterRef("pk"), saved_by=user))
    since = proposed.order_by().values("revision__edition").annotate(first=Min("proposed_at")).values("first")
    return [
        _Source("returned", returned, {"since": _returned_at(), "note": _return_reason()}),
        _Source("correction", corrected, {"since": Subquery(since)}),
        _Source("draft", drafts.filter(mine).exclude(back__gt=F("saved"))),
    ]


def _last_return() -> QuerySet[Return]:
    return Return.objects.filter(revision__edition=OuterRef("pk")).order_by("-id")


def _returned_at() -> Subquery:
    return Subquery(_last_return().values("returned_at")[:1], output_field=DateTimeField())


def _return_reason() -> Subquery:
    return Subquery(_last_return().values("reason")[:1])


def _saved_at() -> Subquery:
    saved = Revision.objects.filter(edition=OuterRef("pk")).order_by("-number").values("saved_at")[:1]
    return Subquery(saved, output_field=DateTimeField())


def _for_releasing(bodies: set[int], everywhere: bool) -> list[_Source]:
    placed = ReleaseItem.objects.filter(
        edition=OuterRef("pk"),
        release__state__in=[ReleaseState.SCHEDULED, ReleaseState.HELD, ReleaseState.FAILED],
    )
    ready = Edition.objects.filter(organisation__in=bodies, state=EditionState.READY).exclude(Exists(placed))
    # The index of emergencies holds a few rows, the one by state all that is live: the state is looked at last.
    emergency = Edition.objects.alias(now=Concat("state", Value(""))).filter(
        _within(bodies, everywhere), now=EditionState.LIVE, basis="emergency", emergency_confirmed_at=None
    )
    tasks = CleanupTask.objects.filter(organisation__in=bodies, decision="")
    return [
        _releases("failed", ReleaseState.FAILED, bodies, everywhere),
        _releases("scheduled", ReleaseState.SCHEDULED, bodies, everywhere),
        _Source("ready", ready),
        _Source("emergency", emergency, {"since": F("published_at"), "note": F("emergency_reason")}),
        _Source(
            "cleanup",
            tasks,
            {"title": F("edition__title"), "since": Cast(F("raised_on"), DateTimeField())},
        ),
    ]


def _releases(group: str, state: str, bodies: set[int], everywhere: bool) -> _Source:
    items = ReleaseItem.objects.filter(_within(bodies, everywhere, "edition__organisation"))
    owner = ReleaseItem.objects.filter(release=OuterRef("pk")).order_by("pk")
    # `released_at` names the index that holds only what has not gone out.
    rows = Release.objects.filter(Exists(items.filter(release=OuterRef("pk"))), state=state, released_at=None)
    return _Source(
        group,
        rows,
        {
            "unit": Subquery(owner.values("edition__organisation__short_name")[:1]),
            "owner": Value(0),
            "since": F("decided_at"),
            "due": TruncDate("at"),
            "note": F("reason"),
        },
    )


def _of_edition(edition: QuerySet[Edition] = _EDITION, **facts: Any) -> dict[str, Any]:
    return {
        "title": Subquery(edition.values("title")[:1]),
        "unit": Subquery(edition.values("organisation__short_name")[:1]),
        "owner": Subquery(edition.values("organisation_id")[:1]),
        "due": Value(None, output_field=DateField()),
        **facts,
    }


def _for_second_persons(
    user: Any, mine: list[Standing], releasing: set[int], everywhere: bool
) -> list[_Source]:
    """What somebody began and another person must confirm."""
    answering = _bodies(mine, EMERGENCY_ROLES)
    takedowns = Takedown.objects.filter(confirmed_at=None).exclude(by=user)
    requests = EmergencyRequest.objects.filter(settled_at=None).exclude(asked_by=user)
    erasures = Erasure.objects.filter(approved_at=None).exclude(asked_by=user)
    signed = BatchSignature.objects.filter(batch=OuterRef("pk"), signer=user)
    batches = Batch.objects.filter(
        organisation__in=_bodies(mine, BATCH_SIGNING_ROLES), state="staged"
    ).exclude(Exists(signed))
    return [
        _Source(
            "takedown",
            _few(takedowns, releasing, everywhere, _EDITION),
            _of_edition(since=F("at"), due=TruncDate("at"), note=F("reason")),
        ),
        _Source(
            "second",
            _few(requests, answering, everywhere, _EDITION),
            _of_edition(since=F("asked_at"), due=TruncDate("asked_at"), note=F("reason")),
        ),
        _Source(
            "erasure",
            _few(erasures, releasing, everywhere, _EDITION_OF_REVISION),
            _of_edition(_EDITION_OF_REVISION, since=F("asked_at"), note=F("reason")),
        ),
        _Source(
            "batch",
            batches,
            {
                "title": F("source"),
                "since": Coalesce("sealed_at", "started_at"),
                "due": Value(None, output_field=DateField()),
            },
        ),
    ]
