import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.urls import reverse

from mingtang.core.accounts.api import deactivate
from mingtang.core.accounts.testing import PASSWORD, staff_user
from mingtang.core.audit.api import was_recorded

pytestmark = pytest.mark.django_db

WRONG = "用户名或密码不对，请重新填写。"


def is_in(client):
    return client.get("/desk/").content.decode() == "工作台"


def test_a_clerk_comes_in_by_both_doors_and_the_trail_says_so(client, lin, give, code_of):
    first = give("sign-in", username="lin", password=PASSWORD)
    assert first["Location"] == reverse("accounts:second-factor")
    assert not is_in(client)

    second = give("second-factor", code=code_of(lin))
    assert second["Location"] == "/desk/"
    assert is_in(client)
    assert was_recorded("accounts.signed_in", lin)


def test_the_password_alone_opens_nothing(client, lin, give):
    give("sign-in", username="lin", password=PASSWORD)

    assert client.get("/desk/")["Location"].startswith(reverse("accounts:sign-in"))
    assert client.get(reverse("accounts:me")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_who_needs_no_second_factor_comes_in_by_one_door(client, novice, give, settings):
    settings.SECOND_FACTOR_REQUIRED = False

    assert give("sign-in", username="novice", password=PASSWORD)["Location"] == "/desk/"
    assert is_in(client)


def only_lin(user):
    return user.username == "lin"


def test_a_rule_of_the_house_can_say_who_needs_a_second_factor(client, novice, give, settings, monkeypatch):
    settings.SECOND_FACTOR_REQUIRED = "rules.only_lin"
    import sys
    from types import SimpleNamespace

    monkeypatch.setitem(sys.modules, "rules", SimpleNamespace(only_lin=only_lin))
    assert give("sign-in", username="novice", password=PASSWORD)["Location"] == "/desk/"

    settings.SECOND_FACTOR_REQUIRED = "rules.everybody"
    monkeypatch.setitem(sys.modules, "rules", SimpleNamespace(everybody=lambda user: True))
    assert not is_in(client)


@pytest.mark.parametrize(
    "answers",
    [
        {"username": "lin", "password": "wrong-but-long-enough"},
        {"username": "nobody", "password": PASSWORD},
        {"username": "gone", "password": PASSWORD},
    ],
    ids=["wrong password", "no such name", "deactivated"],
)
def test_nobody_learns_who_works_here(client, lin, chief, give, answers):
    deactivate(staff_user("gone", "离职者"), by=chief)

    page = give("sign-in", **answers)

    assert page.status_code == 200
    assert WRONG in page.content.decode()
    assert PASSWORD not in page.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("username", ["lin", "nobody", "asleep"])
def test_every_wrong_answer_costs_one_hash(client, lin, give, username, monkeypatch):
    asleep = staff_user("asleep", "休假者")
    asleep.is_active = False
    asleep.save()
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *given: hashed.append(1) or encode(self, *given)
    )

    give("sign-in", username=username, password="wrong-but-long-enough")

    assert len(hashed) == 1


def test_an_empty_form_says_what_is_missing(client, give):
    page = give("sign-in", username="", password="").content.decode()

    assert "请填写用户名。" in page and "请填写密码。" in page


def test_the_name_is_kept_after_a_wrong_answer_and_the_password_is_not(client, lin, give):
    page = give("sign-in", username="lin", password="wrong-but-long-enough").content.decode()

    assert 'value="lin"' in page
    assert "wrong-but-long-enough" not in page


def test_five_wrong_answers_close_the_door_even_to_the_right_one(client, lin, give):
    for _ in range(4):
        assert give("sign-in", username="lin", password="wrong-but-long-enough").status_code == 200

    fifth = give("sign-in", username="lin", password="wrong-but-long-enough")

    assert fifth.status_code == 403
    assert "登录已暂停" in fifth.content.decode()
    assert give("sign-in", username="lin", password=PASSWORD).status_code == 403


def test_a_name_that_does_not_exist_is_locked_out_just_the_same(client, give):
    for _ in range(4):
        give("sign-in", username="nobody", password="wrong-but-long-enough")

    assert give("sign-in", username="nobody", password="wrong-but-long-enough").status_code == 403


