"""What every desk page shares: who may enter, the menu by role, and how many things wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localdate

from mingtang.core.accounts.api import User, staff_required
from mingtang.core.design.api import DeskFrame, NavGroup, NavItem
from mingtang.core.organisations.api import Standing, standings
from mingtang.desk.labels import MENU, Entry

__all__ = ["address", "page", "staff", "staff_required"]


# A menu of so many entries is shown whole; of a longer one the first group and the one of this page.
SHORT_MENU = 16


@dataclass(frozen=True)
class MenuGroup(NavGroup):
    """A group of the menu that may be folded away until somebody opens it."""

    folded: bool = False


def staff(request: HttpRequest) -> User:
    """Who is signed in, on a page that only staff reach."""
    return cast(User, request.user)


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    mine: list[Standing] | None = None,
) -> HttpResponse:
    """A desk page: `template` extends desk/frame.html, `context` is its own, the frame comes from here.

    `mine` spares asking again where a view already knows the standings of this person.
    """
    answer = render(request, template, {"frame": frame(request, mine), **(context or {})}, status=status)
    # What staff see is nobody else's: no cache keeps it.
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def frame(request: HttpRequest, mine: list[Standing] | None = None) -> DeskFrame:
    """The menu of this person, with the entry of this page marked."""
    mine = standings(staff(request).pk, localdate()) if mine is None else mine
    return DeskFrame(
        home_url=address("desk:home"),
        person=staff(request).name,
        unit="、".join(dict.fromkeys(standing.organisation for standing in mine)),
        navigation=menu(mine, request.path),
        account_url=address("accounts:me"),
        sign_out_url=address("accounts:sign-out"),
        portal_url="/",
        search_url=address("desk:work") if _sees_content(mine) else "",
        query=request.GET.get("q", ""),
    )


def menu(mine: Iterable[Standing], here: str) -> list[NavGroup]:
    """The entries that these roles see; the longest address that this page begins with is the current one."""
    roles = {standing.role for standing in mine}
    groups = [
        (name, [e for e in entries if not e.roles or e.roles & roles]) for name, entries in _whole_menu()
    ]
    addresses = [url for _, entries in groups for e in entries if (url := address(e.address))]
    current = max((url for url in addresses if here.startswith(url)), key=len, default="")
    if current == address("desk:home") != here:
        current = ""  # a page that no entry leads to straight is not the first page
    shown = [(name, _items(entries, current)) for name, entries in groups]
    is_long = sum(len(items) for _, items in shown) > SHORT_MENU
    return [
        MenuGroup(name, items, folded=is_long and number > 0 and not _is_here(items, current, here))
        for number, (name, items) in enumerate(shown)
        if items
    ]


def _is_here(items: Iterable[NavItem], current: str, here: str) -> bool:
    """Whether a page belongs to a group: to an entry of it, or, where none leads to it, to the same part of the desk."""
    if current:
        return any(item.current for item in items)
    return any(item.url.split("/")[:3] == here.split("/")[:3] for item in items)


@cache
def _whole_menu() -> list[tuple[str, list[Entry]]]:
    """The desk's own menu and the entries of the trades (`config/wiring.py`): new groups stand before 管理."""
    groups = {name: list(entries) for name, entries in MENU}
    last = groups.pop(MENU[-1][0])
    for name, entries in import_module(settings.WIRING).MENU:
        group = last if name == MENU[-1][0] else groups.setdefault(name, [])
        group += [Entry(*entry) for entry in entries]
    return [*groups.items(), (MENU[-1][0], last)]


def _items(entries: Iterable[Entry], current: str) -> list[NavItem]:
    return [NavItem(entry.label, url, url == current) for entry in entries if (url := address(entry.address))]


def address(name: str, *args: Any) -> str:
    """The address of a page; empty where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _sees_content(mine: Iterable[Standing]) -> bool:
    return any(standing.role != "system_administrator" for standing in mine)
