"""三同步: a document marked 应解读 is neither signed off nor released without its interpretation.

Law: the notices on 政务公开 (谁起草、谁解读; 同步起草、同步审签、同步发布); 政府信息公开条例, art. 26, whose twenty working
days do not wait for an interpretation. Imported stock passes no guard: it was drafted, signed and public elsewhere. An
emergency does not wait either (条例, art. 20 (12), wants it out at once). A document that went out alone or in an emergency
is listed until its interpretation is public.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.calendars.api import working_calendar
from mingtang.core.parameters import api as parameters
from mingtang.core.refusals import Refusal, Refused
from mingtang.policies.analysis.interpretation_parts import TOO_MUCH_COPIED, copied_share
from mingtang.policies.declarations import ARREARS
from mingtang.policies.models import SoloRelease
from mingtang.policies.queries import interpretations as queries
from mingtang.policies.queries.interpretations import Drafted
from mingtang.publishing import api as publishing
from mingtang.publishing.api import OPEN, VISIBLE, Content, Edition, EditionState

ARTICLE = "谁起草、谁解读；同步起草、同步审签、同步发布"


def called(title: str) -> str:
    """A title as a sentence names it; one that holds 《》 itself stands in other marks."""
    return f"“{title}”" if "《" in title else f"《{title}》"


class MayNotReleaseAlone(Refused):
    """A document may not go out before its interpretation."""


# --- before the final signature


def sign_off(edition: Edition) -> list[Refusal]:
    """SIGNING_GUARD: no final signature on a document whose interpretation is not handed in, nor on one that copies."""
    content = publishing.content_of(publishing.newest_revision(edition))
    if edition.publication.kind.code == queries.KIND:
        return _interpretation_refusals(edition, content)
    if not queries.must_be_interpreted(content) or queries.solo_release_of(edition):
        return []
    return missing_interpretation(edition, content)


def missing_interpretation(edition: Edition, content: Content) -> list[Refusal]:
    """Why the interpretation of a document is not far enough for its final signature; empty when it is."""
    owner = queries.owner_of(edition, content)
    found = queries.interpretations_of(edition.publication_id)
    counting = [one for one in found if one.counts(owner)]
    if any(one.is_handed_in for one in counting):
        return []
    if counting:
        return [
            Refusal(
                f"{called(edition.title)}的解读{called(counting[0].edition.title)}还没有送审，须与文件同步审签。",
                ARTICLE,
            )
        ]
    return [Refusal(f"{called(edition.title)}应解读，{_what_is_missing(found, owner)}", ARTICLE)]


def _what_is_missing(found: list[Drafted], owner: int) -> str:
    now = [one for one in found if one.stage == "publication"]
    if not now:
        return "还没有起草公开发布阶段的解读，不能终审。请起草解读并与文件关联。"
    if not any(one.is_text for one in now):
        return f"现有的{'、'.join(now[0].forms) or '解读'}须在文字解读的基础上另配。请先起草文字解读。"
    return "现有解读不是由起草单位作出的。由起草单位解读，或者请政务公开办指定解读单位并写明理由。"


def _interpretation_refusals(edition: Edition, content: Content) -> list[Refusal]:
    documents = queries.policies_of(edition.publication_id)
    if not documents:
        return [Refusal(f"{called(edition.title)}没有关联所解读的文件，请先建立关联。", ARTICLE)]
    return _copying_refusals(edition, content, documents)


def _copying_refusals(edition: Edition, content: Content, documents: list[int]) -> list[Refusal]:
    """A text that only copies, and for which nobody has answered: it was related to its document after it was checked."""
    share = copied_from(content, documents)
    if share < TOO_MUCH_COPIED or _answered_for(edition):
        return []
    return [
        Refusal(
            f"{called(edition.title)}有{share:.0%}的文字是文件原文，只是摘抄。请改写并保存新的一稿，或由具名人员说明理由。"
        )
    ]


def _answered_for(edition: Edition) -> bool:
    revision = publishing.newest_revision(edition)
    return revision.findings.filter(subkind="copied", waived_at__isnull=False).exists()


def copied_from(content: Content, documents: Sequence[int]) -> float:
    """The greatest share of an interpretation that is copied from one of its documents."""
    text = publishing.plain_text(content.body)
    return max((copied_share(text, words) for words in texts_of(documents)), default=0.0)


def texts_of(documents: Sequence[int]) -> list[str]:
    """The plain texts of documents, as they stand now; of the text as it is being drafted before that which is public."""
    editions = [queries.newest_edition(pk) for pk in documents]
    revisions = [publishing.newest_revision(edition) for edition in editions if edition is not None]
    return [
        publishing.plain_text(publishing.content_of(r).body)
        for r in revisions
        if r.content.payload is not None
    ]


# --- before release


def released_together(editions: Sequence[Edition]) -> list[Refusal]:
    """RELEASE_GUARD: document and interpretation go out in one release, neither before the other."""
    going = {edition.publication_id for edition in editions}
    reasons: list[Refusal] = []
    for edition in editions:
        content = publishing.content_of(publishing.newest_revision(edition))
        if edition.publication.kind.code == queries.KIND:
            reasons += _ahead_of_its_document(edition, content, going)
        elif queries.must_be_interpreted(content) and not queries.solo_release_of(edition):
            reasons += _without_interpretation(edition, content, going)
    return reasons


def _without_interpretation(edition: Edition, content: Content, going: set[int]) -> list[Refusal]:
    owner = queries.owner_of(edition, content)
    counting = [one for one in queries.interpretations_of(edition.publication_id) if one.counts(owner)]
    if any(one.publication_id in going or one.is_public for one in counting):
        return []
    if not counting:
        return missing_interpretation(edition, content)
    return [
        Refusal(
            f"{called(edition.title)}须与解读{called(counting[0].edition.title)}放在同一个发布单里同时发布。",
            ARTICLE,
        )
    ]


def _ahead_of_its_document(edition: Edition, content: Content, going: set[int]) -> list[Refusal]:
    if Drafted(edition, content).stage != "publication":
        return []
    waiting = [
        document
        for pk in queries.policies_of(edition.publication_id)
        if pk not in going
        and (document := queries.newest_edition(pk)) is not None
        and not document.publication.editions.filter(state__in=VISIBLE).exists()
        and document.state != EditionState.DISCARDED
    ]
    return [
        Refusal(
            f"{called(edition.title)}解读的{called(document.title)}还没有公开，请放在同一个发布单里同时发布。",
            ARTICLE,
        )
        for document in waiting
    ]


# --- the exception


@dataclass(frozen=True)
class Limit:
    """A day after which the law is broken, and why."""

    ground: str
    on: date


def arrears_due(day: date) -> parameters.ValueInForce:
    """In how many working days an interpretation must follow, and by what rule."""
    return parameters.in_force_on(ARREARS.name, day)


def due_after(day: date) -> date:
    """The last day on which an interpretation that follows a document of this day is in time."""
    value = arrears_due(day).value
    return working_calendar().add_working_days(day, value, provisional=True).on


def legal_limits(edition: Edition) -> list[Limit]:
    """The law's own limits for making a document public, the earliest first."""
    content = publishing.content_of(publishing.newest_revision(edition))
    limits = [Limit("publication_limit", edition.due_on)] if edition.due_on else []
    if starts := str(content.elements.get("effective_on") or ""):
        limits.append(Limit("effective_day", date.fromisoformat(starts)))
    return sorted(limits, key=lambda limit: limit.on)


