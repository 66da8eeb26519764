from __future__ import annotations

import pytest
from django.core import mail

from mingtang.core.accounts.testing import staff_user
from mingtang.core.events import api as events
from mingtang.core.messages.api import mark_read, notify, unread

pytestmark = pytest.mark.django_db


def test_one_notice_for_one_thing_however_often_it_is_told():
    reader, other = staff_user(name="林信息"), staff_user(name="马外人")

    assert notify([reader.pk], subject="请审签", key="edition-1") == 1
    assert notify([reader.pk], subject="请审签", key="edition-1") == 0

    assert [n.subject for n in unread(reader.pk)] == ["请审签"]
    assert unread(other.pk) == []


def test_only_the_reader_marks_a_notice_read():
    reader, other = staff_user(name="林信息"), staff_user(name="马外人")
    notify([reader.pk], subject="请审签", key="edition-1")
    notice = unread(reader.pk)[0]

    mark_read(other.pk, [notice.pk])
    assert len(unread(reader.pk)) == 1

    mark_read(reader.pk, [notice.pk])
    assert unread(reader.pk) == []


def test_mail_goes_out_as_an_owed_delivery_where_mail_is_set_up(settings):
    settings.EMAIL_HOST = "mail.example.internal"
    with_mail, without = staff_user(name="林信息"), staff_user(name="马外人")
    with_mail.email = "lin@example.internal"
    with_mail.save()

    notify([with_mail.pk, without.pk], subject="请审签", key="edition-1")
    events.drain()

    assert [(m.to, m.subject) for m in mail.outbox] == [(["lin@example.internal"], "请审签")]


def test_without_a_mail_server_nothing_is_mailed():
    reader = staff_user(name="林信息")
    reader.email = "lin@example.internal"
    reader.save()

    notify([reader.pk], subject="请审签", key="edition-1")
    events.drain()

    assert mail.outbox == []
