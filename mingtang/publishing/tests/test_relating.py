from __future__ import annotations

import pytest

from mingtang.publishing.api import MayNotRelate, Relation, relate
from mingtang.publishing.testing import DAY, Government, a_draft


def test_an_interpretation_is_tied_to_its_policy_once_however_often_it_is_said(government: Government):
    policy, reading = a_draft(government, "管理办法"), a_draft(government, "《管理办法》解读")

    for _ in range(2):
        relate(reading.publication, "interprets", policy.publication, by=government.contact, on=DAY)

    assert list(Relation.objects.values_list("subject", "predicate", "object")) == [
        (reading.publication_id, "interprets", policy.publication_id)
    ]


def test_a_stranger_an_unknown_word_and_oneself_are_refused_together(government: Government):
    policy = a_draft(government).publication

    with pytest.raises(MayNotRelate) as refusal:
        relate(policy, "解读", policy, by=government.outsider, on=DAY)

    assert [reason.reason for reason in refusal.value.reasons] == [
        "由这条信息的单位或政务公开办建立关联。",
        "不能与自身关联，请另选一条信息。",
        "没有“解读”这种关系。",
    ]
    assert not Relation.objects.exists()
