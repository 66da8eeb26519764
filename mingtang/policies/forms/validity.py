"""Forms of validity: a fact and the document behind it, a campaign, an answer, the draft of a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from mingtang.policies.labels import ANSWERS, FACTS, LEVELS
from mingtang.policies.models import Policy
from mingtang.policies.queries.finding import named_documents
from mingtang.policies.services.confirming import Answer
from mingtang.policies.services.recording import Stated

# What people record; that a newer text took a document's place is read from the texts.
RECORDED = tuple((code, name) for code, name in FACTS if code != "superseded")
DAY = forms.DateInput(attrs={"type": "date"})
# Campaigns are first for 政府规章 and 行政规范性文件 (PV-02).
FIRST_LEVELS = ("government_rule", "normative")


class FactForm(forms.Form):
    """What happened to a document, from when, and by which document."""

    kind = forms.ChoiceField(label="事实", choices=RECORDED)
    day = forms.DateField(
        label="自何日起", widget=DAY, help_text="法律上生效的日期，不是登记的日期；有效期届满的填最后一天。"
    )
    until = forms.DateField(
        label="至何日（含当日）",
        required=False,
        widget=DAY,
        help_text="停止执行的截止日期，或者确认继续有效的新有效期至。",
    )
    document = forms.CharField(
        label="依据文件",
        required=False,
        max_length=300,
        help_text="作出这一决定的文件：发文字号或者完整标题。库中有的会自动关联，没有的按所填文字登记。",
    )
    note = forms.CharField(label="说明", required=False, max_length=300)

    def stated(self) -> Stated:
        """The fact as it is told; the document behind it is looked for in the library."""
        told = self.cleaned_data
        words = told["document"].strip()
        found = _one(words)
        is_number = words.endswith("号") and "《" not in words
        return Stated(
            kind=told["kind"],
            on=told["day"],
            until=told["until"],
            document=found,
            document_title="" if found or is_number else words,
            document_number=words if is_number and not found else "",
            note=told["note"],
        )


def _one(words: str) -> Policy | None:
    """The document of the library that words name: by number or whole title, the newest version."""
    found = named_documents(words) if words else []
    groups = {policy.version_group for policy in found}
    return found[0] if len(groups) == 1 else None


class VoidForm(forms.Form):
    """Why a fact is void."""

    reason = forms.CharField(label="作废理由", max_length=300)


class CampaignForm(forms.Form):
    """A round of confirmation: what is asked of whom, by when."""

    title = forms.CharField(
        label="名称", max_length=120, help_text="如“2026年行政规范性文件有效性集中确认”。"
    )
    levels = forms.MultipleChoiceField(
        label="范围（效力级别）",
        choices=LEVELS,
        widget=forms.CheckboxSelectMultiple,
        initial=FIRST_LEVELS,
        help_text="列入这些级别中今天有效、停止执行或者部分失效的已公开文件；上级文件不列入。",
    )
    due_on = forms.DateField(label="完成期限", widget=DAY)
    explanation = forms.CharField(
        label="要求", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """What the drafting unit says of one document."""

    answer = forms.ChoiceField(label="答复", choices=ANSWERS, widget=forms.RadioSelect)
    valid_until = forms.DateField(
        label="新的有效期至",
        required=False,
        widget=DAY,
        help_text="只在继续有效并重新规定有效期时填写，含当日。",
    )
    counts_from = forms.DateField(
        label="自何日起废止或失效", required=False, widget=DAY, help_text="只在废止、宣布失效时填写。"
    )
    reason = forms.CharField(label="理由", required=False, max_length=300)

    def answered(self) -> Answer:
        told = self.cleaned_data
        return Answer(told["answer"], told["valid_until"], told["counts_from"], told["reason"])


class ResultForm(forms.Form):
    """Where the notice with the result is drafted."""

    column = forms.TypedChoiceField(label="栏目", coerce=int)

    def __init__(self, *args: Any, columns: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["column"]).choices = columns
