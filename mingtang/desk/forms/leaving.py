"""Leaving the public site: withdrawal, takedown, clean-up decision, erasure."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms

from mingtang.publishing.api import CLEANUP_DECISIONS, Publication

WAYS = (
    ("error", "误发撤除：页面不再提供"),
    ("replaced", "被替代：原地址转到新的信息"),
    ("withdrawn", "撤回但保留：页面仍可查看，标明已撤回"),
)
# The address of a public page, or the public id alone.
PUBLIC_ID = re.compile(r"(?:^|/doc/)([0-9a-f]{16})(?:\.html)?$")


class WithdrawalForm(forms.Form):
    """Which of the three ways, why, and what the public is told."""

    way = forms.ChoiceField(label="撤回方式", choices=WAYS, widget=forms.RadioSelect)
    successor = forms.CharField(
        label="替代它的信息",
        required=False,
        help_text="只在选“被替代”时填写：新信息的公开网址",
    )
    reason = forms.CharField(
        label="内部理由",
        max_length=300,
        help_text="留存备查，不对外公开",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    public_notice = forms.CharField(
        label="对外说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_successor(self) -> Publication | None:
        typed = self.cleaned_data["successor"].strip()
        if not typed:
            return None
        found = PUBLIC_ID.search(typed)
        publication = Publication.objects.filter(public_id=found[1]).first() if found else None
        if publication is None:
            raise forms.ValidationError("没有找到这个网址的信息，请从公开页面的地址栏复制。")
        return publication


class TakedownForm(forms.Form):
    """One reason, one tap."""

    reason = forms.CharField(
        label="下架理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )


class VerdictForm(forms.Form):
    """Another person upholds a takedown, or lets the item return."""

    uphold = forms.ChoiceField(
        label="确认意见",
        choices=[("yes", "维持下架"), ("no", "不维持，恢复公开")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def verdict(self) -> dict[str, Any]:
        return {"uphold": self.cleaned_data["uphold"] == "yes", "reason": self.cleaned_data["reason"]}


class CleanupForm(forms.Form):
    """One of the four decisions, with its reason."""

    decision = forms.ChoiceField(label="处理", choices=CLEANUP_DECISIONS, widget=forms.RadioSelect)
    keep_until = forms.DateField(
        label="继续公开到",
        required=False,
        help_text="选“继续公开”而公开期限已满时填写",
        widget=forms.DateInput,
    )
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    @property
    def words(self) -> str:
        """The decision as people say it."""
        return dict(CLEANUP_DECISIONS)[self.cleaned_data["decision"]]


class ErasureForm(forms.Form):
    """Which text of an edition is to be removed for good, and why."""

    revision = forms.TypedChoiceField(label="删除哪一稿", coerce=int)
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, revisions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["revision"]).choices = revisions
