"""Accounts and appointments: acts of the system administrator, read by the office. Nobody sees content here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts import api as accounts
from mingtang.core.accounts.api import User, confirmation_required
from mingtang.core.design.api import PAGE_SIZE, Cell, Chip, Crumb, Table, Tag, following, told
from mingtang.core.organisations import api as organisations
from mingtang.core.organisations.api import Delegation, Membership
from mingtang.core.refusals import Refusal, Refused
from mingtang.desk.forms.system import AccountForm, AppointForm, DelegateForm, PasswordForm
from mingtang.desk.permissions import ADMINISTRATOR, OFFICE, role_required, roles_of
from mingtang.desk.views.frame import page, staff_required


@role_required(ADMINISTRATOR, OFFICE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """All accounts by user name, found by user name or name."""
    find, after = request.GET.get("find", "").strip(), request.GET.get("after", "")
    users = User.objects.order_by("username")
    if find:
        users = users.filter(Q(username__icontains=find) | Q(name__icontains=find))
    if after:
        users = users.filter(username__gt=after)
    rows, pager = following(list(users[: PAGE_SIZE + 1]), request, "username")
    may = ADMINISTRATOR in roles_of(request.user)
    context = {
        "title": "人员与任职",
        "tables": [_table(rows)],
        "search": "按姓名或用户名查找",
        "found": find,
        "chips": [Chip(f"查找：{find}", request.path)] if find else [],
        "actions": [("新建账号", reverse("desk:person-new"))] if may else [],
        "crumbs": [Crumb("人员与任职")],
        **pager,
    }
    return page(request, "desk/system/list.html", context)


def _table(users: list[User]) -> Table:
    held = (
        Membership.objects.on(localdate())
        .filter(user__in=users)
        .select_related("organisation")
        .order_by("id")
    )
    roles: dict[int, list[str]] = {}
    for m in held:
        roles.setdefault(m.user_id, []).append(f"{m.organisation.short_name}{m.get_role_display()}")
    return Table(
        "账号",
        ("姓名", "用户名", "任职", "状态"),
        [
            (
                Cell(user.name, reverse("desk:person", args=[user.pk])),
                user.username,
                "；".join(roles.get(user.pk, ())) or "无任职",
                Tag("在用", "good") if user.is_active else Tag("已停用"),
            )
            for user in users
        ],
    )


@role_required(ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new account, without any right until someone appoints its owner."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = accounts.create_account(by=request.user, **form.cleaned_data)
        except Refused as refused:
            told(form, refused)
        else:
            messages.success(request, f"已为{user.name}新建账号，请接着任命。")
            return redirect("desk:person", user.pk)
    context = {"title": "新建账号", "form": form, "submit": "新建", "back": reverse("desk:people"),
               "crumbs": _crumbs("新建账号")}  # fmt: skip
    return page(request, "desk/system/form.html", context, status=422 if form.errors else 200)


def _crumbs(name: str) -> list[Crumb]:
    return [Crumb("人员与任职", reverse("desk:people")), Crumb(name)]


@role_required(ADMINISTRATOR, OFFICE)
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: appointments, delegations, the account."""
    user = get_object_or_404(User, pk=pk)
    return _person_page(
        request, user, AppointForm(), DelegateForm(owner=user, day=localdate(), prefix="lent")
    )


def _person_page(
    request: HttpRequest, user: User, appoint: AppointForm, delegate: DelegateForm
) -> HttpResponse:
    held = Membership.objects.filter(user=user).select_related("organisation").order_by("-valid_from", "id")
    lent = Delegation.objects.filter(Q(membership__user=user) | Q(deputy=user))
    context = {
        "person": user,
        "memberships": held,
        "current": set(Membership.objects.on(localdate()).filter(user=user).values_list("pk", flat=True)),
        "delegations": lent.select_related("membership__user", "membership__organisation", "deputy").order_by(
            "-valid_from"
        ),
        "appoint": appoint,
        "delegate": delegate,
        "acts": ADMINISTRATOR in roles_of(request.user),
        "crumbs": _crumbs(user.name),
    }
    return page(
        request, "desk/system/person.html", context, status=422 if appoint.errors or delegate.errors else 200
    )


