"""The chain shows what was changed, removed, inserted or cut off, even by those who switch the triggers off."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from mingtang.core.accounts.testing import staff_user
from mingtang.core.audit import api as audit
from mingtang.core.audit.models import ChainHead, Entry
from mingtang.core.triggers import api as triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    user = staff_user(name="江审计")
    for number in range(5):
        audit.record("test.done", about=user, by=user, role="测试", details={"number": number})
    return user


@pytest.fixture
def without_triggers():
    triggers.drop_all(connection)
    yield
    triggers.create_all(connection)


def faults() -> list[str]:
    return [fault.what for fault in audit.verify()]


def test_a_whole_chain_has_no_fault(chain):
    assert faults() == []
    assert [audit.details_of(e)["number"] for e in audit.entries_about(chain) if e.action == "test.done"] == [
        0,
        1,
        2,
        3,
        4,
    ]


def test_no_statement_changes_or_removes_an_entry(chain):
    for statement in (
        lambda: Entry.objects.update(actor_name="别人"),
        lambda: Entry.objects.all()._raw_delete("default"),
        lambda: Entry.objects.update(details='{"number":9}'),
        lambda: Entry.objects.update(details=None),
        lambda: ChainHead.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


def test_erasing_details_and_salt_leaves_the_chain_whole(chain):
    Entry.objects.filter(action="test.done").update(details=None, salt=None)
    assert faults() == []


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda e: Entry.objects.filter(pk=e.pk).update(actor_name="别人"), ["记录内容与哈希不符"]),
        (lambda e: Entry.objects.filter(pk=e.pk).update(details='{"number":9}'), ["详情与摘要不符"]),
        (lambda e: Entry.objects.filter(pk=e.pk)._raw_delete("default"), ["缺失", "与上一条记录接不上"]),
    ],
)
def test_tampering_with_the_triggers_off_is_found(chain, without_triggers, tamper, said):
    tamper(Entry.objects.filter(action="test.done")[2])
    assert len(faults()) == len(said)
    for part, fault in zip(said, faults(), strict=True):
        assert part in fault


def test_cutting_off_the_end_is_found(chain, without_triggers):
    Entry.objects.filter(pk=Entry.objects.order_by("-seq")[0].pk)._raw_delete("default")
    assert faults() == ["链尾与最后一条记录不符：末尾的记录被删除或链尾被改动"]
