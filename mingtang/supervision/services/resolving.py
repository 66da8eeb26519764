"""From the names that a document uses to bodies and groups: only where a name can mean one, else a person chooses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from mingtang.core.organisations.api import Alias, Group, GroupAlias, Organisation, bodies

_REGION = re.compile(r"((?:[\u4e00-\u9fff]{2,6}?[省市州盟])?[\u4e00-\u9fff]{1,6}?[区县市旗])(?=.{2})")
# 云棠区 of 景澄市云棠区.
_INNER = re.compile(r"(?<=[省市州盟])[\u4e00-\u9fff]{1,6}[区县市旗]$")
_GOVERNMENT = re.compile(r"(?:人民)?政府$")
_LEVEL = re.compile(r"^[省市州区县旗](?=.{2})")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]$")
_TOWN_ENDS = ("人民政府", "政府", "办事处")
_LEVEL_WORDS = r"(?:[省市州区县旗](?:直属?|级|政府)?)?"
# Words that address a whole set of bodies; what 有关 or 相关 narrows is left to a person.
_SETS = (
    (
        "towns",
        re.compile(
            rf"{_LEVEL_WORDS}各(?:(?:街道?|乡|镇|人民政府|办事处|街道办|便民服务中心|[、（()）]))+"
            r"(?:、?(?:园区|开发区)(?:管委会)?)?"
        ),
    ),
    (
        "departments",
        re.compile(rf"{_LEVEL_WORDS}各(?:部门|单位|委办局|局|各|[、（()）])+|{_LEVEL_WORDS}(?:直|级)部门"),
    ),
    ("counties", re.compile(rf"{_LEVEL_WORDS}各(?:县|市|区|旗|[、（()）])+(?:人民政府|政府)?")),
)
_MOST_CANDIDATES = 5
_LIKE = 0.4


@dataclass(frozen=True)
class Candidate:
    """A body or a group that a name may mean. `value` is what a form hands back: o:12, g:3."""

    value: str
    name: str


@dataclass(frozen=True)
class Meant:
    """What a name means: one body, one group, or neither, with those that it may mean."""

    organisation_id: int | None = None
    group_id: int | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_resolved(self) -> bool:
        return self.organisation_id is not None or self.group_id is not None


@dataclass
class Directory:
    """The bodies that exist on a day by all their names, and the groups. Loaded once, whatever is looked up in it."""

    names: dict[int, str] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)
    group_names: dict[str, int] = field(default_factory=dict)
    regions: tuple[str, ...] = ()
    _exact: dict[str, set[int]] = field(default_factory=dict)
    _loose: dict[str, set[int]] = field(default_factory=dict)

    def add(self, body: int, name: str) -> None:
        self._exact.setdefault(name, set()).add(body)
        for shorter in self._shorter(name):
            self._loose.setdefault(shorter, set()).add(body)

    def meaning(self, name: str) -> Meant:
        """What a name means, exactly as entered before any shorter or longer form of it."""
        name = "".join(name.split())
        if groups := self._groups(name):
            return self._group(groups)
        found = self._exact.get(name) or self._by_form(name)
        if len(found) == 1:
            return Meant(organisation_id=next(iter(found)))
        return Meant(candidates=self._candidates(name, found))

    def _by_form(self, name: str) -> set[int]:
        """The bodies that the least shortened form fits: 云棠区民政局 before 区民政局 before 民政局."""
        fitting = (self._loose.get(form) for form in self._shorter(name))
        return next((found for found in fitting if found), set())

    def _shorter(self, name: str) -> list[str]:
        """The name and its forms without region, level, bracket and 人民政府 or 办事处 of a town; the longest first."""
        forms = [name]
        for region in self.regions:
            if name.startswith(region) and len(name) > len(region) + 1:
                # With the level kept: 区民政局 of 云棠区 is not 市民政局.
                forms += [name.removeprefix(region), region[-1] + name.removeprefix(region)]
        forms += [_BRACKET.sub("", form) for form in forms]
        forms += [form.removesuffix(end) for form in forms for end in _TOWN_ENDS if _is_town(form, end)]
        forms += [_LEVEL.sub("", form) for form in forms]
        return sorted((form for form in dict.fromkeys(forms) if len(form) > 1), key=len, reverse=True)

    def _groups(self, name: str) -> list[int]:
        """The group of that name or other name; else, of the usual ways to address a set of bodies, those of its kind."""
        if name in self.group_names:
            return [self.group_names[name]]
        kind = _set_of(name)
        return [pk for pk, group in self.groups.items() if kind and _set_of(group) == kind]

    def _group(self, groups: list[int]) -> Meant:
        if len(groups) == 1:
            return Meant(group_id=groups[0])
        return Meant(candidates=tuple(Candidate(f"g:{pk}", self.groups[pk]) for pk in groups))

    def _candidates(self, name: str, found: set[int]) -> tuple[Candidate, ...]:
        """Those that the name fits alike, then those that are written most alike."""
        fitting = [Candidate(f"o:{pk}", self.names[pk]) for pk in sorted(found)]
        core = min(self._shorter(name) or [name], key=len)
        scores: dict[int, float] = {}
        for other, owners in self._loose.items():
            score = _likeness(core, other)
            for pk in owners - found:
                scores[pk] = max(score, scores.get(pk, 0))
        like = sorted(
            (pk for pk, score in scores.items() if score >= _LIKE), key=lambda pk: (-scores[pk], pk)
        )
        close = [Candidate(f"o:{pk}", self.names[pk]) for pk in like]
        return tuple([*fitting, *close][: max(_MOST_CANDIDATES, len(fitting))])


def _is_town(name: str, end: str) -> bool:
    return name.endswith(end) and name.removesuffix(end).endswith(("街道", "镇", "乡"))


def _set_of(name: str) -> str:
    return next((kind for kind, words in _SETS if words.fullmatch(name)), "")


def _likeness(one: str, other: str) -> float:
    """How many of their signs two names share: 0 to 1."""
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / (len(one) + len(other))


def directory(day: date) -> Directory:
    """Everything that names are looked up in, in four queries."""
    living = list(bodies(day).order_by("order", "id").values_list("pk", "name", "short_name", "kind"))
    found = Directory(names={pk: name for pk, name, _, _ in living}, regions=_regions(living))
    for pk, name, short_name, _ in living:
        found.add(pk, name)
        found.add(pk, short_name)
    for pk, name in Alias.objects.filter(organisation__in=bodies(day)).values_list("organisation_id", "name"):
        found.add(pk, name)
    found.groups = dict(Group.objects.order_by("pk").values_list("pk", "name"))
    found.group_names = {name: pk for pk, name in found.groups.items()}
    found.group_names |= dict(GroupAlias.objects.values_list("name", "group_id"))
    return found


def _regions(living: Iterable[tuple[int, str, str, str]]) -> tuple[str, ...]:
    """景澄市云棠区 and 云棠区, longest first: what the governments are of, and what several names begin with."""
    rows = list(living)
    own = {_GOVERNMENT.sub("", name) for _, name, _, kind in rows if kind == "government"}
    counted = Counter(m[1] for _, name, _, _ in rows if (m := _REGION.match(name)))
    sure = {region for region, count in counted.items() if count > 1 or _INNER.search(region)}
    whole = {region for region in own if region} | sure
    inner = {
        m[0]
        for region in whole
        if (m := re.search(r"(?<=[省市州盟])[\u4e00-\u9fff]{1,6}[区县市旗]$", region))
    }
    outer = {region.removesuffix(m[0]) for region in whole if (m := _INNER.search(region))}
    return tuple(sorted(whole | inner | outer, key=len, reverse=True))


def meanings(names: Iterable[str], *, on: date) -> dict[str, Meant]:
    """What each of the names means on a day; as many queries for three as for three hundred."""
    known = directory(on)
    return {name: known.meaning(name) for name in dict.fromkeys(names)}


def bodies_of(value: str) -> tuple[Organisation | None, Group | None]:
    """What a form handed back, as a body or as a group; neither for anything else."""
    kind, _, pk = value.partition(":")
    if not pk.isdecimal() or len(pk) > 9:
        return None, None
    if kind == "o":
        return Organisation.objects.filter(pk=int(pk)).first(), None
    return None, Group.objects.filter(pk=int(pk)).first() if kind == "g" else None