def test_the_lock_holds_for_the_name_and_the_address_only(client, lin, chief, give):
    for _ in range(5):
        give("sign-in", username="lin", password="wrong-but-long-enough")

    assert give("sign-in", username="chief", password=PASSWORD).status_code == 302
    elsewhere = client.post(
        reverse("accounts:sign-in"), {"username": "lin", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7"
    )
    assert elsewhere.status_code == 302


def test_the_lock_opens_after_a_quarter_of_an_hour(client, lin, give):
    from datetime import timedelta

    from axes.models import AccessAttempt
    from django.db.models import F

    for _ in range(5):
        give("sign-in", username="lin", password="wrong-but-long-enough")
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=14))
    assert give("sign-in", username="lin", password=PASSWORD).status_code == 403

    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=1, seconds=1))
    assert give("sign-in", username="lin", password=PASSWORD).status_code == 302


def test_coming_in_forgets_the_wrong_answers_before(client, lin, give, arrive):
    for _ in range(4):
        give("sign-in", username="lin", password="wrong-but-long-enough")
    arrive(lin)
    give("sign-out")

    assert give("sign-in", username="lin", password="wrong-but-long-enough").status_code == 200


def test_neither_password_nor_code_is_written_down_with_a_wrong_answer(client, lin, give):
    from axes.models import AccessAttempt

    give("sign-in", username="lin", password="a-secret-mistyped")
    give("sign-in", username="lin", password=PASSWORD)
    give("second-factor", code="abcd-efgh-jkmn-pqrs")

    written = "".join(AccessAttempt.objects.values_list("post_data", flat=True))
    assert "a-secret-mistyped" not in written
    assert "abcd-efgh-jkmn-pqrs" not in written


def test_every_door_gives_the_session_a_new_key(client, lin, give, code_of):
    client.get(reverse("accounts:sign-in"))
    session = client.session
    session["planted"] = "x"
    session.save()
    planted = session.session_key
    client.cookies[django_settings.SESSION_COOKIE_NAME] = planted

    give("sign-in", username="lin", password=PASSWORD)
    between = client.session.session_key
    give("second-factor", code=code_of(lin))
    inside = client.session.session_key

    assert len({planted, between, inside}) == 3
    assert "planted" not in client.session


def test_signing_in_as_another_leaves_nothing_of_the_first(client, lin, chief, give, arrive):
    arrive(lin)

    give("sign-in", username="chief", password=PASSWORD)

    assert "_auth_user_id" not in client.session
    assert not is_in(client)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/\t/evil.example",
    ],
)
def test_nobody_is_sent_to_a_strange_house(client, lin, give, code_of, elsewhere):
    page = client.get(reverse("accounts:sign-in"), {"next": elsewhere}).content.decode()
    assert 'name="next" value="/desk/"' in page

    give("sign-in", username="lin", password=PASSWORD, next=elsewhere)
    assert give("second-factor", code=code_of(lin))["Location"] == "/desk/"


def test_one_comes_to_where_one_was_going(client, lin, give, code_of):
    asked = client.get("/desk/grave/?of=7")
    assert asked["Location"] == f"{reverse('accounts:sign-in')}?next=/desk/grave/%3Fof%3D7"

    give("sign-in", username="lin", password=PASSWORD, next="/desk/grave/?of=7")
    assert give("second-factor", code=code_of(lin))["Location"] == "/desk/grave/?of=7"


def test_who_is_in_need_not_sign_in_again(client, lin, arrive):
    arrive(lin)

    assert client.get(reverse("accounts:sign-in"), {"next": "/desk/"})["Location"] == "/desk/"


def test_signing_out_takes_a_click_and_ends_the_session(client, lin, arrive, give):
    arrive(lin)
    assert client.get(reverse("accounts:sign-out")).status_code == 200
    assert is_in(client)

    assert give("sign-out")["Location"] == reverse("accounts:sign-in")
    assert not is_in(client)


def test_a_deactivated_user_is_out_at_the_next_click(client, lin, chief, arrive):
    arrive(lin)
    assert is_in(client)

    deactivate(lin, by=chief)

    assert not is_in(client)


def test_a_user_deactivated_between_the_doors_does_not_get_in(client, lin, chief, give, code_of):
    code = code_of(lin)
    give("sign-in", username="lin", password=PASSWORD)
    deactivate(lin, by=chief)

    assert give("second-factor", code=code)["Location"] == reverse("accounts:sign-in")
    assert not is_in(client)


def test_the_pages_of_signing_in_are_never_kept_by_a_cache(client):
    assert "no-store" in client.get(reverse("accounts:sign-in"))["Cache-Control"]


def test_the_door_asks_for_the_token_of_its_own_form(lin):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)

    assert (
        strict.post(reverse("accounts:sign-in"), {"username": "lin", "password": PASSWORD}).status_code == 403
    )
