import pytest
from django.db import IntegrityError, connection
from django.test import RequestFactory
from django.utils import timezone

from mingtang.core.accounts.api import (
    BadPassword,
    MayNotCreate,
    MayNotDeactivate,
    MayNotReactivate,
    Person,
    create_account,
    deactivate,
    people,
    person,
    reactivate,
    set_password,
    tie_identity,
)
from mingtang.core.accounts.middleware import ClientAddressMiddleware
from mingtang.core.accounts.models import ExternalIdentity, User
from mingtang.core.accounts.testing import PASSWORD, staff_user
from mingtang.core.audit.api import entries_about, was_recorded

pytestmark = pytest.mark.django_db


def reasons_of(refused):
    return [one.reason for one in refused.value.reasons]


def test_an_account_is_made_and_the_trail_names_the_maker(chief):
    user = create_account(
        username="wang",
        name="王五一",
        password=PASSWORD,
        by=chief,
        phone="13900000000",
        email="w@example.gov.cn",
    )

    again = User.objects.get(username="wang")
    assert (again.name, again.phone, again.email) == ("王五一", "13900000000", "w@example.gov.cn")
    assert (again.is_active, again.must_change_password, again.has_second_factor) == (True, True, False)
    assert again.check_password(PASSWORD)
    [entry] = entries_about(user)
    assert (entry.action, entry.actor_id) == ("accounts.created", chief.pk)
    assert "13900000000" not in entry.details


def test_all_that_is_wrong_with_a_new_account_is_told_at_once(lin, chief):
    with pytest.raises(MayNotCreate) as refused:
        create_account(username="LIN", name=" ", password="123", by=chief)

    assert reasons_of(refused) == [
        "用户名“LIN”已有人使用，请换一个。",
        "请填写姓名。",
        "密码太短，至少要 10 个字。",
        "这个密码太常见，容易被猜到，请换一个。",
        "密码不能全是数字，请加上字母或其他字符。",
    ]
    assert User.objects.count() == 2


@pytest.mark.parametrize("username", ["", "x", "two words", "a/b", "x" * 65])
def test_a_name_that_cannot_be_typed_is_refused(username):
    with pytest.raises(MayNotCreate, match="用户名应为2至64个字"):
        create_account(username=username, name="某人", password=PASSWORD, by=None)


def test_the_database_keeps_names_unique(lin):
    with pytest.raises(IntegrityError):
        User.objects.create_user("lin", "另一个", PASSWORD)


def test_there_are_no_almighty_users():
    assert not {"is_superuser", "is_staff", "user_permissions", "groups"} & {
        field.name for field in User._meta.get_fields()
    }
    assert not hasattr(User, "has_perm") and not hasattr(User.objects, "create_superuser")


def test_contacts_and_seed_cannot_be_read_in_the_database(lin):
    lin.phone = "13900000000"
    lin.save()

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, totp_secret FROM accounts_user WHERE username = 'lin'")
        phone, secret = cursor.fetchone()

    assert phone.startswith("f1:") and "13900000000" not in phone
    assert secret.startswith("f1:") and lin.totp_secret not in secret


def test_a_deactivated_account_keeps_its_name_and_loses_the_rest(lin, chief):
    lin.phone = "13900000000"
    lin.save()
    tie_identity(lin, provider="city", subject="s-1", by=chief)

    deactivate(lin, by=chief)

    lin.refresh_from_db()
    assert (lin.name, lin.is_active, lin.phone, lin.totp_secret) == ("林小满", False, "", "")
    assert not lin.has_usable_password() and not lin.recovery_codes.exists()
    assert not ExternalIdentity.objects.exists()
    assert was_recorded("accounts.deactivated", lin)


def test_nobody_deactivates_themselves_nor_an_account_twice(lin, chief):
    with pytest.raises(MayNotDeactivate) as refused:
        deactivate(chief, by=chief)
    assert reasons_of(refused) == ["不能停用自己的账号，请由另一位管理员办理。"]

    deactivate(lin, by=chief)
    with pytest.raises(MayNotDeactivate) as refused:
        deactivate(lin, by=chief)
    assert reasons_of(refused) == ["该账号已经停用。"]


def test_an_account_comes_back_with_a_new_password_and_without_second_factor(lin, chief):
    deactivate(lin, by=chief)

    reactivate(lin, password="another-lantern-lit-8", by=chief)

    lin.refresh_from_db()
    assert (lin.is_active, lin.must_change_password, lin.has_second_factor) == (True, True, False)
    assert lin.check_password("another-lantern-lit-8")
    assert was_recorded("accounts.reactivated", lin)


def test_an_account_in_use_is_not_brought_back(lin, chief):
    with pytest.raises(MayNotReactivate) as refused:
        reactivate(lin, password="123", by=lin)

    assert reasons_of(refused)[:2] == ["该账号没有停用。", "不能启用自己的账号，请由另一位管理员办理。"]
    assert len(reasons_of(refused)) == 5


def test_a_bad_password_is_not_set(lin, chief):
    with pytest.raises(BadPassword):
        set_password(lin, "123", by=chief)

    lin.refresh_from_db()
    assert lin.check_password(PASSWORD)
    assert not was_recorded("accounts.password_set", lin)


def test_an_act_refused_leaves_no_trace_even_when_the_trail_fails(lin, chief, monkeypatch):
    from mingtang.core.accounts.services import accounts

    def broken(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(accounts, "record", broken)
    with pytest.raises(RuntimeError):
        deactivate(lin, by=chief)

    lin.refresh_from_db()
    assert lin.is_active and lin.has_second_factor


def test_other_apps_know_persons_by_number_and_name(lin, chief):
    assert person(lin.pk) == Person(lin.pk, "林小满")
    assert person(0) is None
    assert people([lin.pk, chief.pk, 0]) == {
        lin.pk: Person(lin.pk, "林小满"),
        chief.pk: Person(chief.pk, "管理员乙"),
    }


@pytest.mark.parametrize("number", [1, 3])
def test_people_come_in_one_query(django_assert_num_queries, number):
    users = [staff_user() for _ in range(number)]

    with django_assert_num_queries(1):
        assert len(people(user.pk for user in users)) == number


def test_an_account_has_its_making_time():
    before = timezone.now()

    assert before <= staff_user().created_at <= timezone.now()


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (True, "203.0.113.9, 198.51.100.4", "198.51.100.4"),
        (True, "2001:db8::7", "2001:db8::7"),
        (True, "", "127.0.0.1"),
        (False, "198.51.100.4", "127.0.0.1"),
    ],
)
def test_only_what_our_own_proxy_added_is_believed(settings, behind_proxy, forwarded, address):
    settings.BEHIND_PROXY = behind_proxy
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded} if forwarded else {})

    seen = ClientAddressMiddleware(lambda asked: asked.META["REMOTE_ADDR"])(request)

    assert seen == address