def alone_refusals(edition: Edition, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not let a document go out alone; the page asks this too."""
    content = publishing.content_of(publishing.newest_revision(edition))
    reasons = []
    if edition.organisation_id not in publishing.bodies_with(by, ("unit_leader",), on):
        reasons.append(Refusal("由本单位分管负责人批准。"))
    if not queries.must_be_interpreted(content):
        reasons.append(Refusal("这份文件没有标记为应解读，不需要批准。"))
    if edition.state not in OPEN:
        reasons.append(Refusal(f"这一版次{edition.get_state_display()}，不能再批准单独发布。"))
    if queries.solo_release_of(edition):
        reasons.append(Refusal("已批准单独发布。"))
    return reasons + _no_need(edition, content, on)


def _no_need(edition: Edition, content: Content, on: date) -> list[Refusal]:
    """An interpretation that is ready goes along; and while the law leaves time, one waits for it."""
    owner = queries.owner_of(edition, content)
    drafted = queries.interpretations_of(edition.publication_id)
    if any(one.counts(owner) and one.edition.state == EditionState.READY for one in drafted):
        return [Refusal("解读已审签完毕，请与文件放在同一个发布单里同时发布。", ARTICLE)]
    due, limits = due_after(on), legal_limits(edition)
    if not limits or limits[0].on >= due:
        left = f"最早的法定期限是{limits[0].on}，" if limits else ""
        return [
            Refusal(
                f"{left}等待解读（至{due}）不会超过法定期限，不能单独发布。", "政府信息公开条例第二十六条"
            )
        ]
    return []


@transaction.atomic
def allow_alone(edition: Edition, *, reason: str, by: Any, on: date) -> SoloRelease:
    """The leader in charge lets a document out before its interpretation; it is listed until that follows."""
    edition = Edition.objects.select_for_update().select_related("publication__kind").get(pk=edition.pk)
    reasons = alone_refusals(edition, by=by, on=on)
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明单独发布的理由（至少4个字）。"))
    if reasons:
        raise MayNotReleaseAlone(reasons)
    limit, rule = legal_limits(edition)[0], arrears_due(on)
    row = SoloRelease.objects.create(
        edition=edition,
        ground=limit.ground,
        limit_on=limit.on,
        due_on=due_after(on),
        due_source=f"{rule.source}，{rule.value}{ARREARS.unit}"[:200],
        reason=reason.strip()[:300],
        allowed_on=on,
        allowed_by=by,
        allowed_by_name=by.name,
    )
    audit.record(
        "policies.released_alone",
        about=edition,
        by=by,
        details={"ground": row.ground, "limit": row.limit_on, "due": row.due_on, "reason": row.reason},
    )
    return row