@role_required(ADMINISTRATOR)
@require_POST
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role in a body."""
    user = get_object_or_404(User, pk=pk)
    form = AppointForm(request.POST)
    if form.is_valid():
        try:
            made = organisations.appoint(user, by=request.user, **form.cleaned_data)
        except Refused as refused:
            told(form, refused)
        else:
            messages.success(request, f"已任命：{made.organisation.name}{made.get_role_display()}。")
            return redirect("desk:person", pk)
    return _person_page(request, user, form, DelegateForm(owner=user, day=localdate(), prefix="lent"))


@role_required(ADMINISTRATOR)
@require_POST
def end_membership(request: HttpRequest, pk: int, membership_id: int) -> HttpResponse:
    """Take a role away from today on."""
    held = get_object_or_404(Membership.objects.on(localdate()), pk=membership_id, user_id=pk)
    organisations.end_membership(held, by=request.user, on=localdate())
    messages.success(request, "已免去，自今日起不再有相应权限。")
    return redirect("desk:person", pk)


@role_required(ADMINISTRATOR)
@require_POST
def delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a delegation for somebody who is away."""
    user = get_object_or_404(User, pk=pk)
    form = DelegateForm(request.POST, owner=user, day=localdate(), prefix="lent")
    if form.is_valid() and _delegated(request, form):
        return redirect("desk:person", pk)
    return _person_page(request, user, AppointForm(), form)


def _delegated(request: HttpRequest, form: DelegateForm) -> bool:
    try:
        made = organisations.delegate(by=request.user, **form.cleaned_data)
    except Refused as refused:
        told(form, refused)
        return False
    messages.success(request, f"已授权{made.deputy.name}代理，至{made.valid_until:%Y-%m-%d}。")
    return True


# --- one's own deputies


@staff_required
@require_http_methods(["GET", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    """AB 角: anybody with a role lends it for a time, and takes it back."""
    today = localdate()
    held = Membership.objects.on(today).filter(user=request.user).exists()
    form = DelegateForm(request.POST or None, owner=request.user, day=today) if held else None
    if request.method == "POST" and form and form.is_valid() and _delegated(request, form):
        return redirect("desk:delegations")
    given = Delegation.objects.filter(membership__user=request.user).select_related(
        "membership__organisation", "deputy"
    )
    context = {"form": form, "given": given.order_by("-valid_from", "-id")[:100], "today": today,
               "crumbs": [Crumb("授权代理")]}  # fmt: skip
    return page(request, "desk/system/delegations.html", context, status=422 if form and form.errors else 200)


@staff_required
@require_POST
def end_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one has lent."""
    lent = get_object_or_404(Delegation, pk=pk, membership__user=request.user)
    organisations.end_delegation(lent, by=request.user, on=localdate())
    messages.success(request, "已收回代理授权。")
    return redirect("desk:delegations")


# --- the account itself: only shortly after the administrator has shown password and code again


@role_required(ADMINISTRATOR)
@confirmation_required
@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """停用."""
    user = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        accounts.deactivate(user, by=request.user)
        messages.success(request, f"{user.name}的账号已停用，会话立即失效。")
        return redirect("desk:person", pk)
    text = "停用后不能登录，联系方式、密码和动态口令清除；办过的事仍留名备查。"
    return _asked(
        request,
        user,
        f"停用{user.name}的账号",
        text,
        "停用",
        accounts.deactivation_refusals(user, request.user),
    )


@role_required(ADMINISTRATOR)
@confirmation_required
@require_http_methods(["GET", "POST"])
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """A telephone was lost."""
    user = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        accounts.reset_second_factor(user, by=request.user)
        messages.success(request, "动态口令已重设，本人下次登录时重新绑定。")
        return redirect("desk:person", pk)
    text = "请先当面核实本人身份。重设后，原手机上的动态口令作废，本人下次登录时重新绑定。"
    return _asked(
        request, user, f"重设{user.name}的动态口令", text, "重设", accounts.reset_refusals(user, request.user)
    )


def _asked(
    request: HttpRequest, user: User, title: str, text: str, confirm: str, reasons: list[Refusal]
) -> HttpResponse:
    context = {"title": title, "text": text, "confirm": confirm, "reasons": reasons,
               "back": reverse("desk:person", args=[user.pk]), "crumbs": _crumbs(user.name)}  # fmt: skip
    return page(request, "desk/system/confirm.html", context)


@role_required(ADMINISTRATOR)
@confirmation_required
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new password, for one who forgot theirs."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    return _password_page(request, user, "重设密码", accounts.set_password)


@role_required(ADMINISTRATOR)
@confirmation_required
@require_http_methods(["GET", "POST"])
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an account back into use."""
    user = get_object_or_404(User, pk=pk, is_active=False)
    return _password_page(request, user, "重新启用账号", accounts.reactivate)


def _password_page(request: HttpRequest, user: User, title: str, act: Any) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(user, password=form.cleaned_data["password"], by=request.user)
        except Refused as refused:
            told(form, refused)
        else:
            messages.success(request, f"{title}：已办理，请把新密码告知本人。")
            return redirect("desk:person", user.pk)
    context = {"title": f"{title}：{user.name}", "form": form, "submit": title, "crumbs": _crumbs(user.name),
               "back": reverse("desk:person", args=[user.pk])}  # fmt: skip
    return page(request, "desk/system/form.html", context, status=422 if form.errors else 200)
