import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingtang.core.accounts.api import set_password
from mingtang.core.accounts.testing import PASSWORD, sign_in, staff_user
from mingtang.core.audit.api import was_recorded

pytestmark = pytest.mark.django_db

NEW = "another-lantern-lit-8"


def is_in(client):
    return client.get("/desk/").content.decode() == "工作台"


def change(give, client, new=NEW, again=None, current=PASSWORD):
    return give(
        "password", client, current_password=current, new_password=new, new_password_again=again or new
    )


def test_a_changed_password_ends_every_other_session_and_keeps_this_one(client, lin, give):
    elsewhere = sign_in(Client(), lin)
    sign_in(client, lin)

    assert change(give, client)["Location"] == reverse("accounts:me")

    lin.refresh_from_db()
    assert lin.check_password(NEW)
    assert is_in(client)
    assert not is_in(elsewhere)
    assert was_recorded("accounts.password_changed", lin)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short7", "密码太短，至少要 10 个字。"),
        ("password123", "这个密码太常见，容易被猜到，请换一个。"),
        ("820394857261", "密码不能全是数字，请加上字母或其他字符。"),
        ("linlinlin-xx", None),
        (PASSWORD, "新密码不能与原密码相同。"),
    ],
)
def test_the_rules_for_passwords_are_told_in_chinese(client, give, lin, password, reason):
    sign_in(client, lin)

    page = change(give, client, password)

    lin.refresh_from_db()
    if reason is None:
        assert page.status_code == 302
    else:
        assert reason in page.content.decode()
        assert lin.check_password(PASSWORD)


def test_a_password_like_the_name_is_refused(client, give):
    user = staff_user("zhangweiguo2026", "章卫国")
    sign_in(client, user)

    assert "密码与用户名太相近，请换一个。" in change(give, client, "zhangweiguo2027").content.decode()


def test_two_different_new_passwords_are_refused(client, lin, give):
    sign_in(client, lin)

    page = change(give, client, NEW, NEW + "x").content.decode()

    assert "两次填写的新密码不一样" in page
    lin.refresh_from_db()
    assert lin.check_password(PASSWORD)


def test_the_old_password_is_asked_for_and_wrong_ones_are_counted(client, lin, give):
    sign_in(client, lin)
    for _ in range(4):
        assert "原密码不对" in change(give, client, current="wrong-but-long-enough").content.decode()

    assert change(give, client, current="wrong-but-long-enough").status_code == 403
    lin.refresh_from_db()
    assert lin.check_password(PASSWORD)


def test_a_password_given_by_another_is_changed_before_anything_else(client, lin, chief, give, code_of):
    set_password(lin, NEW, by=chief)
    give("sign-in", username="lin", password=NEW)
    assert give("second-factor", code=code_of(lin)).status_code == 302

    asked = client.get("/desk/")
    assert asked["Location"] == f"{reverse('accounts:password')}?next=/desk/"
    assert "请先换一个自己的密码" in client.get(asked["Location"]).content.decode()

    answer = give(
        "password",
        current_password=NEW,
        new_password="my-very-own-lantern-9",
        new_password_again="my-very-own-lantern-9",
        next="/desk/",
    )
    assert answer["Location"] == "/desk/"
    assert is_in(client)


def test_a_password_given_by_another_ends_all_sessions(client, lin, chief):
    sign_in(client, lin)

    set_password(lin, NEW, by=chief)

    assert not is_in(client)
    assert was_recorded("accounts.password_set", lin)


def test_ones_own_page_shows_phone_and_mail_masked(client, lin):
    lin.phone, lin.email = "13900000000", "lin@example.gov.cn"
    lin.save()
    sign_in(client, lin)

    page = client.get(reverse("accounts:me")).content.decode()

    assert "林小满" in page and "139****0000" in page
    assert "13900000000" not in page and "lin@example.gov.cn" not in page
    assert lin.totp_secret not in page


def test_ones_own_page_is_not_anothers(client, lin, chief):
    sign_in(client, lin)

    assert "管理员乙" not in client.get(reverse("accounts:me")).content.decode()


def test_a_grave_act_asks_for_password_and_code_again(client, lin, give, code_of):
    sign_in(client, lin, confirmed=False)
    asked = client.get("/desk/grave/")
    assert asked["Location"] == f"{reverse('accounts:confirm')}?next=/desk/grave/"

    assert "密码不对" in give("confirm", password="wrong", code=code_of(lin)).content.decode()
    assert "动态口令不对" in give("confirm", password=PASSWORD, code="abcdef").content.decode()
    assert client.get("/desk/grave/").status_code == 302

    answer = give("confirm", password=PASSWORD, code=code_of(lin), next="/desk/grave/")
    assert answer["Location"] == "/desk/grave/"
    assert client.get("/desk/grave/").content.decode() == "办妥了"


def test_a_confirmation_lasts_ten_minutes(client, lin):
    sign_in(client, lin)
    session = client.session
    session["accounts.confirmed_at"] = timezone.now().timestamp() - 599
    session.save()
    assert client.get("/desk/grave/").status_code == 200

    session["accounts.confirmed_at"] = timezone.now().timestamp() - 601
    session.save()
    assert client.get("/desk/grave/").status_code == 302


def test_a_form_sent_too_late_leads_back_to_the_page_it_came_from(client, lin):
    sign_in(client, lin, confirmed=False)

    answer = client.post("/desk/grave/", {}, HTTP_REFERER="http://testserver/desk/?page=2")
    assert answer["Location"] == f"{reverse('accounts:confirm')}?next=/desk/"

    elsewhere = client.post("/desk/grave/", {}, HTTP_REFERER="https://evil.example/trap/")
    assert elsewhere["Location"] == f"{reverse('accounts:confirm')}?next=/desk/"


def test_guessing_at_the_confirmation_closes_the_door(client, lin, give, code_of):
    sign_in(client, lin, confirmed=False)
    for _ in range(4):
        give("confirm", password=PASSWORD, code="abcdef")
    assert give("confirm", password=PASSWORD, code="abcdef").status_code == 403

    assert give("confirm", password=PASSWORD, code=code_of(lin)).status_code == 403


def test_ones_own_page_takes_the_same_number_of_queries_with_one_code_and_with_ten(
    client, lin, django_assert_num_queries
):
    sign_in(client, lin)
    with django_assert_num_queries(3):  # session, user, codes left
        client.get(reverse("accounts:me"))

    lin.recovery_codes.exclude(pk=lin.recovery_codes.first().pk).delete()
    with django_assert_num_queries(3):
        client.get(reverse("accounts:me"))


@pytest.mark.parametrize("page", ["me", "password", "confirm", "recovery-codes"])
def test_strangers_are_sent_to_the_first_door(client, page):
    assert client.get(reverse(f"accounts:{page}"))["Location"].startswith(reverse("accounts:sign-in"))
