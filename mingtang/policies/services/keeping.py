"""Documents made and received here: kept from the signed elements when they go public; their effects follow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.organisations.api import named
from mingtang.core.parameters import api as parameters
from mingtang.law.validity import last_day
from mingtang.policies.labels import KINDS, LEVEL_CODES, MADE_KINDS, NORMATIVE_TERM, TRIAL_TERM
from mingtang.policies.models import Clause, Policy
from mingtang.policies.parsing.facts import facts_of
from mingtang.policies.services.reading import (
    changes_of,
    clauses_of,
    findings_of,
    named_from,
    words_of,
)
from mingtang.policies.services.recording import Stated, follow
from mingtang.policies.services.refreshing import refresh_many
from mingtang.policies.services.resolving import follow_relations, resolve
from mingtang.publishing import api as publishing

_SPLIT = re.compile(r"[、，,；;\s]+")
_CHANGED = "新版次的要素已变"


@transaction.atomic
def keep(edition: publishing.Edition) -> Policy | None:
    """Take a public edition of a library kind into the library, or bring its row up to date; None for other kinds."""
    kind = edition.publication.kind.code
    if kind not in KINDS or edition.live_revision is None:
        return None
    content = publishing.content_of(edition.live_revision)
    policy = Policy.objects.filter(pk=edition.publication_id).first()
    policy = policy or Policy(publication_id=edition.publication_id)
    _fill(policy, edition, content, kind)
    policy.save()
    _keep_facts(policy, content)
    resolve([policy.pk])
    touched = follow_relations([policy.pk])
    refresh_many(sorted(touched | {policy.pk}))
    return policy


def _fill(policy: Policy, edition: publishing.Edition, content: publishing.Content, kind: str) -> None:
    elements = content.elements
    policy.origin = "made" if kind in MADE_KINDS else "received"
    number = str(elements.get("document_number") or "")
    named_from(policy, content.title, number, issuer=content.issuer, level=_level(elements, kind))
    policy.joint_issuers = [name for name in _SPLIT.split(str(elements.get("joint_issuers") or "")) if name]
    policy.issuer_body = next(iter(named(content.issuer)), None)
    drafting = str(elements.get("drafting_unit") or "")
    policy.drafting_unit = next(iter(named(drafting)), None) if drafting else edition.organisation
    policy.made_on = policy.version_on = _day(elements.get("written_on"))
    policy.published_on = edition.published_at.date() if edition.published_at else None
    policy.effective_on = _day(elements.get("effective_on")) or policy.made_on
    policy.valid_until = _day(elements.get("valid_until"))
    policy.period = str(elements.get("validity_note") or "")[:200]
    policy.findings = findings_of(policy, elements)
    policy.number_is_double = is_double(policy)


def _level(elements: Mapping[str, Any], kind: str) -> str:
    if kind == "government_rule":
        return "government_rule"
    if level := LEVEL_CODES.get(str(elements.get("level") or "")):
        return level
    return "normative" if elements.get("normative") in (True, "true", "是") else ""


def is_double(policy: Policy) -> bool:
    """Whether another document made here bears the same number."""
    same = Policy.objects.filter(number_key=policy.number_key, origin="made").exclude(pk=policy.pk)
    return bool(policy.number_key) and policy.origin == "made" and same.exists()


def _keep_facts(policy: Policy, content: publishing.Content) -> None:
    """Facts of the elements; what the text says of others becomes clauses."""
    follow(policy, "elements", list(_stated(policy)), why=_CHANGED)
    follow(policy, "local_rule", list(_by_local_rule(policy)), why="地方规定或要素已变")
    text = facts_of(content.title, words_of(content.body))
    follow(policy, "text", _changes(policy, text), why="新版次正文已变")
    _keep_clauses(policy, clauses_of(policy, text, policy.effective_on))


def _stated(policy: Policy) -> Iterable[Stated]:
    if policy.made_on:
        yield Stated("made", policy.made_on)
    if policy.effective_on:
        yield Stated("takes_effect", policy.effective_on)
    if policy.valid_until:
        yield Stated("expiry", policy.valid_until, note=policy.period)


def _changes(policy: Policy, text: Any) -> list[Stated]:
    """Amendments that the preamble tells (根据…修正)."""
    return [
        Stated("amended", change.on, document_title=change.title, note=change.by)
        for change in changes_of(text)
        if policy.made_on is None or change.on > policy.made_on
    ]


def _by_local_rule(policy: Policy) -> Iterable[Stated]:
    """A last day where the text gives none and a local rule in force on the day of effect does, with the rule named."""
    if policy.valid_until or policy.level != "normative" or policy.effective_on is None:
        return
    name = TRIAL_TERM if policy.is_trial else NORMATIVE_TERM
    term = parameters.in_force_on(name, policy.effective_on)
    if term.is_local:
        end = last_day(policy.effective_on, months=term.value)
        note = f"文件没有规定有效期，依地方规定为{term.value}个月"
        yield Stated("expiry", end, document_title=term.source, note=note)


def _keep_clauses(policy: Policy, wanted: list[Clause]) -> None:
    """Clauses are read anew with each edition; facts that follow from them follow again."""
    policy.clauses.all().delete()
    Clause.objects.bulk_create(wanted)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
