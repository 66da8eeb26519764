"""What people do with a document, each as the act of publishing that the desk calls, by the person whose it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from mingtang.config.demo import beginnings
from mingtang.config.demo.attachments import print_paper, received
from mingtang.config.demo.data import Document
from mingtang.config.demo.district import DUTY_OFFICER, District
from mingtang.config.demo.government import ON_BUSINESS_SITE
from mingtang.config.demo.texts import content
from mingtang.policies import api as policies
from mingtang.publishing import api as publishing

Act = Callable[[District, Document, date], None]

GATES = tuple(code for code, _ in publishing.GATES)
OPINIONS = ("同意。", "同意，已核对数据。", "已逐条核对，同意。", "同意报下一级审核。", "")
CLEAR = publishing.SecrecyAnswers(
    state_secret=False,
    work_secret=False,
    sensitive=False,
    aggregation=False,
    conclusion="release",
    basis="逐项核对，不涉及国家秘密、工作秘密和敏感信息，无汇聚风险",
)


def draft(district: District, document: Document, on: date) -> None:
    """Start the first edition, in the document's columns."""
    codes = [*document.head["columns"], *filter(None, [ON_BUSINESS_SITE.get(document.name)])]
    home, *further = (district.columns[code] for code in codes)
    district.editions[document.name] = publishing.start_draft(
        kind=publishing.Kind.objects.get(code=document.head["kind"]),
        organisation_id=district.bodies[document.organisation].pk,
        column=home,
        further_columns=further,
        content=content(document, district, on),
        by=district.drafter(document),
        on=on,
        **_supplied(district, document),
    )


def _supplied(district: District, document: Document) -> dict[str, Any]:
    """Who really wrote it, where the contact only typed it in from a paper."""
    if "supplied_by" not in document.head:
        return {}
    supplier = district.people[document.head["supplied_by"]]
    if not document.head.get("paper"):
        return {"drafter": supplier}
    paper = received(
        f"{document.head['title']}（原稿扫描件）.pdf",
        print_paper(document.head["title"], [line for line in document.body.splitlines() if line]),
        by=district.drafter(document),
        owner=district.bodies[document.organisation],
        purpose="paper",
    )
    return {"drafter": supplier, "typed_only": True, "paper": paper}


def draft_again(district: District, document: Document, on: date) -> None:
    """Begin the next edition of a document that is public, with a corrected text."""
    publication = district.editions[document.head["supersedes"]].publication
    by = district.drafter(document)
    edition = publishing.start_edition(publication, by=by, on=on)
    publishing.save(edition, content(document, district, on), by=by, base=1, note="更正内容")
    district.editions[document.name] = edition


def settle_findings(district: District, document: Document) -> None:
    """The drafter answers for what the checks ask about, before the text is handed in."""
    for finding in publishing.unsettled(publishing.newest_revision(district.edition(document))):
        if finding.kind == "missing_element":
            continue  # nobody can answer for that: the act itself will refuse, and name it
        publishing.waive(
            finding, reason="已逐处核对原文，内容无误，按原文保留。", by=district.drafter(document)
        )


def submit(district: District, document: Document, on: date) -> None:
    settle_findings(district, document)
    if document.head["kind"] == "gazette_issue":
        beginnings.hand_in(district, document, on)
        return
    publishing.submit(district.edition(document), by=district.drafter(document), on=on)


def sign(step: str) -> Act:
    """The act of signing one step, by somebody of the body whose step it is."""

    def signed(district: District, document: Document, on: date) -> None:
        edition = district.edition(document)
        secret = step == publishing.SECRECY
        publishing.sign(
            edition,
            step,
            by=district.signer(document, step, on),
            on=on,
            seen_hash=publishing.newest_revision(edition).content_hash,
            gates=() if secret else GATES,
            proof_read=not secret,
            opinion="" if secret else district.random.choice(OPINIONS),
            secrecy=CLEAR if secret else None,
        )

    return signed


def return_(district: District, document: Document, on: date) -> None:
    edition = district.edition(document)
    by = district.signer(document, edition.waiting_for, on)
    publishing.return_(edition, by=by, on=on, reason=document.head["reason"], gate="legal")


