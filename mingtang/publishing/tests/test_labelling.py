"""Dated labels: set as a whole, recorded, and told to caches; facets follow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mingtang.core.audit import api as audit
from mingtang.publishing import api as publishing
from mingtang.publishing.models import DatedLabel, PublicChange
from mingtang.publishing.testing import BODY, DAY, a_draft, published

IN_FORCE = ("in_force", "现行有效", date(2024, 1, 1), DAY)
EXPIRED = ("expired", "失效", DAY + timedelta(days=1), None)


def standing(edition, family="validity"):
    rows = DatedLabel.objects.filter(publication=edition.publication_id, family=family).order_by("pk")
    return list(rows.values_list("code", "name", "valid_from", "valid_until"))


def changes():
    return list(PublicChange.objects.order_by("pk").values_list("public_id", flat=True))


def test_labels_of_a_family_are_set_as_a_whole_and_other_families_stay(government):
    edition = published(government)
    publishing.set_labels(edition.publication_id, "level", [("normative", "行政规范性文件", None, None)])
    publishing.set_labels(edition.publication_id, "validity", [("not_yet", "尚未施行", None, None)])

    changed = publishing.set_labels(
        edition.publication_id, "validity", [IN_FORCE, EXPIRED], by=government.office
    )

    assert changed is True
    assert standing(edition) == [IN_FORCE, EXPIRED]
    assert standing(edition, "level") == [("normative", "行政规范性文件", None, None)]
    assert changes()[-1] == edition.publication.public_id
    details = [d for d, actor in audit.recorded("publishing.labelled") if actor == government.office.pk]
    assert details == [f'{{"family":"validity","publications":[{edition.publication_id}]}}']


def test_what_stands_already_is_left_alone(government):
    edition = published(government)
    publishing.set_labels(edition.publication_id, "validity", [IN_FORCE])
    before = changes(), list(audit.recorded("publishing.labelled"))

    assert publishing.set_labels(edition.publication_id, "validity", [IN_FORCE]) is False

    assert (changes(), list(audit.recorded("publishing.labelled"))) == before


def test_a_draft_is_labelled_in_silence_and_shows_it_when_it_goes_live(government):
    edition = a_draft(government)
    before = changes()

    publishing.set_labels(edition.publication_id, "validity", [IN_FORCE])

    assert changes() == before
    assert publishing.select({"validity": ["in_force"]}, on=DAY).total == 0
    published(government, edition)
    assert publishing.select({"validity": ["in_force"]}, on=DAY).total == 1


def test_many_at_once_are_one_entry_and_one_word_to_the_caches(government, monkeypatch):
    monkeypatch.setattr("mingtang.publishing.services.labelling.NAMED_CHANGES", 1)
    one, two = (
        published(government),
        published(government, title="关于发放救助物资的通知", body=f"{BODY}<p>另有救助物资。</p>"),
    )
    drafted = a_draft(government, title="关于夏季救助的通知")
    before = changes()

    changed = publishing.set_labels_many(
        "validity", {e.publication_id: [IN_FORCE, EXPIRED] for e in (one, two, drafted)}
    )

    assert changed == 3
    assert changes() == [*before, ""]
    assert len(list(audit.recorded("publishing.labelled"))) == 1
    assert publishing.select({"validity": ["in_force"]}, on=DAY).total == 2
    assert publishing.select({"validity": ["expired"]}, on=DAY + timedelta(days=1)).total == 2


@pytest.mark.parametrize(
    ("family", "row"),
    [("topic", IN_FORCE), ("validity", ("in_force", "现行有效", DAY, DAY - timedelta(days=1)))],
)
def test_what_is_signed_and_periods_that_end_before_they_begin_are_refused(government, family, row):
    edition = published(government)

    with pytest.raises(ValueError, match=r"由已签文本决定|先止后起"):
        publishing.set_labels(edition.publication_id, family, [row])

    assert not DatedLabel.objects.exists()
