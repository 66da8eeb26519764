"""The invented district for stories: with its people and columns, or whole with all its documents.

Each is made once for a file inside a transaction that is rolled back at its end; every test works in a savepoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from mingtang.config import demo
from mingtang.config.demo.acts import CLEAR, GATES
from mingtang.config.demo.district import District
from mingtang.publishing import api as publishing

BODY = (
    "<p>为进一步做好今冬明春困难群众生活保障，现就有关事项通知如下，请认真组织落实，并于月底前报送情况。</p>"
)


@contextmanager
def _for_one_file(blocker: Any) -> Iterator[None]:
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: Any) -> Iterator[District]:
    with _for_one_file(django_db_blocker):
        yield demo.settle()


@pytest.fixture
def district(settled: District, db: None) -> District:
    """People, bodies, columns and rights; no documents."""
    return settled


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[demo.Made]:
    with _for_one_file(django_db_blocker):
        made = demo.make()
        with connection.cursor() as cursor:
            # A server would have looked at its tables meanwhile; within one transaction nobody else can.
            cursor.execute("ANALYZE")
        yield made


@pytest.fixture
def demonstration(made: demo.Made, db: None) -> demo.Made:
    """The whole demonstration."""
    return made


@pytest.fixture
def sign() -> Callable[..., Any]:
    """Sign the step that an edition waits for."""

    def signed(edition: publishing.Edition, *, by: Any, on: date) -> Any:
        edition.refresh_from_db()
        secret = edition.waiting_for == publishing.SECRECY
        return publishing.sign(
            edition,
            edition.waiting_for,
            by=by,
            on=on,
            seen_hash=publishing.newest_revision(edition).content_hash,
            gates=() if secret else GATES,
            proof_read=not secret,
            secrecy=CLEAR if secret else None,
        )

    return signed


@pytest.fixture
def handed_in(district: District) -> Callable[..., publishing.Edition]:
    """A text that a unit's contact has drafted and handed in; what the checks ask is answered."""

    def submitted(
        title: str, *, kind: str, column: str, by: str, on: date, **facts: Any
    ) -> publishing.Edition:
        contact = district.people[by]
        home, body = facts.pop("organisation"), facts.pop("body", BODY)
        edition = publishing.start_draft(
            kind=publishing.Kind.objects.get(code=kind),
            organisation_id=district.bodies[home].pk,
            column=district.columns[column],
            content={"title": title, "body": body, "public_until": "long", "elements": facts.pop("elements")},
            by=contact,
            on=on,
            **facts,
        )
        for finding in publishing.unsettled(publishing.newest_revision(edition)):
            publishing.waive(finding, reason="已核对，按原文保留", by=contact)
        publishing.submit(edition, by=contact, on=on)
        return edition

    return submitted


@pytest.fixture
def all_signed(district: District, sign: Callable[..., Any]) -> Callable[..., publishing.Edition]:
    """A text with every signature, each by the person whose step it is."""

    def signed(edition: publishing.Edition, *, of: str, on: date) -> publishing.Edition:
        for step in publishing.STEP_ORDER:
            edition.refresh_from_db()
            people = district.holders(publishing.STEP_ROLES[step], of, on)
            free = [p for p in people if not publishing.sign_refusals(edition, step, by=p, on=on)]
            sign(edition, by=free[0], on=on)
        edition.refresh_from_db()
        return edition

    return signed
