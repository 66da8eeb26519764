"""What the database itself refuses on the one road.

No statement may make or leave an edition live without a valid basis, change signed content, or remove a signature.
Rows that a basis rests on (revisions, contents, signatures, returns, batches once signed) never change and never go;
so a basis that was valid when an edition went live stays valid while it is live.
"""

from __future__ import annotations

from mingtang.core.triggers.api import Declared, Trigger, append_only, never_removed

EDITION = "publishing_edition"
REVISION = "publishing_revision"
CONTENT = "publishing_revisioncontent"
SIGNATURE = "publishing_signature"
SECRECY = "publishing_secrecyreview"
RETURN = "publishing_return"
BATCH = "publishing_batch"
ITEM = "publishing_batchitem"
BATCH_SIGNATURE = "publishing_batchsignature"
LIVE = "publishing_liveedition"
PLACEMENT = "publishing_placement"

_VISIBLE = "('live', 'withdrawn')"


def _is_author(signature: str) -> str:
    """The signer, or the one they stand in for, saved or drafted some revision of the edition."""
    return f"""EXISTS (SELECT 1 FROM {REVISION} a WHERE a.edition_id = NEW.id AND (
        a.saved_by_id IN ({signature}.signer_id, {signature}.on_behalf_of_id)
        OR a.drafter_id IN ({signature}.signer_id, {signature}.on_behalf_of_id)))"""


def _is_author_beyond_typing(signature: str) -> str:
    """As above, but a contact who only typed in another's paper may sign the first level."""
    return f"""EXISTS (SELECT 1 FROM {REVISION} a WHERE a.edition_id = NEW.id AND (
        a.drafter_id IN ({signature}.signer_id, {signature}.on_behalf_of_id)
        OR (a.saved_by_id IN ({signature}.signer_id, {signature}.on_behalf_of_id)
            AND NOT (a.typed_only = TRUE AND a.paper_id IS NOT NULL))))"""


# The revision that goes live belongs to this edition, is its newest, has its text, and was not returned.
_REVISION_STANDS = f"""EXISTS (SELECT 1 FROM {REVISION} r JOIN {CONTENT} c ON c.id = r.id
    WHERE r.id = NEW.live_revision_id AND r.edition_id = NEW.id AND c.payload IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM {REVISION} n WHERE n.edition_id = NEW.id AND n.number > r.number)
    AND NOT EXISTS (SELECT 1 FROM {RETURN} b WHERE b.revision_id = r.id))"""

_REVIEWED = f"""NEW.basis = 'reviewed' AND EXISTS (SELECT 1 FROM {SIGNATURE} s1
    JOIN {SIGNATURE} s2 ON s2.revision_id = s1.revision_id AND s2.step = 'level2'
    JOIN {SIGNATURE} s3 ON s3.revision_id = s1.revision_id AND s3.step = 'level3'
    JOIN {SIGNATURE} s4 ON s4.revision_id = s1.revision_id AND s4.step = 'secrecy'
    JOIN {SECRECY} q ON q.id = s4.id AND q.conclusion IN ('release', 'after_treatment')
    WHERE s1.revision_id = NEW.live_revision_id AND s1.step = 'level1'
    AND s1.signer_id <> s2.signer_id AND s1.signer_id <> s3.signer_id AND s2.signer_id <> s3.signer_id
    AND NOT {_is_author_beyond_typing("s1")} AND NOT {_is_author("s2")}
    AND NOT {_is_author("s3")} AND NOT {_is_author("s4")})"""

_EMERGENCY = f"""NEW.basis = 'emergency' AND NEW.emergency_reason <> '' AND EXISTS (SELECT 1 FROM {SIGNATURE} s1
    JOIN {SIGNATURE} s2 ON s2.revision_id = s1.revision_id AND s2.step = 'emergency2'
    WHERE s1.revision_id = NEW.live_revision_id AND s1.step = 'emergency1'
    AND s1.signer_id <> s2.signer_id AND NOT {_is_author("s2")})"""

