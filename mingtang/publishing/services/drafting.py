"""From nothing to a saved text: drafts, revisions, autosave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.analysis.content import Content, content_hash, from_payload, new_salt, to_payload
from mingtang.publishing.analysis.html import sanitise
from mingtang.publishing.labels import HASH_SCHEME, OPEN
from mingtang.publishing.models import (
    AttachedFile,
    Autosave,
    Column,
    Edition,
    EditionState,
    Kind,
    KindVersion,
    Profile,
    Publication,
    PublicationColumn,
    Revision,
    RevisionContent,
)
from mingtang.publishing.permissions import people
from mingtang.publishing.queries.editions import content_of, newest_or_none, newest_revision
from mingtang.publishing.services import deadlines
from mingtang.publishing.services.numbering import index_number


class MayNotDraft(Refused):
    """Drafting or saving was refused."""


class Conflict(MayNotDraft):
    """Somebody else saved meanwhile. `theirs` is the newest revision; what was typed is kept by autosave."""

    def __init__(self, theirs: Revision) -> None:
        self.theirs = theirs
        super().__init__(
            f"{theirs.saved_by_name}已保存了第{theirs.number}稿。您的改动没有丢失，请对照后再保存。"
        )


def current_version(kind: Kind) -> KindVersion:
    """What the kind asks for now. KindVersion.DoesNotExist where none was ever made."""
    return kind.versions.order_by("-number")[:1].get()


@transaction.atomic
def start_draft(
    *,
    kind: Kind,
    organisation_id: int,
    column: Column,
    content: Mapping[str, Any],
    by: Any,
    on: date,
    further_columns: Iterable[Column] = (),
    drafter: Any = None,
    drafter_name: str = "",
    typed_only: bool = False,
    paper: Any = None,
) -> Edition:
    """Start a publication with its first draft, in a column where the body may file this kind."""
    if reasons := draft_refusals(kind=kind, organisation_id=organisation_id, column=column, by=by, on=on):
        raise MayNotDraft(reasons)
    publication = Publication.objects.create(
        kind=kind, organisation_id=organisation_id, home_column=column, created_by=by
    )
    PublicationColumn.objects.bulk_create(
        PublicationColumn(publication=publication, column=other)
        for other in further_columns
        if other != column
    )
    edition = Edition.objects.create(
        publication=publication,
        organisation_id=organisation_id,
        column=column,
        title=content.get("title", "")[:300],
    )
    audit.record("publishing.drafted", about=edition, by=by)
    save(
        edition,
        content,
        by=by,
        base=0,
        drafter=drafter,
        drafter_name=drafter_name,
        typed_only=typed_only,
        paper=paper,
    )
    edition.refresh_from_db()
    return edition


def draft_refusals(*, kind: Kind, organisation_id: int, column: Column, by: Any, on: date) -> list[Refusal]:
    """Why a body's contact may not file this kind in this column."""
    reasons = []
    if organisation_id not in people.bodies_with(by, people.DRAFTING_ROLES, on):
        reasons.append(Refusal("您不是该单位的信息员，不能以它的名义起草。"))
    elif not people.columns_of(by, on).filter(column=column, organisation_id=organisation_id).exists():
        reasons.append(Refusal(f"该单位没有在“{column.name}”栏目发布的权限，请另选栏目或向政务公开办申请。"))
    if column.closed_on and column.closed_on <= on:
        reasons.append(Refusal(f"“{column.name}”栏目已停用，请另选栏目。"))
    allowed = list(column.kinds.all())
    if allowed and kind not in allowed:
        names = "、".join(k.name for k in allowed)
        reasons.append(Refusal(f"“{column.name}”栏目只收{names}，请另选栏目或信息种类。"))
    return reasons


@transaction.atomic
def start_edition(publication: Publication, *, by: Any, on: date) -> Edition:
    """Begin a new edition of something public, with the newest public text as its first draft."""
    last = publication.editions.order_by("-number").select_for_update().first()
    if last is None or last.state in OPEN:
        raise MayNotDraft("这条信息已有一个在办的版次，请在该版次上修改。")
    if not people.may_edit(by, last, on):
        raise MayNotDraft("您不是该单位的信息员，不能修改这条信息。")
    source = last.live_revision or newest_revision(last)
    edition = Edition.objects.create(
        publication=publication,
        number=last.number + 1,
        organisation_id=publication.organisation_id,
        column_id=publication.home_column_id,
        title=last.title,
        scope=last.scope,
    )
    audit.record("publishing.new_edition", about=edition, by=by, details={"after": last.pk})
    save(edition, content_of(source).__dict__, by=by, base=0)
    edition.refresh_from_db()
    return edition


