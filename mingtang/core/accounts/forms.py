"""The forms of signing in and of one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField

from mingtang.core.accounts.models import User
from mingtang.core.accounts.services.passwords import change_refusals

TOO_LONG = "最多 128 个字。"


def _password(label: str, name: str, *, autocomplete: str, help_text: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    errors = {"required": f"请填写{name}。", "max_length": TOO_LONG}
    # Spaces at the ends of a password belong to it; very long ones would only keep the machine busy.
    return forms.CharField(
        label=label, widget=widget, strip=False, max_length=128, help_text=help_text, error_messages=errors
    )


def _code(help_text: str) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        label="动态口令",
        max_length=40,
        help_text=help_text,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": "请填写动态口令。"},
    )


class SignInForm(forms.Form):
    """Name and password; whether they are right is asked elsewhere."""

    username = UsernameField(
        label="用户名",
        max_length=64,
        error_messages={"required": "请填写用户名。", "max_length": "最多 64 个字。"},
    )
    password = _password("密码", "密码", autocomplete="current-password")


class CodeForm(forms.Form):
    """The second factor at sign-in."""

    code = _code("手机验证器上显示的六位数字。手机不在身边时，可填一个恢复码。")


class SetUpForm(forms.Form):
    """The first code of a new seed."""

    code = _code("扫码后，手机验证器上显示的六位数字。")


class ConfirmForm(forms.Form):
    """The password again, and the code where there is a second factor."""

    password = _password("密码", "密码", autocomplete="current-password")
    code = _code("手机验证器上显示的六位数字，或一个恢复码。")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.has_second_factor:
            del self.fields["code"]


class PasswordForm(forms.Form):
    """The old password, and the new one twice."""

    current_password = _password("原密码", "原密码", autocomplete="current-password")
    new_password = _password(
        "新密码",
        "新密码",
        autocomplete="new-password",
        help_text="至少 10 个字，不能全是数字，不能与用户名、姓名相近，也不能是常见密码。",
    )
    new_password_again = _password("再次填写新密码", "新密码", autocomplete="new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if reasons := change_refusals(self.user, password):
            raise forms.ValidationError([reason.reason for reason in reasons])
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        new, again = data.get("new_password"), data.get("new_password_again")
        if new and again and new != again:
            self.add_error("new_password_again", "两次填写的新密码不一样，请重新填写。")
        return data
