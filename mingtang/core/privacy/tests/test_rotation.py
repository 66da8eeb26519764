import pytest
from django.core.management import CommandError, call_command

from mingtang.core.audit.models import Entry
from mingtang.core.privacy.api import Rotation, keyed_hash, keyed_hashes, rotate
from mingtang.core.privacy.models.ciphers import key_id
from mingtang.core.privacy.queries import columns_of, encrypted_columns

OLD, NEW = "the old secret, long enough", "the new secret, long enough"

pytestmark = pytest.mark.django_db


@pytest.fixture
def five_writers(writers, settings):
    settings.PRIVACY_KEYS = [OLD]
    for number in range(5):
        writers.objects.create(phone=f"1390000000{number}")
    writers.objects.create(phone=None)
    settings.PRIVACY_KEYS = [NEW, OLD]
    return writers


def keys_of(tokens):
    return [token and token.split(":")[1] for token in tokens]


def test_after_the_rotation_the_old_key_can_be_thrown_away(five_writers, stored, settings):
    result = rotate(by=None, columns=columns_of(five_writers))

    assert result == [Rotation("privacy.Writer.phone", rewritten=5, unreadable=0)]
    assert keys_of(stored(five_writers, "phone")) == [key_id(NEW)] * 5 + [None]
    settings.PRIVACY_KEYS = [NEW]
    assert [writer.phone for writer in five_writers.objects.order_by("pk")] == [
        *(f"1390000000{number}" for number in range(5)),
        None,
    ]


def test_a_writer_is_found_before_and_after_the_rotation(five_writers, settings, stored):
    assert five_writers.objects.filter(phone_hash__in=keyed_hashes("13900000003")).count() == 1

    rotate(by=None, columns=columns_of(five_writers))

    settings.PRIVACY_KEYS = [NEW]
    assert five_writers.objects.filter(phone_hash__in=keyed_hashes("13900000003")).count() == 1
    assert stored(five_writers, "phone_hash")[3] == keyed_hash("13900000003")


def test_a_rotation_broken_off_goes_on_where_it_stopped(five_writers, stored):
    class PowerCut(Exception):
        pass

    def cut(_):
        raise PowerCut

    with pytest.raises(PowerCut):
        rotate(by=None, columns=columns_of(five_writers), batch=2, progress=cut)
    assert keys_of(stored(five_writers, "phone")) == [key_id(NEW)] * 2 + [key_id(OLD)] * 3 + [None]

    assert rotate(by=None, columns=columns_of(five_writers), batch=2)[0].rewritten == 3
    assert rotate(by=None, columns=columns_of(five_writers), batch=2)[0].rewritten == 0


def test_what_no_key_opens_is_counted_and_left_as_it_is(five_writers, settings, stored):
    settings.PRIVACY_KEYS = [NEW]
    before = stored(five_writers, "phone")

    result = rotate(by=None, columns=columns_of(five_writers), batch=2)

    assert result == [Rotation("privacy.Writer.phone", rewritten=0, unreadable=5)]
    assert stored(five_writers, "phone") == before


def test_a_change_made_meanwhile_is_not_undone(five_writers, monkeypatch):
    from mingtang.core.privacy.services import rotation

    writer = five_writers.objects.order_by("pk").first()
    read = rotation._batches

    def changed_after_reading(column, size):
        for rows in read(column, size):
            five_writers.objects.filter(pk=writer.pk).update(phone="13911111111")
            yield rows

    monkeypatch.setattr(rotation, "_batches", changed_after_reading)

    assert rotate(by=None, columns=columns_of(five_writers))[0].rewritten == 4
    writer.refresh_from_db()
    assert writer.phone == "13911111111"


def test_every_encrypted_column_of_the_installation_is_found():
    labels = [column.label for column in encrypted_columns()]

    assert {"accounts.User.email", "accounts.User.phone", "accounts.User.totp_secret"} <= set(labels)
    assert labels == sorted(labels)


def test_the_command_rewrites_and_the_audit_counts(auditor, settings, capsys):
    settings.PRIVACY_KEYS = [NEW, *settings.PRIVACY_KEYS]

    call_command("rotate_privacy_keys")

    assert "accounts.User.phone：重新加密 1 条，打不开 0 条" in capsys.readouterr().out
    details = list(Entry.objects.filter(action="privacy.keys_rotated").values_list("details", flat=True))
    assert details == ['{"column":"accounts.User.phone","rewritten":1,"unreadable":0}']


def test_the_command_says_what_to_do_when_a_key_is_missing(auditor, settings):
    settings.PRIVACY_KEYS = [NEW]

    with pytest.raises(CommandError, match="把当时的密钥加回"):
        call_command("rotate_privacy_keys")
