"""Reading topics: the steps, what each gathers with its force today, and what an owner must look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mingtang.core.design.api import Document, Part, Tag
from mingtang.policies.analysis.steps import Step, steps
from mingtang.policies.labels import VALIDITY
from mingtang.policies.models import TopicCandidate, TopicMember
from mingtang.policies.models.topics import MEMBER_ROLES
from mingtang.policies.queries.points import DEAD, dead_word
from mingtang.publishing import api as publishing
from mingtang.publishing.api import DatedLabel, Edition, LiveEdition

TOPIC = "one_thing_topic"
ROLE_NAMES = dict(MEMBER_ROLES)
TONES = {"in_force": "good", "open": "good", "opens_soon": "info", "not_yet": "info", "closed": "neutral"}


def steps_of(topic_id: int) -> list[Step]:
    """The steps of a topic's public text; none where it is not public."""
    live = LiveEdition.objects.filter(publication=topic_id).select_related("revision__content").first()
    if live is None or live.revision.content.payload is None:
        return []
    return steps(str(publishing.content_of(live.revision).elements.get("steps") or ""))


@dataclass(frozen=True)
class Gathered:
    """One item of a topic as a page shows it. `dead` says how it ended; `document` is None where it is not public."""

    member: TopicMember
    document: Document | None
    dead: str = ""

    @property
    def unit(self) -> str:
        return self.document.source if self.document else ""


@dataclass(frozen=True)
class Group:
    """Items of one role, those that hold; the ended ones apart."""

    role: str
    items: Sequence[Gathered]

    @property
    def name(self) -> str:
        return ROLE_NAMES[self.role]

    @property
    def documents(self) -> list[Document]:
        return [one.document for one in self.items if one.document]


@dataclass(frozen=True)
class Stage:
    """A step of a topic with what it gathers; `step` None is the whole topic."""

    step: Step | None
    groups: Sequence[Group]


@dataclass(frozen=True)
class TopicPage:
    """Everything that a topic gathers, by step and role, what ended apart."""

    stages: Sequence[Stage]
    ended: Sequence[Gathered] = ()
    units: Sequence[str] = ()
    mentions: frozenset[str] = frozenset()
    astray: Sequence[Gathered] = field(default=())

    @property
    def whole(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.step is None), None)

    @property
    def by_step(self) -> list[Stage]:
        return [stage for stage in self.stages if stage.step is not None]


def topic_page(topic_id: int, signed_steps: str, on: date) -> TopicPage:
    """What a topic shows on a day. Items that left the site are left out; dead policies stand apart, marked."""
    found = gathered(topic_id, on)
    told = steps(signed_steps)
    names = {step.name for step in told}
    shown = [one for one in found if one.document]
    holding = [one for one in shown if not one.dead]
    stages = [Stage(None, _groups(o for o in holding if o.member.step not in names))]
    stages += [Stage(step, _groups(o for o in holding if o.member.step == step.name)) for step in told]
    return TopicPage(
        stages=stages,
        ended=[one for one in shown if one.dead],
        units=list(dict.fromkeys(one.unit for one in holding if one.unit)),
        mentions=frozenset(one.member.item.public_id for one in found),
        astray=[one for one in found if one.member.step and one.member.step not in names],
    )


def gathered(topic_id: int, on: date) -> list[Gathered]:
    """The items of a topic in their order, whether they are public now or not."""
    members = list(
        TopicMember.objects.filter(topic=topic_id).select_related("item__live").order_by("order", "pk")
    )
    found = publishing.labels_of([member.item_id for member in members], on)
    return [_gathered(member, found.get(member.item_id, [])) for member in members]


def _gathered(member: TopicMember, found: Sequence[DatedLabel]) -> Gathered:
    live: LiveEdition | None = getattr(member.item, "live", None)
    if live is None:
        return Gathered(member, None)
    return Gathered(member, document_of(live, found), "已撤回" if live.withdrawn else dead_word(found))


def document_of(live: LiveEdition, found: Iterable[DatedLabel]) -> Document:
    """A row of a public list with the words that hold today."""
    words = [Tag("已撤回", "bad")] if live.withdrawn else []
    words += [
        Tag(label.name, "bad" if label.code in DEAD else TONES.get(label.code, "warn"))
        for label in found
        if label.family != "level"
    ]
    return Document(
        title=live.title,
        url=f"/doc/{live.public_id}.html",
        published_at=live.published_at,
        number=live.document_number,
        source=live.issuer,
        tags=words,
    )


def _groups(found: Iterable[Gathered]) -> list[Group]:
    by_role: dict[str, list[Gathered]] = {role: [] for role, _ in MEMBER_ROLES}
    for one in found:
        by_role[one.member.role].append(one)
    # 办理进展: the newest first; everything else in the order that the owner gave it.
    by_role["progress"].sort(key=_published, reverse=True)
    return [Group(role, items) for role, items in by_role.items() if items]


def _published(one: Gathered) -> str:
    at = one.document.published_at if one.document else None
    return at.isoformat() if at else ""


# --- what a topic lacks, for its owner


REQUIRED = ("policy", "service_list", "guide", "interpretation")


