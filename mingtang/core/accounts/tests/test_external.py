"""The port for sign-on by another system, proved with a small one that signs its tickets."""

import pytest
from django.core import signing
from django.urls import reverse

from mingtang.core.accounts.api import MayNotTie, deactivate, tie_identity, untie_identity
from mingtang.core.accounts.testing import sign_in
from mingtang.core.audit.api import was_recorded

pytestmark = pytest.mark.django_db


class CitySignOn:
    """A city's sign-on: the browser goes there with a state and comes back with a signed ticket."""

    provider = "city"
    label = "用城市统一身份认证登录"
    proves_second_factor = True

    def start(self, request, return_to):
        request.session["city.state"] = "state-1"
        return f"https://sso.city.example/?return={return_to}&state=state-1"

    def subject(self, request):
        try:
            ticket = signing.loads(request.GET.get("ticket", ""), salt="city")
        except signing.BadSignature:
            return None
        return ticket["subject"] if ticket["state"] == request.session.pop("city.state", None) else None


class HeaderSignOn:
    """A gateway in front of us says in a header who it is, and has asked for nothing but a password."""

    provider = "gateway"
    label = "单位网关登录"
    proves_second_factor = False

    def start(self, request, return_to):
        return return_to

    def subject(self, request):
        return request.headers.get("X-Gateway-User")


@pytest.fixture(autouse=True)
def city(settings, monkeypatch):
    import sys
    from types import SimpleNamespace

    ports = SimpleNamespace(CitySignOn=CitySignOn, HeaderSignOn=HeaderSignOn)
    monkeypatch.setitem(sys.modules, "city_ports", ports)
    settings.EXTERNAL_SIGN_ON = "city_ports.CitySignOn"


def ticket(subject, state="state-1"):
    return signing.dumps({"subject": subject, "state": state}, salt="city")


def come_back(client, **query):
    return client.get(reverse("accounts:external-return"), query)


def is_in(client):
    return client.get("/desk/").content.decode() == "工作台"


def test_the_sign_in_page_offers_the_other_door_only_where_there_is_one(client, settings):
    assert CitySignOn.label in client.get(reverse("accounts:sign-in")).content.decode()

    settings.EXTERNAL_SIGN_ON = ""
    assert CitySignOn.label not in client.get(reverse("accounts:sign-in")).content.decode()
    assert client.get(reverse("accounts:external")).status_code == 404
    assert come_back(client).status_code == 404


def test_a_known_subject_comes_in_and_goes_where_they_were_going(client, lin, chief):
    tie_identity(lin, provider="city", subject="s-1", by=chief)
    away = client.get(reverse("accounts:external"), {"next": "/desk/grave/"})
    assert away["Location"].startswith(
        "https://sso.city.example/?return=http://testserver/accounts/external/return/"
    )

    assert come_back(client, ticket=ticket("s-1"))["Location"] == "/desk/grave/"
    assert is_in(client)
    assert was_recorded("accounts.signed_in", lin)


def test_a_stranger_is_told_whom_to_ask(client, lin):
    client.get(reverse("accounts:external"))

    assert come_back(client, ticket=ticket("s-2"))["Location"] == reverse("accounts:sign-in")
    assert "没有绑定本平台的账号" in client.get(reverse("accounts:sign-in")).content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("forged", ["", "nonsense"])
def test_a_forged_ticket_opens_nothing(client, lin, chief, forged):
    tie_identity(lin, provider="city", subject="s-1", by=chief)
    client.get(reverse("accounts:external"))

    come_back(client, ticket=forged)

    assert "统一身份认证没有通过" in client.get(reverse("accounts:sign-in")).content.decode()
    assert not is_in(client)


def test_a_ticket_is_good_for_the_browser_that_asked_and_once(client, lin, chief):
    tie_identity(lin, provider="city", subject="s-1", by=chief)

    come_back(client, ticket=ticket("s-1"))

    assert not is_in(client)


def test_a_deactivated_user_does_not_come_in_this_way_either(client, lin, chief):
    tie_identity(lin, provider="city", subject="s-1", by=chief)
    type(lin).objects.filter(pk=lin.pk).update(is_active=False)
    client.get(reverse("accounts:external"))

    come_back(client, ticket=ticket("s-1"))

    assert not is_in(client)


def test_nobody_is_sent_to_a_strange_house_this_way_either(client, lin, chief):
    tie_identity(lin, provider="city", subject="s-1", by=chief)
    client.get(reverse("accounts:external"), {"next": "https://evil.example/"})

    assert come_back(client, ticket=ticket("s-1"))["Location"] == "/desk/"


def test_a_gateway_that_asks_no_second_factor_leads_to_our_second_door(
    client, lin, chief, settings, give, code_of
):
    settings.EXTERNAL_SIGN_ON = "city_ports.HeaderSignOn"
    tie_identity(lin, provider="gateway", subject="lin@gateway", by=chief)
    away = client.get(reverse("accounts:external"), {"next": "/desk/grave/"})

    back = client.get(away["Location"], headers={"X-Gateway-User": "lin@gateway"})
    assert back["Location"] == reverse("accounts:second-factor")
    assert not is_in(client)

    assert give("second-factor", code=code_of(lin))["Location"] == "/desk/grave/"
    assert is_in(client)


def test_an_identity_belongs_to_one_user(lin, chief):
    tie_identity(lin, provider="city", subject="s-1", by=chief)

    with pytest.raises(MayNotTie) as refused:
        tie_identity(chief, provider="city", subject="s-1", by=chief)
    assert [one.reason for one in refused.value.reasons] == ["这个外部身份已经绑定了账号，请先解除。"]

    with pytest.raises(MayNotTie) as refused:
        tie_identity(lin, provider="city", subject="s-2", by=chief)
    assert [one.reason for one in refused.value.reasons] == ["该账号在这个认证系统中已有身份，请先解除。"]


def test_nothing_is_tied_to_an_account_out_of_use_nor_without_a_name(lin, chief):
    deactivate(lin, by=chief)

    with pytest.raises(MayNotTie) as refused:
        tie_identity(lin, provider="city", subject=" ", by=chief)

    assert [one.reason for one in refused.value.reasons] == [
        "该账号已经停用，不能绑定外部身份。",
        "请填写认证系统和该系统中的身份标识。",
    ]


def test_an_identity_untied_no_longer_signs_in(client, lin, chief):
    tie_identity(lin, provider="city", subject="s-1", by=chief)

    untie_identity(lin, provider="city", by=chief)

    assert was_recorded("accounts.identity_untied", lin)
    client.get(reverse("accounts:external"))
    come_back(client, ticket=ticket("s-1"))
    assert not is_in(client)


def test_the_tests_of_other_apps_can_sign_people_in(client, lin):
    assert is_in(sign_in(client, lin))
