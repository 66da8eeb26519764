"""Verification: does what is stored fit what was signed? Nightly, on demand, and before each publication."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from mingtang.core.audit import api as audit
from mingtang.core.messages.api import notify
from mingtang.core.organisations.api import holders_anywhere
from mingtang.publishing.analysis.content import content_hash
from mingtang.publishing.labels import VISIBLE
from mingtang.publishing.models import Edition, LiveEdition, Revision, Signature


@dataclass(frozen=True)
class Fault:
    """One thing that does not fit, in words that an auditor can follow."""

    what: str
    about: str


def verify() -> Iterator[Fault]:
    """Walk everything: audit chain, texts, signatures, public rows."""
    for fault in audit.verify():
        yield Fault(fault.what, f"审计记录第{fault.seq}条")
    yield from altered_texts()
    yield from unchained_signatures()
    yield from wrong_public_rows()


def altered_texts() -> Iterator[Fault]:
    """Texts that do not fit their hash. An erased text is told, with the names of those who erased it."""
    rows = Revision.objects.select_related("content", "erasure")
    for revision in rows.order_by("pk").iterator(chunk_size=500):
        content = getattr(revision, "content", None)
        if content is None:
            yield Fault("正文缺失", f"版本{revision.pk}")
        elif content.payload is None:
            if not hasattr(revision, "erasure") or revision.erasure.approved_at is None:
                yield Fault("正文缺失，且没有经批准的删除记录", f"版本{revision.pk}")
        elif content_hash(content.payload, content.salt or "", revision.hash_scheme) != revision.content_hash:
            yield Fault("正文与哈希不符，可能被改动", f"版本{revision.pk}")


def unchained_signatures() -> Iterator[Fault]:
    """Signature rows without a link in the audit chain, or that say other than their link: forged."""
    links = _signature_links()
    for signature in Signature.objects.order_by("pk").iterator(chunk_size=2000):
        link = links.get(signature.pk)
        said = (signature.revision_id, signature.step, signature.content_hash, signature.signer_id)
        if link is None:
            yield Fault("签署没有对应的审计记录，疑为伪造", f"签署{signature.pk}（{signature.signer_name}）")
        elif link != said:
            yield Fault("签署与审计记录不符", f"签署{signature.pk}（{signature.signer_name}）")


def _signature_links() -> dict[int, tuple[int, str, str, int | None]]:
    links = {}
    for details, actor in audit.recorded("publishing.signed"):
        fact = json.loads(details)
        signer = fact.get("signer", actor)
        links[fact["signature"]] = (fact["revision"], fact["step"], fact["hash"], signer)
    return links


def wrong_public_rows() -> Iterator[Fault]:
    """Public rows without a visible edition; the database refuses them, so any was made by force."""
    for pk in LiveEdition.objects.exclude(edition__state__in=VISIBLE).values_list("pk", flat=True):
        yield Fault("公开列表中有未公开的版次", f"版次{pk}")
    strays = LiveEdition.objects.exclude(revision_id=F("edition__live_revision_id"))
    for pk in strays.values_list("pk", flat=True):
        yield Fault("公开列表指向的版本与公开的版本不同", f"版次{pk}")


def erasures() -> list[str]:
    """What was erased, and by whom: verification tells it, so that a missing text is never a riddle."""
    rows = (
        Revision.objects.filter(erasure__approved_at__isnull=False).select_related("erasure").order_by("pk")
    )
    return [
        f"版本{r.pk}（{r.short_code}）由{r.erasure.asked_by_name}提出、{r.erasure.approved_by_name}批准删除：{r.erasure.reason}"
        for r in rows
    ]


def visible_count() -> int:
    return Edition.objects.filter(state__in=VISIBLE).count()


def verify_nightly(today: date) -> None:
    """The nightly run: what does not fit is put before those who answer for it, once for each day it is found."""
    faults = list(verify())
    if not faults:
        return
    people = [*holders_anywhere("auditor", today), *holders_anywhere("office", today)]
    text = "\n".join(f"{fault.about}：{fault.what}" for fault in faults[:20])
    notify(people, subject=f"完整性核验发现{len(faults)}处问题", key=f"verify-{today}", text=text)