@dataclass(frozen=True)
class TopicRow:
    """A topic on the desk: what it gathers, what it lacks, what in it ended."""

    live: LiveEdition
    counts: dict[str, int]
    dead: int
    gone: int

    @property
    def lacking(self) -> list[str]:
        return [ROLE_NAMES[role] for role in REQUIRED if not self.counts.get(role)]

    @property
    def tag(self) -> Tag:
        if self.dead or self.gone:
            return Tag(f"{self.dead + self.gone}条已失效或下线", "bad")
        return Tag(f"缺{'、'.join(self.lacking)}", "warn") if self.lacking else Tag("内容齐全", "good")


def topic_rows(bodies: set[int] | None, on: date, limit: int = 200) -> list[TopicRow]:
    """The public topics of some bodies (None: of all) with their state today."""
    rows = LiveEdition.objects.filter(kind__code=TOPIC)
    if bodies is not None:
        rows = rows.filter(organisation__in=bodies)
    live = list(rows.select_related("organisation").order_by("-pk")[:limit])
    pks = [row.publication_id for row in live]
    counts: dict[int, dict[str, int]] = {}
    for topic, role, count in (
        _public_members(pks).order_by().values_list("topic", "role").annotate(count=Count("pk"))
    ):
        counts.setdefault(topic, {})[role] = count
    dead = _per_topic(_public_members(pks).filter(ended_item(on)))
    gone = _per_topic(TopicMember.objects.filter(topic__in=pks, item__live__isnull=True))
    return [
        TopicRow(
            r, counts.get(r.publication_id, {}), dead.get(r.publication_id, 0), gone.get(r.publication_id, 0)
        )
        for r in live
    ]


def _public_members(topics: Iterable[int]) -> QuerySet[TopicMember]:
    return TopicMember.objects.filter(topic__in=list(topics), item__live__isnull=False)


def _dead(on: date) -> Exists:
    rows = DatedLabel.objects.filter(publication=OuterRef("item"), family=VALIDITY, code__in=DEAD)
    return Exists(
        rows.filter(Q(valid_from=None) | Q(valid_from__lte=on)).filter(
            Q(valid_until=None) | Q(valid_until__gte=on)
        )
    )


def ended_item(on: date) -> Q:
    """Members whose item is no longer public, was withdrawn, or ended."""
    return Q(item__live__isnull=True) | Q(item__live__withdrawn=True) | Q(_dead(on))


def _per_topic(members: QuerySet[TopicMember]) -> dict[int, int]:
    return dict(members.order_by().values_list("topic").annotate(count=Count("pk")))


# --- candidates


def volume_of(words: str, kinds: Iterable[str], on: date) -> int:
    """政策体量: how many public documents of the library have one of the words in their title, dead ones left out."""
    wanted = Q(pk=None)
    for word in words.replace("、", " ").replace("，", " ").split():
        wanted |= Q(title__contains=word)
    ended = DatedLabel.objects.filter(publication=OuterRef("publication"), family=VALIDITY, code__in=DEAD)
    holding = ~Exists(
        ended.filter(Q(valid_from=None) | Q(valid_from__lte=on)).filter(
            Q(valid_until=None) | Q(valid_until__gte=on)
        )
    )
    rows = LiveEdition.objects.filter(wanted, holding, kind__code__in=list(kinds), withdrawn=False)
    return int(rows.count())


def candidates(year: int) -> list[TopicCandidate]:
    """The candidate fields of a year, the greatest sum of ranks first: attention, demand and volume weigh alike."""
    rows = list(TopicCandidate.objects.filter(year=year).select_related("topic"))
    return sorted(rows, key=lambda row: (sum(ranks(row, rows)), row.pk))


def ranks(row: TopicCandidate, rows: Sequence[TopicCandidate]) -> tuple[int, int, int]:
    """The places of a candidate by attention, demand and volume among those of its year; 1 is the greatest."""

    def place(name: str) -> int:
        mine = getattr(row, name)
        return 1 + sum(1 for other in rows if getattr(other, name) > mine)

    return place("attention"), place("demand"), place("volume")


# --- the public page


def document_parts(edition: Edition, content: publishing.Content, on: date) -> list[Part]:
    """On the page of a topic what it gathers; on the page of any other item the topics that gather it."""
    if edition.publication.kind.code == TOPIC:
        page = topic_page(edition.publication_id, str(content.elements.get("steps") or ""), on)
        context = {"topic": page, "topic_url": f"/topics/one-thing/{edition.publication.public_id}/"}
        return [Part("办事内容", "policies/topics/part.html", context, mentions=page.mentions)]
    rows = LiveEdition.objects.filter(
        publication__in=TopicMember.objects.filter(item=edition.publication_id).values("topic")
    ).order_by("-published_at")
    topics = [Document(title=row.title, url=f"/topics/one-thing/{row.public_id}/") for row in rows[:10]]
    if not topics:
        return []
    names = frozenset(topic.url.split("/")[3] for topic in topics)
    return [Part("“一件事”专题", "policies/topics/of_item.html", {"topics": topics}, mentions=names)]


def public_topics(site_id: int, limit: int = 200) -> list[LiveEdition]:
    """The public topics that a site shows, the newest first."""
    placed = publishing.Placement.objects.filter(live=OuterRef("pk"), column__site=site_id)
    return list(
        LiveEdition.objects.filter(Exists(placed), kind__code=TOPIC).order_by("-published_at", "-pk")[:limit]
    )
