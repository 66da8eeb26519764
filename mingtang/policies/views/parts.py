"""What the library adds to a document's page: its force and legal effect above the text, its life below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mingtang.core.design.api import Part, Tag
from mingtang.law.validity import AMENDED_LABEL, Force
from mingtang.policies.labels import EFFECTS, KINDS
from mingtang.policies.queries.history import Life, life_of
from mingtang.publishing import api as publishing

TONES = {
    Force.NOT_YET: "info",
    Force.IN_FORCE: "good",
    Force.PARTLY: "warn",
    Force.SUSPENDED: "warn",
}


def document_parts(edition: publishing.Edition, content: publishing.Content, on: date) -> Sequence[Part]:
    """Force before the text, life after it; nothing for kinds of information that are no documents of the library."""
    if content.kind not in KINDS:
        return []
    life = life_of(edition.publication_id, on)
    if life is None:
        return []
    return [validity_part(life, edition, on), *life_part(life)]


def validity_part(life: Life, edition: publishing.Edition, on: date) -> Part:
    """State, since when, by which document, and what the document is in law."""
    context = {
        "life": life,
        "tag": Tag(life.state.force.label, TONES.get(life.state.force, "bad")),
        "amended": Tag(AMENDED_LABEL, "warn") if life.state.amended else None,
        "sentence": sentence_of(life),
        "effect": EFFECTS[life.policy.level],
        "public_id": edition.publication.public_id,
        "on": on,
    }
    return Part("", "policies/parts/validity.html", context, place="before", mentions=life.mentions)


def life_part(life: Life) -> list[Part]:
    """The facts in their order and the other versions, where there is more to tell than one day."""
    if len(life.facts) < 2 and not life.versions:
        return []
    return [Part("文件沿革", "policies/parts/life.html", {"life": life}, mentions=life.mentions)]


def sentence_of(life: Life) -> str:
    """One sentence that says how it stands and since when, in words that a reader may quote."""
    state, force = life.state, life.state.force
    since = f"自{_day(state.since)}起" if state.since else ""
    until = f"，有效期至{_day(state.until)}（含当日）" if state.until and force.holds else ""
    if force is Force.NOT_YET:
        begins = f"，自{_next_day(state.until)}起施行" if state.until else ""
        return f"本文件尚未施行{begins}。"
    if force.holds:
        partly = "部分内容已经失效，其余内容" if force is Force.PARTLY else ""
        return f"本文件{since}施行{until}，{partly}现行有效。" if since else f"本文件现行有效{until}。"
    if force is Force.SUSPENDED:
        return f"本文件{since}停止执行，不作为办事依据。"
    return f"本文件{since}{_ENDED[force]}，不再作为办事依据，原文保留供查考。"


_ENDED = {
    Force.EXPIRED: "因有效期届满失效",
    Force.DECLARED_INVALID: "被宣布失效",
    Force.REPEALED: "废止",
    Force.ANNULLED: "被撤销",
}


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _next_day(day: date) -> str:
    return _day(date.fromordinal(day.toordinal() + 1))
