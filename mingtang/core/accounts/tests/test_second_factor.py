import re
from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingtang.core.accounts.api import MayNotReset, reset_second_factor
from mingtang.core.accounts.models import RecoveryCode
from mingtang.core.accounts.services.refusals import MayNotSetUp
from mingtang.core.accounts.services.second_factors import (
    prove_second_factor,
    renew_recovery_codes,
    set_up_second_factor,
)
from mingtang.core.accounts.testing import PASSWORD, sign_in
from mingtang.core.audit.api import was_recorded
from mingtang.core.privacy.api import unseal

pytestmark = pytest.mark.django_db

CODE = re.compile(r"<code>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</code>")


def is_in(client):
    return client.get("/desk/").content.decode() == "工作台"


def offered_secret(client):
    return unseal(client.session["accounts.new_secret"])


def set_up_by_page(client, give):
    client.get(reverse("accounts:set-up"))
    return give("set-up", client, code=pyotp.TOTP(offered_secret(client)).at(timezone.now()))


def test_a_novice_sets_up_the_telephone_and_is_in(client, novice, give):
    assert give("sign-in", username="novice", password=PASSWORD)["Location"] == reverse("accounts:set-up")
    page = client.get(reverse("accounts:set-up")).content.decode()
    assert "viewBox=" in page and offered_secret(client) in page.replace(" ", "")

    done = set_up_by_page(client, give).content.decode()

    novice.refresh_from_db()
    assert novice.has_second_factor
    assert len(CODE.findall(done)) == 10
    assert is_in(client)
    assert was_recorded("accounts.second_factor_set_up", novice)


def test_a_wrong_first_code_changes_nothing_and_the_seed_need_not_be_scanned_twice(client, novice, give):
    give("sign-in", username="novice", password=PASSWORD)
    client.get(reverse("accounts:set-up"))
    before = offered_secret(client)

    page = give("set-up", code="000000" if pyotp.TOTP(before).now() != "000000" else "111111")

    assert "动态口令不对" in page.content.decode()
    assert offered_secret(client) == before
    novice.refresh_from_db()
    assert not novice.has_second_factor
    assert not is_in(client)


def test_the_seed_offered_lies_sealed_in_the_session(client, novice, give):
    give("sign-in", username="novice", password=PASSWORD)
    client.get(reverse("accounts:set-up"))

    assert offered_secret(client) not in str(dict(client.session))


def test_who_knows_only_the_password_cannot_put_another_telephone_in_place(client, lin, give):
    give("sign-in", username="lin", password=PASSWORD)

    assert client.get(reverse("accounts:set-up"))["Location"] == reverse("accounts:second-factor")
    assert "accounts.new_secret" not in client.session


def test_a_stranger_finds_no_second_door(client):
    for page in ("second-factor", "set-up"):
        assert client.get(reverse(f"accounts:{page}"))["Location"] == reverse("accounts:sign-in")


def test_a_code_used_once_is_refused_the_second_time(client, lin, give, code_of):
    code = code_of(lin)
    give("sign-in", username="lin", password=PASSWORD)
    assert give("second-factor", code=code).status_code == 302

    thief = Client()
    give("sign-in", thief, username="lin", password=PASSWORD)
    replayed = give("second-factor", thief, code=code)

    assert "动态口令不对或已经用过" in replayed.content.decode()
    assert not is_in(thief)


def test_the_code_of_the_set_up_cannot_be_used_to_sign_in(novice):
    at, secret = timezone.now(), pyotp.random_base32()
    code = pyotp.TOTP(secret).at(at)
    set_up_second_factor(novice, secret=secret, code=code, at=at)
    novice.refresh_from_db()

    assert not prove_second_factor(novice, code, at=at)


def test_of_two_requests_with_the_same_code_one_is_refused(lin, code_of):
    code, at = code_of(lin), timezone.now()
    first, second = type(lin).objects.get(pk=lin.pk), type(lin).objects.get(pk=lin.pk)

    assert [prove_second_factor(first, code, at=at), prove_second_factor(second, code, at=at)] == [
        True,
        False,
    ]


def test_a_code_is_good_for_one_step_before_and_after_and_no_longer(lin):
    at = timezone.now() + timedelta(hours=1)
    codes = pyotp.TOTP(lin.totp_secret)

    def good(steps):
        fresh = type(lin).objects.get(pk=lin.pk)
        accepted = prove_second_factor(fresh, codes.at(at, counter_offset=steps), at=at)
        type(lin).objects.filter(pk=lin.pk).update(totp_last_step=0)
        return accepted

    assert [good(steps) for steps in (-2, -1, 0, 1, 2)] == [False, True, True, True, False]


def test_full_width_digits_and_spaces_are_understood(lin):
    at = timezone.now() + timedelta(minutes=5)
    code = pyotp.TOTP(lin.totp_secret).at(at)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    assert prove_second_factor(lin, f" {wide[:3]} {wide[3:]} ", at=at)


def test_wrong_codes_count_towards_the_lock_out(client, lin, give, code_of):
    for _ in range(2):
        give("sign-in", username="lin", password="wrong-but-long-enough")
    give("sign-in", username="lin", password=PASSWORD)
    for _ in range(2):
        assert give("second-factor", code="abcdef").status_code == 200

    fifth = give("second-factor", code="abcdef")

    assert fifth.status_code == 403
    assert "登录已暂停" in fifth.content.decode()
    assert give("second-factor", code=code_of(lin)).status_code == 403
    assert give("sign-in", username="lin", password=PASSWORD).status_code == 403


