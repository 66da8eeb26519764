"""What a reviewer fills in: ticks, opinion, the separate questions of a secrecy review, a return, a correction."""

from __future__ import annotations

from typing import Any

from django import forms

from mingtang.publishing.api import CONCLUSIONS, GATES, SECRECY, STEP_ROLES, SecrecyAnswers

YES_NO = (("no", "没有"), ("yes", "有"))


class SigningForm(forms.Form):
    """The hash of the text that was shown goes with the signature: a text changed meanwhile is not signed."""

    seen_hash = forms.CharField(widget=forms.HiddenInput)
    opinion = forms.CharField(
        label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def signature(self) -> dict[str, Any]:
        """The keywords of `publishing.sign`."""
        return {"seen_hash": self.cleaned_data["seen_hash"], "opinion": self.cleaned_data["opinion"].strip()}


class GatesForm(forms.Form):
    """四关 and the proof-reading of a level, each its own tick."""

    political = forms.BooleanField(label="政治关：导向正确，表述符合中央精神", required=False)
    legal = forms.BooleanField(label="法律关：内容合法，依据准确", required=False)
    secrecy = forms.BooleanField(label="保密关：未见不宜公开的内容", required=False)
    wording = forms.BooleanField(label="文字关：文字、数字、人名、地名无误", required=False)
    proof_read = forms.BooleanField(label="本级校对已完成", required=False)

    def ticks(self) -> dict[str, Any]:
        """The keywords of `publishing.sign` and `publishing.sign_many` that say what was ticked."""
        told = self.cleaned_data
        return {"gates": tuple(code for code, _ in GATES if told[code]), "proof_read": told["proof_read"]}


class LevelForm(GatesForm, SigningForm):
    """One of the three levels on one text."""

    field_order = (*GatesForm.base_fields, "opinion", "seen_hash")

    def signature(self) -> dict[str, Any]:
        return {**super().signature(), **self.ticks()}


class TogetherForm(GatesForm):
    """One level on several texts: what each said when it was shown goes along, beside its tick on the page."""

    step = forms.ChoiceField(choices=[(step, step) for step in STEP_ROLES], widget=forms.HiddenInput)
    opinion = forms.CharField(
        label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    field_order = (*GatesForm.base_fields, "opinion", "step")

    def signature(self) -> dict[str, Any]:
        """The keywords of `publishing.sign_many`, but for the texts."""
        return {**self.ticks(), "opinion": self.cleaned_data["opinion"].strip()}


def _asked(label: str, hint: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, choices=YES_NO, widget=forms.RadioSelect)


class AnswersForm(forms.Form):
    """The questions of a secrecy review, each answered for itself: none has an answer given beforehand."""

    state_secret = _asked("国家秘密", "是否含有国家秘密，或者定密未解密的内容")
    work_secret = _asked("工作秘密", "是否含有本机关、本系统的工作秘密")
    sensitive = _asked("敏感信息", "是否含有不宜公开的内部信息、个人信息、商业秘密等")
    aggregation = _asked("汇聚风险", "与下面列出的已公开信息合在一起，是否会推断出涉密或敏感内容")
    conclusion = forms.ChoiceField(label="审查结论", choices=CONCLUSIONS, widget=forms.RadioSelect)
    basis = forms.CharField(
        label="依据",
        max_length=300,
        help_text="写明对照的法律条款、保密事项范围或本单位规定",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def answers(self) -> SecrecyAnswers:
        told = self.cleaned_data
        asked = ("state_secret", "work_secret", "sensitive", "aggregation")
        return SecrecyAnswers(
            **{question: told[question] == "yes" for question in asked},
            conclusion=told["conclusion"],
            basis=told["basis"].strip(),
        )


class SecrecyForm(AnswersForm, SigningForm):
    """一事一审: one secrecy review of one text."""

    field_order = (*AnswersForm.base_fields, "opinion", "seen_hash")

    def signature(self) -> dict[str, Any]:
        return {**super().signature(), "secrecy": self.answers()}


def signing_form(step: str) -> type[LevelForm] | type[SecrecyForm]:
    return SecrecyForm if step == SECRECY else LevelForm


class ReturnForm(forms.Form):
    """Back to the author, with what to change."""

    reason = forms.CharField(
        label="退回理由",
        max_length=500,
        help_text="写明改什么、怎么改，撰稿人会看到",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    gate = forms.ChoiceField(label="没过哪一关", required=False, choices=[("", "不涉及"), *GATES])


class CorrectionForm(forms.Form):
    """A change of words for the author to accept."""

    field = forms.ChoiceField(label="位置", choices=[("body", "正文"), ("title", "标题")])
    before = forms.CharField(
        label="原文",
        help_text="从稿件中选取，连同前后几个字，使它在文中只出现一次",
        widget=forms.Textarea(attrs={"rows": 2}),
        strip=False,
    )
    after = forms.CharField(
        label="改为", required=False, widget=forms.Textarea(attrs={"rows": 2}), strip=False
    )
    reason = forms.CharField(label="为什么改", required=False, max_length=200)