_IMPORTED = f"""NEW.basis = 'imported' AND NEW.number = 1 AND EXISTS (SELECT 1 FROM {ITEM} i
    JOIN {BATCH} b ON b.id = i.batch_id
    JOIN {REVISION} r ON r.id = i.revision_id AND r.number = 1 AND r.content_hash = i.content_hash
    JOIN {BATCH_SIGNATURE} s1 ON s1.batch_id = b.id AND s1.manifest_hash = b.manifest_hash
    JOIN {BATCH_SIGNATURE} s2 ON s2.batch_id = b.id AND s2.manifest_hash = b.manifest_hash
        AND s2.signer_id <> s1.signer_id
    WHERE i.edition_id = NEW.id AND i.revision_id = NEW.live_revision_id AND i.batch_id = NEW.batch_id
    AND i.held = FALSE AND b.manifest_hash <> '')"""

_BASIS = f"({_REVISION_STANDS} AND (({_REVIEWED}) OR ({_EMERGENCY}) OR ({_IMPORTED})))"

_BATCH_IS_SIGNED = f"EXISTS (SELECT 1 FROM {BATCH_SIGNATURE} s WHERE s.batch_id = {{row}}.{{key}})"

# The narrow row says what the signed text says, and only what is public has one.
_SIGNED_ROW = f"""EXISTS (SELECT 1 FROM {EDITION} e JOIN {CONTENT} c ON c.id = e.live_revision_id
    JOIN publishing_publication p ON p.id = e.publication_id
    WHERE e.id = NEW.id AND e.state IN {_VISIBLE} AND e.live_revision_id = NEW.revision_id
    AND e.publication_id = NEW.publication_id AND p.public_id = NEW.public_id
    AND e.published_at = NEW.published_at AND e.is_dated = NEW.is_dated AND e.basis = NEW.basis
    AND NEW.withdrawn = (e.state = 'withdrawn')
    AND @JSON(c.payload, scope)@ = 'public'
    AND @JSON(c.payload, title)@ = NEW.title
    AND COALESCE(@JSON(c.payload, summary)@, '') = NEW.summary
    AND COALESCE(@JSON(c.payload, issuer)@, '') = NEW.issuer
    AND COALESCE(@JSON(c.payload, elements.document_number)@, '') = NEW.document_number
    AND COALESCE(@JSON(c.payload, elements.written_on)@, '') = COALESCE(CAST(NEW.written_on AS TEXT), ''))"""


def _batch_item_rules() -> list[Declared]:
    message = "批次清单已有人签署，不能再改"
    return [
        Trigger(ITEM, "INSERT", "signed", _BATCH_IS_SIGNED.format(row="NEW", key="batch_id"), message),
        Trigger(
            ITEM,
            "UPDATE",
            "signed",
            _BATCH_IS_SIGNED.format(row="OLD", key="batch_id")
            + " OR "
            + _BATCH_IS_SIGNED.format(row="NEW", key="batch_id"),
            message,
        ),
        *never_removed(
            ITEM, "清单条目不能删除", unique=(("edition_id",), ("revision_id",), ("batch_id", "row"))
        ),
    ]


