"""Signing sheets: what the one who scans and the one who compares fill in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

from django import forms

from mingtang.core.accounts.api import User
from mingtang.desk.forms.review import AnswersForm
from mingtang.publishing.api import GATES


class ScanForm(forms.Form):
    """Whose signature is on the sheet, of which day, and the scan itself."""

    signer = forms.ModelChoiceField(User.objects.none(), label="签署人", empty_label="请选择")
    signed_on = forms.DateField(label="纸面签署日期", widget=forms.DateInput)
    opinion = forms.CharField(
        label="纸面意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    scan = forms.FileField(label="扫描件", help_text="PDF 或照片，签名、日期、校验码须清楚")

    def __init__(self, *args: Any, signers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signer = cast("forms.ModelChoiceField[User]", self.fields["signer"])
        signer.queryset = User.objects.filter(pk__in=signers, is_active=True).order_by("name")

    def secrecy(self) -> dict[str, Any] | None:
        """The answers on a secrecy sheet; a level's sheet has none."""
        return None


class SecrecyScanForm(AnswersForm, ScanForm):
    """The sheet of a secrecy review: the answers are copied from the paper."""

    field_order = ("signer", "signed_on", *AnswersForm.base_fields, "opinion", "scan")

    def secrecy(self) -> dict[str, Any] | None:
        return asdict(self.answers())


class SheetForm(forms.Form):
    """What another person finds on the paper: the code, typed, and the ticks of a level."""

    code = forms.CharField(
        label="纸面上的校验码",
        max_length=40,
        help_text="照纸面输入十二位字母和数字，不要从屏幕上抄",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    gates = forms.MultipleChoiceField(
        label="纸面上已勾的关",
        required=False,
        choices=GATES,
        widget=forms.CheckboxSelectMultiple,
    )
    proof_read = forms.BooleanField(label="纸面上已勾“本级校对已完成”", required=False)

    def __init__(self, *args: Any, is_secrecy: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_secrecy:
            del self.fields["gates"], self.fields["proof_read"]

    def seen(self) -> dict[str, Any]:
        """The keywords of `publishing.confirm_sheet`."""
        told = self.cleaned_data
        return {
            "code": told["code"],
            "gates": told.get("gates", ()),
            "proof_read": told.get("proof_read", False),
        }