def propose(district: District, document: Document, on: date) -> None:
    """A reviewer proposes other words; nothing changes until the drafter accepts them."""
    edition, told = district.edition(document), document.head["correction"]
    publishing.propose_correction(
        edition,
        by=district.signer(document, edition.waiting_for, on),
        on=on,
        field="body",
        before=told["before"],
        after=told["after"],
        reason=told["reason"],
    )


def accept(district: District, document: Document, on: date) -> None:
    """The drafter accepts what was proposed: a new text, back in review."""
    revision = publishing.newest_revision(district.edition(document))
    for correction in publishing.Correction.objects.filter(revision=revision):
        publishing.accept_correction(correction, by=district.drafter(document), on=on)


def allow_alone(district: District, document: Document, on: date) -> None:
    """The leader in charge lets the document out before its interpretation, because the law's own day is near."""
    edition = district.edition(document)
    (leader, *_) = district.holders("unit_leader", document.organisation, on)
    policies.allow_alone(edition, reason=document.head["alone"], by=leader, on=on)


def hold(district: District, document: Document, on: date) -> None:
    by = district.drafter(document)
    release = publishing.prepare([district.edition(document)], by=by, on=on)
    publishing.hold(release, reason=document.head["held"]["reason"], by=by)
    district.held[document.name] = release


def release(together: Sequence[Document]) -> Act:
    """The act of sending out these documents in one release: all or none."""

    def released(district: District, document: Document, on: date) -> None:
        by = _releaser(district, together)
        if document.name in district.held:
            publishing.cancel(district.held[document.name], by=by)
        editions = [district.edition(one) for one in together]
        publishing.publish(publishing.prepare(editions, by=by, on=on), by=by, at=timezone.now())
        for one in together:
            _deliver(district, one, on)

    return released


def _releaser(district: District, together: Sequence[Document]) -> Any:
    """The unit's own contact; 政务公开办 where several units publish together."""
    if len({document.organisation for document in together}) > 1:
        return district.office
    return district.drafter(together[0])


def _deliver(district: District, document: Document, on: date) -> None:
    if document.head["scope"]["range"] != "targeted":
        return
    places = "、".join(document.head["scope"].get("places", ()))
    for name in document.head["scope"]["to"]:
        token = publishing.deliver(
            district.editions[document.name].publication,
            name=name,
            place=places,
            by=district.drafter(document),
            on=on,
        )
        district.addresses.append((name, f"/to/{token}"))


def schedule(together: Sequence[Document], at: datetime) -> Act:
    """The act of choosing the moment at which these documents go out together."""

    def scheduled(district: District, document: Document, on: date) -> None:
        by = _releaser(district, together)
        editions = [district.edition(one) for one in together]
        publishing.schedule(
            publishing.prepare(editions, by=by, on=on),
            at=at,
            reason="与新闻发布会同时公开，文件和解读同步",
            by=by,
        )

    return scheduled


def ask_emergency(district: District, document: Document, on: date) -> None:
    (leader, *_) = district.holders("unit_leader", document.organisation, on)
    publishing.ask_emergency(district.edition(document), reason=document.head["reason"], by=leader, on=on)


def confirm_emergency(district: District, document: Document, on: date) -> None:
    request = publishing.EmergencyRequest.objects.get(edition=district.edition(document))
    publishing.confirm_emergency(request, by=district.office, on=on)
    settle_findings(district, document)


def leave(district: District, document: Document, on: date) -> None:
    """Withdraw in the way that the stage names."""
    successor = document.head.get("replaced_by")
    publishing.withdraw(
        district.edition(document),
        document.stage,
        reason=document.head.get("reason", "已发布新版，旧版转至新版"),
        public_notice=document.head.get("reason", "") if document.stage == "withdrawn" else "",
        successor=district.editions[successor].publication if successor else None,
        by=district.drafter(document),
        on=on,
    )


def relate(predicate: str, target: str) -> Act:
    """The act of saying how this document belongs to another."""

    def related(district: District, document: Document, on: date) -> None:
        publishing.relate(
            district.editions[document.name].publication,
            predicate,
            district.editions[target].publication,
            by=district.drafter(document),
            on=on,
        )

    return related


def take_down(district: District, edition: publishing.Edition, reason: str, on: date) -> None:
    """The duty officer takes something down at once; somebody else must still confirm it."""
    publishing.take_down(edition, reason=reason, by=district.people[DUTY_OFFICER], on=on)
