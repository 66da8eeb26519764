"""What the history of the demonstration works with: who, where, when, and the editions made so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from mingtang.config.demo.data import Days, Document, read_json
from mingtang.core.organisations import api as organisations
from mingtang.publishing import api as publishing

# 政务公开办's head: releases what several units publish together, grants rights, answers for the whole.
OFFICE = "peishuning"
DUTY_OFFICER = "yezhian"


@dataclass
class District:
    """The people, bodies and columns by their codes, and what has been made of each document."""

    people: dict[str, Any]
    bodies: dict[str, Any]
    columns: dict[str, Any]
    days: Days
    random: Random
    editions: dict[str, publishing.Edition] = field(default_factory=dict)
    held: dict[str, publishing.Release] = field(default_factory=dict)
    addresses: list[tuple[str, str]] = field(default_factory=list)
    # Campaigns, evaluations and the like, by the names that the story gives them.
    made: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seats = read_json("demo/people.json")["upper_levels"]
        self._seats = {(s["organisation"], role): s["seated_in"] for s in seats for role in s["levels"]}
        self._users = {user.pk: user for user in self.people.values()}

    @property
    def office(self) -> Any:
        return self.people[OFFICE]

    def edition(self, document: Document) -> publishing.Edition:
        """The edition of a document as it stands now."""
        edition = self.editions[document.name]
        edition.refresh_from_db()
        return edition

    def drafter(self, document: Document) -> Any:
        return self.people[document.head["drafter"]]

    def holders(self, role: str, organisation: str, on: date) -> list[Any]:
        """Who may act in a role for a body; deputies first, who stand in while somebody is away."""
        home = self.bodies[self._seats.get((organisation, role), organisation)]
        ids = organisations.holders(role, [home.pk], on)
        own = set(
            organisations.Membership.objects.filter(role=role, organisation=home).values_list(
                "user_id", flat=True
            )
        )
        return [self._users[pk] for pk in sorted(ids, key=lambda pk: (pk in own, pk))]

    def signer(self, document: Document, step: str, on: date) -> Any:
        """Somebody of the right body who may sign this step of this text. LookupError where nobody may."""
        edition = self.edition(document)
        for person in self.holders(publishing.STEP_ROLES[step], document.organisation, on):
            if not publishing.sign_refusals(edition, step, by=person, on=on):
                return person
        raise LookupError(f"{document.name}: 没有人能签{publishing.STEP_NAMES[step]}")
