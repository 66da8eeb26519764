"""What publishing announces."""

from __future__ import annotations

from dataclasses import dataclass

from mingtang.core.events.api import Event


@dataclass(frozen=True)
class EditionPublished(Event):
    """An edition can be read by the public, or by those it is addressed to (`scope`)."""

    edition_id: int
    publication_id: int
    scope: str
    kind: str = ""  # the code of its kind; empty in what an earlier version announced
    basis: str = ""


@dataclass(frozen=True)
class EditionWithdrawn(Event):
    """An edition has left: `way` is error, replaced, withdrawn, taken_down, archived or superseded."""

    edition_id: int
    publication_id: int
    way: str


@dataclass(frozen=True)
class ReviewAsked(Event):
    """An edition waits for a step; those who may sign it are told."""

    edition_id: int
    step: str


@dataclass(frozen=True)
class EditionReturned(Event):
    """A reviewer returned a text; its authors are told."""

    edition_id: int
    return_id: int


@dataclass(frozen=True)
class BatchSigned(Event):
    """Two people have signed a batch's manifest: its stock goes live, part by part; announced again after each part."""

    batch_id: int
