"""No statement may make or leave an edition live without a valid basis, change signed content or remove a signature.

Each test tries a door: shell, ORM, bulk update, admin form, raw SQL, REPLACE, a copied row, a forged row, TRUNCATE.
"""

from __future__ import annotations

import contextlib
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.forms import modelform_factory
from django.utils import timezone

from mingtang.publishing.models import (
    Edition,
    EditionState,
    LiveEdition,
    Return,
    Revision,
    RevisionContent,
    SecrecyReview,
    Signature,
)
from mingtang.publishing.queries.editions import newest_revision
from mingtang.publishing.services import drafting, releasing
from mingtang.publishing.testing import DAY, a_draft, content, published, ready, sign_next, submitted

ON_POSTGRESQL = connection.vendor == "postgresql"


@contextlib.contextmanager
def refused():
    with pytest.raises(DatabaseError), transaction.atomic():
        yield


def execute(sql: str, parameters: tuple = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


def is_public() -> bool:
    return LiveEdition.objects.exists() or Edition.objects.filter(state__in=["live", "withdrawn"]).exists()


@pytest.mark.demand("IL-05")
@pytest.mark.parametrize("state", ["live", "withdrawn"])
def test_a_shell_cannot_make_an_unsigned_edition_live(government, state):
    edition = submitted(government)
    edition.state, edition.basis, edition.live_revision = state, "reviewed", newest_revision(edition)
    with refused():
        edition.save()
    assert not is_public()


@pytest.mark.demand("IL-05")
def test_a_bulk_update_cannot(government):
    edition = submitted(government)
    sign_next(government, edition)
    with refused():
        Edition.objects.filter(pk=edition.pk).update(
            state="live",
            basis="reviewed",
            live_revision=newest_revision(edition),
            published_at=timezone.now(),
        )
    assert not is_public()


@pytest.mark.demand("IL-05")
def test_an_admin_form_cannot(government):
    edition = submitted(government)
    form_class = modelform_factory(Edition, fields=["state", "basis", "live_revision"])
    form = form_class(
        {"state": "live", "basis": "reviewed", "live_revision": newest_revision(edition).pk}, instance=edition
    )
    assert form.is_valid()
    with refused():
        form.save()
    assert not is_public()


@pytest.mark.demand("IL-05")
@pytest.mark.parametrize("basis", ["reviewed", "emergency", "imported"])
def test_raw_sql_cannot_on_any_basis(government, basis):
    edition = submitted(government)
    for _ in range(3):
        sign_next(government, edition)
    with refused():
        execute(
            "UPDATE publishing_edition SET state = 'live', basis = %s, live_revision_id = %s, emergency_reason = 'x', "
            "published_at = %s WHERE id = %s",
            (basis, newest_revision(edition).pk, timezone.now(), edition.pk),
        )
    assert not is_public()


@pytest.mark.demand("IL-05")
def test_the_signatures_of_another_edition_do_not_count(government):
    other = published(government)
    edition = submitted(
        government,
        title="未审的",
        body="<p>这是另一件事，内容与前一件完全不同，请各单位研究后提出意见，按时报送。</p>",
    )
    with refused():
        Edition.objects.filter(pk=edition.pk).update(
            state="live", basis="reviewed", live_revision=other.live_revision, published_at=timezone.now()
        )
    assert [live.title for live in LiveEdition.objects.all()] == ["关于做好冬春救助工作的通知"]


def test_copying_a_live_edition_makes_no_live_copy(government):
    edition = published(government)
    copy = Edition.objects.get(pk=edition.pk)
    copy.pk, copy.number = None, 2
    copy._state.adding = True
    with refused():
        copy.save()
    columns = [f.column for f in Edition._meta.local_fields if f.column not in {"id", "number"}]
    listed = ", ".join(columns)
    with refused():
        execute(
            f"INSERT INTO publishing_edition (number, {listed}) SELECT 9, {listed} FROM publishing_edition"
        )
    assert Edition.objects.count() == 1


def test_a_copied_revision_carries_no_signatures(government):
    edition = published(government)
    second = drafting.start_edition(edition.publication, by=government.contact, on=DAY)
    first_text, second_text = edition.live_revision, newest_revision(second)
    with refused():
        Signature.objects.create(
            revision=second_text,
            content_hash=first_text.content_hash,
            step="level1",
            step_name="初审",
            signer=government.reviewer1,
            signer_name="陈初审",
            signer_role="x",
            signed_at=timezone.now(),
        )
    with refused():
        Signature.objects.filter(revision=first_text).update(revision=second_text)


@pytest.mark.demand("CR-01")
def test_forged_signatures_of_the_author_do_not_count(government):
    """Rows with the right hash can be written by a shell; the basis still asks who signed."""
    edition = submitted(government)
    revision = newest_revision(edition)
    people = [government.contact, government.reviewer2, government.reviewer3, government.secrecy_reviewer]
    _forge(revision, people)
    with refused():
        _make_live(edition, revision)


@pytest.mark.demand("CR-01")
def test_forged_signatures_of_one_person_do_not_count(government):
    edition = submitted(government)
    revision = newest_revision(edition)
    _forge(revision, [government.reviewer1] * 4)
    with refused():
        _make_live(edition, revision)


def test_forged_signatures_that_satisfy_the_database_are_found_by_verification(government):
    from mingtang.publishing.services.verifying import verify

    edition = submitted(government)
    revision = newest_revision(edition)
    _forge(
        revision,
        [government.reviewer1, government.reviewer2, government.reviewer3, government.secrecy_reviewer],
    )
    _make_live(edition, revision)

    faults = [fault.what for fault in verify()]

    assert [f for f in faults if "没有对应的审计记录" in f]


def _forge(revision, people):
    for step, person in zip(("level1", "level2", "level3", "secrecy"), people, strict=True):
        signature = Signature.objects.create(
            revision=revision,
            content_hash=revision.content_hash,
            step=step,
            step_name=step,
            signer=person,
            signer_name=person.name,
            signer_role="伪造",
            signed_at=timezone.now(),
        )
    SecrecyReview.objects.create(
        signature=signature,
        state_secret=False,
        work_secret=False,
        sensitive=False,
        aggregation=False,
        conclusion="release",
        basis="x",
    )


def _make_live(edition, revision):
    Edition.objects.filter(pk=edition.pk).update(
        state="live", basis="reviewed", live_revision=revision, published_at=timezone.now()
    )


def test_a_live_edition_cannot_be_pointed_at_another_text(government):
    edition, other = published(government), a_draft(government, title="别的")
    with refused():
        Edition.objects.filter(pk=edition.pk).update(live_revision=newest_revision(other))
    with refused():
        Edition.objects.filter(pk=edition.pk).update(basis="imported")
    with refused():
        Revision.objects.create(
            edition=edition,
            number=2,
            content_hash="0" * 64,
            hash_scheme="x",
            kind_version=edition.live_revision.kind_version,
        )


def test_the_date_of_something_public_cannot_be_changed(government):
    edition = published(government)
    with refused():
        Edition.objects.filter(pk=edition.pk).update(published_at=timezone.now())


@pytest.mark.parametrize("model", [Revision, RevisionContent, Signature, SecrecyReview])
def test_signed_rows_cannot_be_changed_or_removed(government, model):
    published(government)
    row = model.objects.first()
    field = next(f for f in model._meta.local_fields if not f.primary_key and not f.is_relation)
    with refused():
        model.objects.filter(pk=row.pk).update(**{field.name: getattr(row, field.name)})
    with refused():
        model.objects.filter(pk=row.pk)._raw_delete("default")
    with refused():
        execute(f"DELETE FROM {model._meta.db_table}")


def test_the_text_cannot_be_altered_under_its_signatures(government):
    edition = published(government)
    changed = json.dumps({**edition.live_revision.content.value(), "body": "<p>改了</p>"})
    with refused():
        execute("UPDATE publishing_revisioncontent SET payload = %s", (changed,))
    with refused():
        execute("UPDATE publishing_revisioncontent SET payload = NULL, salt = NULL")


def test_replace_cannot_change_or_remove_signed_rows(government):
    if ON_POSTGRESQL:
        statements = [
            "INSERT INTO publishing_revisioncontent (id, payload, salt) SELECT id, '{}', '' FROM "
            "publishing_revisioncontent ON CONFLICT (id) DO UPDATE SET payload = EXCLUDED.payload",
            "TRUNCATE publishing_signature CASCADE",
            "TRUNCATE publishing_revision CASCADE",
            "TRUNCATE publishing_edition CASCADE",
        ]
    else:
        statements = [
            "INSERT OR REPLACE INTO publishing_revisioncontent (id, payload, salt) SELECT id, '{}', '' "
            "FROM publishing_revisioncontent",
            "REPLACE INTO publishing_signature SELECT * FROM publishing_signature",
            "REPLACE INTO publishing_revision SELECT * FROM publishing_revision",
            "UPDATE OR REPLACE publishing_revisioncontent SET id = id + 1",
        ]
    published(government)
    for statement in statements:
        with refused():
            execute(statement)


if not ON_POSTGRESQL:  # the switch is SQLite's own

    def test_replace_is_refused_even_where_a_shell_switches_recursive_triggers_off(government):
        published(government)
        execute("PRAGMA recursive_triggers = OFF")
        try:
            with refused():
                execute("REPLACE INTO publishing_signature SELECT * FROM publishing_signature")
        finally:
            execute("PRAGMA recursive_triggers = ON")


def test_a_returned_text_cannot_go_live_even_with_all_signatures(government):
    edition = ready(government)
    revision = newest_revision(edition)
    Return.objects.create(
        revision=revision,
        step="level3",
        reason="不行",
        returned_by=government.reviewer3,
        returned_by_name="郑终审",
    )
    with pytest.raises(releasing.Refused):
        releasing.publish_now([edition], by=government.contact, on=DAY)
    assert not is_public()


def test_an_older_text_cannot_go_live_once_a_newer_is_saved(government):
    edition = ready(government)
    signed = newest_revision(edition)
    drafting.save(edition, content("后来的稿子"), by=government.contact, base=1)
    with refused():
        _make_live(edition, signed)


def test_the_public_list_cannot_say_what_was_not_signed(government):
    edition = published(government)
    for facts in (
        {"title": "改了标题"},
        {"summary": "改了摘要"},
        {"document_number": "云政发〔2026〕9号"},
        {"issuer": "别的机关"},
        {"public_id": "0123456789abcdef"},
        {"published_at": timezone.now()},
        {"withdrawn": True},
    ):
        with refused():
            LiveEdition.objects.filter(pk=edition.pk).update(**facts)
    assert LiveEdition.objects.get().title == edition.title


def test_nothing_but_a_live_public_edition_has_a_public_row(government):
    draft = submitted(government, title="未发布")
    limited = published(government, title="限定", scope="limited", disclosure_reason="仅限成员单位工作使用")
    for edition in (draft, limited):
        edition.refresh_from_db()
        with refused():
            LiveEdition.objects.create(
                edition=edition,
                publication=edition.publication,
                revision=newest_revision(edition),
                public_id=edition.publication.public_id,
                kind=edition.publication.kind,
                organisation=edition.organisation,
                home_column=edition.column,
                title=edition.title,
                published_at=edition.published_at or timezone.now(),
                basis=edition.basis,
            )


def test_an_edition_cannot_leave_while_its_public_row_stays(government):
    edition = published(government)
    with refused():
        Edition.objects.filter(pk=edition.pk).update(state=EditionState.REMOVED)


def test_editions_and_audit_entries_cannot_be_deleted(government):
    edition = published(government)
    with refused():
        Edition.objects.filter(pk=edition.pk)._raw_delete("default")
    with refused():
        execute("DELETE FROM audit_entry")
    with refused():
        execute("UPDATE audit_entry SET actor_name = '别人'")


@pytest.mark.demand("DS-03")
def test_a_schedule_set_before_a_change_publishes_neither_the_old_nor_the_new_text(government):
    edition = ready(government)
    release = releasing.prepare([edition], by=government.contact, on=DAY)
    at = timezone.now() + timedelta(hours=1)
    releasing.schedule(release, at=at, reason="与发布会同步", by=government.contact)
    drafting.save(edition, content("改过的稿子"), by=government.contact, base=1)

    assert releasing.release_due(at + timedelta(minutes=1)) == 0

    release.refresh_from_db()
    assert release.state == "failed"
    assert any("又改过" in reason for reason in release.failures)
    assert not is_public()


def test_integrity_errors_are_what_the_database_says(government):
    edition = submitted(government)
    with pytest.raises(IntegrityError, match="没有有效的公开依据"), transaction.atomic():
        _make_live(edition, newest_revision(edition))