TRIGGERS: list[Declared] = [
    # Editions: a visible state needs a basis, always.
    Trigger(EDITION, "INSERT", "visible", f"NEW.state IN {_VISIBLE}", "新版次不能直接公开，须先完成审签"),
    Trigger(
        EDITION,
        "UPDATE",
        "basis",
        f"NEW.state IN {_VISIBLE} AND NOT {_BASIS}",
        "没有有效的公开依据：三审三校、保密审查或批次签署不全",
    ),
    Trigger(
        EDITION,
        "UPDATE",
        "date",
        f"OLD.state IN {_VISIBLE} AND NEW.state IN {_VISIBLE} AND NEW.published_at @DISTINCT@ OLD.published_at",
        "已公开信息的发布时间不能修改",
    ),
    Trigger(
        EDITION,
        "UPDATE",
        "row",
        f"NEW.state NOT IN {_VISIBLE} AND EXISTS (SELECT 1 FROM {LIVE} l WHERE l.id = OLD.id)",
        "信息仍在公开列表中，须先从列表移出",
    ),
    *never_removed(EDITION, "版次不能删除", unique=(("publication_id", "number"),)),
    # Texts: written once.
    *append_only(REVISION, "已保存的版本不能修改或删除", unique=(("edition_id", "number"),)),
    Trigger(
        REVISION,
        "INSERT",
        "closed",
        f"EXISTS (SELECT 1 FROM {EDITION} e WHERE e.id = NEW.edition_id "
        "AND e.state NOT IN ('draft', 'in_review', 'ready', 'staged', 'held_back'))",
        "这一版次已经公开或结束，请另起新版次",
    ),
    Trigger(
        CONTENT,
        "UPDATE",
        "only_erasure",
        f"""NOT (NEW.id = OLD.id AND NEW.payload IS NULL AND NEW.salt IS NULL
        AND EXISTS (SELECT 1 FROM publishing_erasure x WHERE x.revision_id = OLD.id
            AND x.approved_by_id IS NOT NULL AND x.approved_by_id <> x.asked_by_id)
        AND NOT EXISTS (SELECT 1 FROM {EDITION} e WHERE e.live_revision_id = OLD.id AND e.state IN {_VISIBLE}))""",
        "已保存的正文不能修改；删除内容须两人批准并先下线",
    ),
    *never_removed(CONTENT, "已保存的正文不能删除"),
    # Signatures: written once, on the hash of the text they belong to.
    *append_only(SIGNATURE, "审签记录不能修改或删除", unique=(("revision_id", "step"),)),
    Trigger(
        SIGNATURE,
        "INSERT",
        "hash",
        f"NOT EXISTS (SELECT 1 FROM {REVISION} r WHERE r.id = NEW.revision_id AND r.content_hash = NEW.content_hash)",
        "所签内容与版本不符",
    ),
    *append_only(SECRECY, "保密审查记录不能修改或删除"),
    *append_only(RETURN, "退回记录不能修改或删除"),
    Trigger(
        RETURN,
        "INSERT",
        "visible",
        f"EXISTS (SELECT 1 FROM {EDITION} e WHERE e.live_revision_id = NEW.revision_id AND e.state IN {_VISIBLE})",
        "已公开的文本不能退回，请撤回或下架",
    ),
    *append_only("publishing_kindversion", "信息种类的版本不能修改或删除", unique=(("kind_id", "number"),)),
    *append_only("publishing_installation", "安装标记不能修改或删除"),
    *never_removed("publishing_erasure", "删除记录不能删除", unique=(("revision_id",),)),
    Trigger(
        "publishing_erasure",
        "UPDATE",
        "approved",
        "OLD.approved_by_id IS NOT NULL",
        "已批准的删除记录不能修改",
    ),
    # Batches: fixed once anyone has signed.
    Trigger(
        BATCH,
        "UPDATE",
        "signed",
        "(NEW.manifest_hash <> OLD.manifest_hash OR NEW.id <> OLD.id) AND "
        + _BATCH_IS_SIGNED.format(row="OLD", key="id"),
        "批次清单已有人签署，不能再改",
    ),
    *never_removed(BATCH, "导入批次不能删除", unique=(("code",),)),
    *_batch_item_rules(),
    *append_only(BATCH_SIGNATURE, "批次签署不能修改或删除", unique=(("batch_id", "signer_id"),)),
    Trigger(
        BATCH_SIGNATURE,
        "INSERT",
        "hash",
        f"NOT EXISTS (SELECT 1 FROM {BATCH} b WHERE b.id = NEW.batch_id AND b.manifest_hash = NEW.manifest_hash "
        "AND b.manifest_hash <> '')",
        "所签清单与批次不符",
    ),
    # What the public reads: the row must say what the signed text says.
    Trigger(LIVE, "INSERT", "signed", f"NOT {_SIGNED_ROW}", "公开列表行与已签内容不符"),
    Trigger(LIVE, "UPDATE", "signed", f"NEW.id <> OLD.id OR NOT {_SIGNED_ROW}", "公开列表行与已签内容不符"),
]