def test_giving_the_password_again_does_not_buy_more_codes(client, lin, give):
    for _ in range(4):
        give("sign-in", username="lin", password=PASSWORD)
        assert give("second-factor", code="abcdef").status_code == 200
    give("sign-in", username="lin", password=PASSWORD)

    assert give("second-factor", code="abcdef").status_code == 403


def test_the_second_door_closes_after_ten_minutes(client, lin, give, code_of):
    give("sign-in", username="lin", password=PASSWORD)
    session = client.session
    session["accounts.pending"] = session["accounts.pending"] | {"at": timezone.now().timestamp() - 601}
    session.save()

    assert give("second-factor", code=code_of(lin))["Location"] == reverse("accounts:sign-in")
    assert "登录已超时" in client.get(reverse("accounts:sign-in")).content.decode()


def test_the_second_door_closes_when_the_password_changes_meanwhile(client, lin, chief, give, code_of):
    from mingtang.core.accounts.api import set_password

    give("sign-in", username="lin", password=PASSWORD)
    set_password(lin, "another-lantern-lit-8", by=chief)

    assert give("second-factor", code=code_of(lin))["Location"] == reverse("accounts:sign-in")


def test_a_recovery_code_opens_once_in_place_of_the_telephone(client, lin, give):
    paper, *rest = renew_recovery_codes(lin, at=timezone.now())
    give("sign-in", username="lin", password=PASSWORD)
    assert give("second-factor", code=f" {paper.upper()} ").status_code == 302
    assert is_in(client)
    assert was_recorded("accounts.recovery_code_used", lin)

    again = Client()
    give("sign-in", again, username="lin", password=PASSWORD)
    assert give("second-factor", again, code=paper).status_code == 200
    assert not is_in(again)
    assert give("second-factor", again, code=rest[0]).status_code == 302


def test_a_recovery_code_of_another_opens_nothing(lin, chief):
    [paper, *_] = renew_recovery_codes(chief, at=timezone.now())

    assert not prove_second_factor(lin, paper, at=timezone.now())


def test_only_hashes_of_the_recovery_codes_are_kept(lin):
    codes = renew_recovery_codes(lin, at=timezone.now())
    kept = set(RecoveryCode.objects.filter(user=lin).values_list("code_hash", flat=True))

    assert len(kept) == len(set(codes)) == 10
    assert not kept & {form for code in codes for form in (code, code.replace("-", ""))}


def test_new_recovery_codes_put_the_old_ones_out_of_use(client, lin, give):
    old = renew_recovery_codes(lin, at=timezone.now())
    sign_in(client, lin)

    page = give("recovery-codes").content.decode()

    new = CODE.findall(page)
    assert len(new) == 10 and not set(new) & set(old)
    assert not prove_second_factor(lin, old[0], at=timezone.now())
    assert prove_second_factor(lin, new[0], at=timezone.now())


def test_recovery_codes_are_not_made_by_looking_at_the_page(client, lin):
    sign_in(client, lin)
    before = set(lin.recovery_codes.values_list("code_hash", flat=True))

    assert client.get(reverse("accounts:recovery-codes")).status_code == 200
    assert set(lin.recovery_codes.values_list("code_hash", flat=True)) == before


def test_there_are_no_recovery_codes_without_a_second_factor(novice):
    with pytest.raises(MayNotSetUp, match="还没有启用动态口令"):
        renew_recovery_codes(novice, at=timezone.now())


def test_a_lost_telephone_is_reset_by_another_person_and_set_up_anew(client, lin, chief, arrive, give):
    arrive(lin)
    reset_second_factor(lin, by=chief)

    lin.refresh_from_db()
    assert (lin.totp_secret, lin.has_second_factor, lin.recovery_codes.count()) == ("", False, 0)
    assert was_recorded("accounts.second_factor_reset", lin)
    assert not is_in(client)
    assert give("sign-in", username="lin", password=PASSWORD)["Location"] == reverse("accounts:set-up")


def test_nobody_resets_their_own_second_factor(lin):
    with pytest.raises(MayNotReset) as refused:
        reset_second_factor(lin, by=lin)

    assert [one.reason for one in refused.value.reasons] == [
        "不能重设自己的动态口令，请由另一位管理员核实身份后办理。"
    ]
    lin.refresh_from_db()
    assert lin.has_second_factor


def test_there_is_nothing_to_reset_where_there_is_no_second_factor(novice, chief):
    with pytest.raises(MayNotReset, match="没有启用动态口令"):
        reset_second_factor(novice, by=chief)


def test_a_new_telephone_ends_the_sessions_opened_with_the_old_one(client, lin, give):
    elsewhere = sign_in(Client(), lin)
    sign_in(client, lin)

    assert len(CODE.findall(set_up_by_page(client, give).content.decode())) == 10

    assert is_in(client)
    assert not is_in(elsewhere)


def test_a_new_telephone_needs_password_and_code_of_the_old_one_first(client, lin):
    sign_in(client, lin, confirmed=False)

    answer = client.get(reverse("accounts:set-up"))

    assert answer["Location"] == f"{reverse('accounts:confirm')}?next={reverse('accounts:set-up')}"