@transaction.atomic
def save(
    edition: Edition,
    content: Mapping[str, Any],
    *,
    by: Any,
    base: int,
    note: str = "",
    drafter: Any = None,
    drafter_name: str = "",
    typed_only: bool = False,
    paper: Any = None,
) -> Revision:
    """Save a new revision. `base` is the number of the revision that was edited; another one meanwhile is a Conflict.

    A text in review goes back to draft: the signatures stay on the old hash and hold for it alone.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if reasons := save_refusals(edition, content):
        raise MayNotDraft(reasons)
    last = newest_or_none(edition)
    if last is not None and last.number != base:
        raise Conflict(last)
    revision = write_revision(
        edition,
        complete(_with_index_number(content, edition), edition),
        number=base + 1,
        by=by,
        note=note,
        drafter=drafter or (last.drafter if last else None),
        drafter_name=drafter_name or (drafter.name if drafter else last.drafter_name if last else ""),
        typed_only=typed_only,
        paper=paper,
    )
    Autosave.objects.filter(edition=edition, user=by).delete()
    return revision


def save_refusals(edition: Edition, content: Mapping[str, Any]) -> list[Refusal]:
    """Why a text may not be saved into an edition."""
    reasons = []
    if edition.state not in OPEN:
        reasons.append(Refusal(f"这一版次{edition.get_state_display()}，不能再改；请另起新版次。"))
    title = str(content.get("title", "")).strip()
    if not title:
        reasons.append(Refusal("请填写标题。"))
    if len(title) > 300:
        reasons.append(Refusal("标题超过300字，请缩短。"))
    return reasons


def complete(content: Mapping[str, Any], edition: Edition) -> Content:
    """Content ready to be hashed: sanitised, with summary, naming the kind version that now holds."""
    kind = edition.publication.kind
    given = {key: value for key, value in content.items() if key not in {"kind", "kind_version"}}
    wanted = from_payload(
        {"title": "", "body": "", **given, "kind": kind.code, "kind_version": current_version(kind).number}
    )
    clean = replace(
        wanted,
        title=" ".join(wanted.title.split()),
        body=sanitise(wanted.body),
        issuer=wanted.issuer or str(wanted.elements.get("issuer") or edition.organisation.name),
        **_openness(wanted),
    )
    return clean.with_summary()


def _with_index_number(content: Mapping[str, Any], edition: Edition) -> Mapping[str, Any]:
    """The content with the publication's 索引号, where its kind has one and none was typed in."""
    wanted = {element["code"] for element in current_version(edition.publication.kind).elements}
    elements = dict(content.get("elements") or {})
    if "index_number" not in wanted or elements.get("index_number"):
        return content
    if number := index_number(edition.publication, deadlines.started_on(edition)):
        elements["index_number"] = number
    return {**content, "elements": elements}


_ATTRIBUTE_OF = {"主动公开": "proactive", "依申请公开": "on_request", "不予公开": "withheld"}


def _openness(content: Content) -> dict[str, Any]:
    """公开属性 where the kind has it as an element: the element is what was filled in, the attribute follows."""
    attribute = _ATTRIBUTE_OF.get(str(content.elements.get("openness") or ""))
    if attribute is None:
        return {}
    ground = str(content.elements.get("openness_ground") or "") or content.attribute_ground
    return {"attribute": attribute, "attribute_ground": ground}


def write_revision(
    edition: Edition, content: Content, *, number: int, by: Any, note: str = "", **drafting: Any
) -> Revision:
    """Write a revision with its content and hash, and let the edition's working facts follow."""
    payload, salt = to_payload(content), new_salt()
    revision = Revision.objects.create(
        edition=edition,
        number=number,
        content_hash=content_hash(payload, salt),
        hash_scheme=HASH_SCHEME,
        kind_version=current_version(edition.publication.kind),
        language=content.language,
        saved_by=by,
        saved_by_name=by.name,
        note=note,
        **drafting,
    )
    RevisionContent.objects.create(revision=revision, payload=payload, salt=salt)
    AttachedFile.objects.bulk_create(
        AttachedFile(revision=revision, file_id=file)
        for file in sorted({attachment.file_id for attachment in content.attachments})
    )
    edition.title, edition.scope = content.title, content.scope
    edition.is_reprint = is_listed_reprint(content, deadlines.started_on(edition))
    if not edition.due_reason:
        rule = revision.kind_version.publish_within
        edition.due_on = deadlines.due_on(rule, content, deadlines.started_on(edition))
    edition.state, edition.waiting_for = EditionState.DRAFT, ""
    edition.public_until = (
        date.fromisoformat(content.public_until) if _is_date(content.public_until) else None
    )
    edition.save()
    audit.record(
        "publishing.saved",
        about=edition,
        by=by,
        details={"revision": revision.pk, "hash": revision.content_hash},
    )
    return revision


def is_listed_reprint(content: Content, started_on: date) -> bool:
    """A reprint whose source stands on a profile's list, begun within 24 hours of what it reports (国办发〔2017〕47号)."""
    host = urlsplit(content.source_url).hostname or ""
    happened = str(content.elements.get("happened_on") or "")
    if not content.elements.get("reprint") or not host or not _is_date(happened):
        return False
    if (started_on - date.fromisoformat(happened)).days > 1:
        return False
    listed = Profile.objects.filter(reprint=True).values_list("sources", flat=True)
    return any(host == source or host.endswith(f".{source}") for sources in listed for source in sources)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@transaction.atomic
def revise(edition: Edition, change: Callable[[Content], Content], *, by: Any, note: str) -> Revision:
    """Save a new revision made by changing the newest one."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    last = newest_revision(edition)
    changed = change(content_of(last))
    return save(edition, changed.__dict__, by=by, base=last.number, note=note)


@transaction.atomic
def keep_typing(edition: Edition, payload: Mapping[str, Any], *, by: Any, base: int) -> Autosave:
    """Autosave: keep what was typed. Returns the row; its `base_number` tells whether somebody saved meanwhile."""
    row, _ = Autosave.objects.update_or_create(
        edition=edition, user=by, defaults={"payload": dict(payload), "base_number": base}
    )
    return row


@transaction.atomic
def discard(edition: Edition, *, by: Any, reason: str) -> None:
    """Give up a draft. Its revisions stay on record; it leaves the work list."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.state not in OPEN:
        raise MayNotDraft(f"这一版次{edition.get_state_display()}，不能作废。")
    if not reason.strip():
        raise MayNotDraft("请写明作废理由。")
    edition.state, edition.waiting_for = EditionState.DISCARDED, ""
    edition.save(update_fields=["state", "waiting_for", "changed_at"])
    audit.record("publishing.discarded", about=edition, by=by, details={"reason": reason})
