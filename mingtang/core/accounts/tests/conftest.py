import pyotp
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone

from mingtang.core.accounts.api import confirmation_required, staff_required
from mingtang.core.accounts.testing import PASSWORD, staff_user


@staff_required
def home(request):
    return HttpResponse("工作台")


@confirmation_required
def grave(request):
    return HttpResponse("办妥了")


def rename(request):
    return HttpResponse("")


desk = [path("", home, name="home"), path("grave/", grave, name="grave")]
urlpatterns = [
    path("accounts/", include("mingtang.core.accounts.urls")),
    path("desk/", include((desk, "desk"))),
    path("design/display/", include(([path("", rename, name="display")], "design"))),
]


@pytest.fixture(autouse=True)
def house(settings):
    """A house with a desk that has one ordinary page and one for grave acts."""
    settings.ROOT_URLCONF = __name__
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def lin(db):
    """Lin, a clerk with a second factor."""
    return staff_user("lin", "林小满", second_factor=True)


@pytest.fixture
def novice(db):
    """A clerk who has not set up a second factor yet."""
    return staff_user("novice", "新来的")


@pytest.fixture
def chief(db):
    """Another person, who helps with lost telephones."""
    return staff_user("chief", "管理员乙", second_factor=True)


@pytest.fixture
def give(client):
    """Sends answers to a page of the accounts: `give("sign-in", username=…)`."""

    def send(page: str, via: Client = client, **answers):
        return via.post(reverse(f"accounts:{page}"), answers)

    return send


@pytest.fixture
def code_of():
    """The code on the user's telephone; `ahead=1` for the one that comes next, which is accepted already."""

    def code(user, ahead=1):
        return pyotp.TOTP(user.totp_secret).at(timezone.now(), counter_offset=ahead)

    return code


@pytest.fixture
def arrive(client, give, code_of):
    """Signs a user in by both doors."""

    def through(user, via: Client = client, ahead=1):
        give("sign-in", via, username=user.username, password=PASSWORD)
        return give("second-factor", via, code=code_of(user, ahead))

    return through
