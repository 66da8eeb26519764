"""A demonstration is there whole or not at all, and only in a home that was made for one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from mingtang.config import demo
from mingtang.config.demo import making
from mingtang.config.demo.clock import own_time
from mingtang.core.accounts.api import User
from mingtang.core.refusals import Refused
from mingtang.publishing import api as publishing


class _Refusing:
    name = "policy-waste-2026"
    at = timezone.now()

    def do(self, district: Any) -> None:
        raise Refused("缺少发文字号。")


def test_a_run_that_breaks_names_the_document_and_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(making, "history", lambda *_: [_Refusing()])
    monkeypatch.setattr(making, "deeds", lambda: [])

    with pytest.raises(making.NotMade, match="policy-waste-2026：缺少发文字号。"):
        demo.make()

    assert not publishing.Site.objects.exists()
    assert not User.objects.exists()
    assert timezone.localdate() >= date(2026, 11, 1)


def test_a_real_home_is_never_filled_and_its_clock_never_set(db: None):
    publishing.install(demonstration=False)

    with pytest.raises(publishing.WrongHome):
        demo.make()
    with pytest.raises(Refused, match="正式环境"), own_time():
        pass
    assert not publishing.Site.objects.exists()
