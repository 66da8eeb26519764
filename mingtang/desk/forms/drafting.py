"""The forms of a draft: where it goes, what it says, and the decisions on its disclosure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from mingtang.core.elements.api import Element, ElementsForm, form_class, parse
from mingtang.core.files.api import StoredFile
from mingtang.desk.forms import choices
from mingtang.publishing.api import (
    ATTRIBUTES,
    SCOPES,
    AttachmentRef,
    Content,
    Edition,
    KindVersion,
    default_public_until,
    title_help,
)

# Elements that repeat a decision of the draft: asked once, below, and told to both.
DECIDED_ONCE = frozenset({"openness", "openness_ground"})
# Elements that the text itself carries too: asked with the elements where the kind has them.
CARRIED = ("summary", "source", "source_url", "issuer")
UNTIL = (("long", "长期公开"), ("date", "公开到某日"))
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one = super().clean
        return [one(file, initial) for file in data] if isinstance(data, list | tuple) else []


class DrafterForm(forms.Form):
    """Who wrote it, where that is not the one who types (供稿人, 录入人)."""

    drafter = forms.ChoiceField(
        label="供稿人（本单位人员）",
        required=False,
        help_text="稿件由他人撰写的，选择撰稿的人；供稿人不能审签这一稿。",
    )
    drafter_name = forms.CharField(
        label="供稿人姓名（不在名单中的）",
        required=False,
        max_length=80,
        help_text="如外单位来稿、借调人员。",
    )
    typed_only = forms.BooleanField(
        label="我只录入，没有撰写或改动文字",
        required=False,
        help_text="须写明供稿人，并附供稿人的纸质原稿扫描件。只录入的人可以担任初审。",
    )
    paper = forms.FileField(label="原稿扫描件", required=False, help_text="PDF 或图片。")

    def __init__(
        self, *args: Any, people: choices.Choices = (), held_paper: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.held_paper = held_paper
        self.fields["drafter"].choices = [("", "由我撰写"), *people]  # type: ignore[attr-defined]

    @property
    def has_drafter(self) -> bool:
        """Whether the part about others' drafts has something to show."""
        names = ("drafter", "drafter_name", "typed_only", "paper")
        return any(self[name].value() or self[name].errors for name in names)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("typed_only"):
            return given
        if not given.get("drafter") and not given.get("drafter_name"):
            self.add_error("drafter", "仅录入的，须写明供稿人。")
        if not given.get("paper") and not self.held_paper:
            self.add_error("paper", "仅录入的，须附供稿人的原稿扫描件。")
        return given


class NewDraftForm(DrafterForm):
    """The beginning of a draft: in which column, under which title."""

    place = forms.ChoiceField(label="发布栏目", help_text="只列出您的单位可以发布这种信息的栏目。")
    title = forms.CharField(label="标题", max_length=300, help_text="先拟一个，写稿时还可以改。")
    field_order = ("place", "title", "drafter", "drafter_name", "typed_only", "paper")

    def __init__(self, *args: Any, found: Sequence[choices.Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {place.key: place for place in found}
        self.fields["place"].choices = choices.place_choices(found)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> choices.Place:
        return self.found[self.cleaned_data["place"]]


class DraftForm(DrafterForm):
    """The text and the decisions on its disclosure. A draft may be unfinished: only the title is demanded."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="标题", max_length=300)
    body = forms.CharField(
        label="正文", required=False, widget=forms.Textarea(attrs={"rows": 24}), strip=False
    )
    summary = forms.CharField(
        label="内容概述", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不填的，自动取正文开头。",
    )  # fmt: skip
    issuer = forms.ChoiceField(label="发布机构", required=False)
    source = forms.CharField(
        label="来源", required=False, max_length=120, help_text="转载的，写明原发布单位。"
    )
    source_url = forms.URLField(
        label="来源网址", required=False, assume_scheme="https", help_text="转载的，填原文的网址。"
    )
    uploads = FilesField(label="添加附件", required=False, help_text="可一次选择多个文件。")
    attribute = forms.ChoiceField(label="公开属性", choices=ATTRIBUTES, widget=forms.RadioSelect)
    attribute_ground = forms.CharField(
        label="不主动公开的依据和理由", required=False, max_length=200,
        help_text="公开属性不是“主动公开”的须填写，随稿一并审签。",
    )  # fmt: skip
    scope = forms.ChoiceField(label="公开范围", choices=SCOPES, widget=forms.RadioSelect)
    disclosure_reason = forms.CharField(
        label="公开方式、范围、时限的理由", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="按信息的性质、受众和影响说明。限定范围或定点定向公开的须填写。",
    )  # fmt: skip
    until = forms.ChoiceField(label="公开期限", choices=UNTIL, widget=forms.RadioSelect, required=False)
    until_date = forms.DateField(
        label="公开到",
        required=False,
        widget=DATE,
        help_text="到期后提出清理任务，由本单位决定去留，不会自动删除。",
    )
    further_columns = forms.MultipleChoiceField(
        label="同时展示的栏目", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="同一条信息在这些栏目也会列出，内容只有一份。",
    )  # fmt: skip
    note = forms.CharField(
        label="修改说明", required=False, max_length=200, help_text="告诉审核人这一稿改了什么。"
    )

    def __init__(
        self, *args: Any, issuers: choices.Choices, columns: choices.Choices, asked_elsewhere: Iterable[str],
        grounds: Sequence[str] = (), about_title: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = about_title
        self.fields["issuer"].choices = issuers  # type: ignore[attr-defined]
        self.fields["further_columns"].choices = columns  # type: ignore[attr-defined]
        self.grounds = grounds
        for name in {*asked_elsewhere} & {*CARRIED}:
            del self.fields[name]
        if not columns:
            del self.fields["further_columns"]
        if grounds:
            self.fields["attribute_ground"].widget.attrs["list"] = "grounds"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("until") == "date" and not given.get("until_date") and "until_date" not in self.errors:
            self.add_error("until_date", "请选定公开到哪一天，或改选“长期公开”。")
        return given

    @property
    def public_until(self) -> str:
        """As the content keeps it: `long`, a date, or nothing decided yet."""
        if self.cleaned_data.get("until") != "date":
            return self.cleaned_data.get("until") or ""
        until: date | None = self.cleaned_data.get("until_date")
        return until.isoformat() if until else ""


class AttachmentForm(forms.Form):
    """One file that goes out with the text."""

    file = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(label="附件名称", max_length=200)
    order = forms.IntegerField(label="顺序", required=False, min_value=0)
    remove = forms.BooleanField(label="移除", required=False)


AttachmentForms = forms.formset_factory(AttachmentForm, extra=0, max_num=100)


class EditorForms:
    """All forms of the editor page as one: what was typed comes back as it was when something is wrong."""

    def __init__(
        self,
        edition: Edition,
        version: KindVersion,
        content: Content,
        *,
        base: int,
        day: date,
        columns: choices.Choices,
        placed: Sequence[int],
        drafting: Mapping[str, Any],
        allowed: Mapping[str, StoredFile],
        data: Any = None,
        uploaded: Any = None,
    ) -> None:
        self.elements = parse(version.elements)
        self.allowed = allowed
        bodies = choices.body_choices(day)
        self.draft = DraftForm(
            data, uploaded, initial={**_decisions(content, version, day), **drafting, "base": base,
                                     "further_columns": [str(pk) for pk in placed]},
            issuers=choices.with_held(bodies, content.issuer or edition.organisation.name),
            columns=columns, asked_elsewhere=[e.code for e in self.elements], grounds=_grounds(self.elements),
            people=choices.colleague_choices(edition.organisation_id, day), held_paper=drafting.get("held_paper"),
            about_title=title_help(version.title_rules),
        )  # fmt: skip
        self.facts = _facts_form(self.elements, content, bodies, data)
        self.attachments = AttachmentForms(
            data, initial=[_row(file, allowed, n) for n, file in enumerate(content.attachments, 1)],
            prefix="attachments",
        )  # fmt: skip

    def is_valid(self) -> bool:
        # Every form is asked, so that the page shows all that is wrong at once.
        return all([self.draft.is_valid(), self.facts.is_valid(), self.attachments.is_valid()])

    def content(self, added: Iterable[AttachmentRef] = ()) -> dict[str, Any]:
        """What was typed, as the content of a revision."""
        given = self.draft.cleaned_data
        facts = {**self.facts.values(), **self._decided_elements()}
        carried = {name: str(given.get(name, facts.get(name)) or "") for name in CARRIED}
        return {
            "title": given["title"],
            "body": given["body"],
            "elements": facts,
            "attachments": (*self._kept(), *added),
            **carried,
            "attribute": given["attribute"],
            "attribute_ground": "" if given["attribute"] == "proactive" else given["attribute_ground"],
            "scope": given["scope"],
            "disclosure_reason": given["disclosure_reason"],
            "public_until": self.draft.public_until,
        }

    def _decided_elements(self) -> dict[str, str]:
        given, codes = self.draft.cleaned_data, {e.code for e in self.elements}
        decided = {"openness": dict(ATTRIBUTES)[given["attribute"]]}
        if given["attribute"] == "withheld" and given["attribute_ground"]:
            decided["openness_ground"] = given["attribute_ground"]
        return {code: value for code, value in decided.items() if code in codes}

    def _kept(self) -> list[AttachmentRef]:
        rows = [row for row in self.attachments.cleaned_data if row and not row["remove"]]
        rows.sort(key=lambda row: (row["order"] is None, row["order"]))
        return [
            attachment(self.allowed[row["file"]], row["name"]) for row in rows if row["file"] in self.allowed
        ]


def attachment(file: StoredFile, name: str = "") -> AttachmentRef:
    """A stored file as part of a text; a name without the file's own ending gets it."""
    name = " ".join((name or file.name).split())
    ending = f".{file.extension.lstrip('.')}" if file.extension else ""
    if ending and not name.lower().endswith(ending.lower()):
        name += ending
    return AttachmentRef(name[:200], file.sha256, file.size, file.media_type, file.pk)


def _row(file: AttachmentRef, allowed: Mapping[str, StoredFile], number: int) -> dict[str, Any]:
    public_id = next((key for key, stored in allowed.items() if stored.pk == file.file_id), "")
    return {"file": public_id, "name": file.name, "order": number}


def _decisions(content: Content, version: KindVersion, day: date) -> dict[str, Any]:
    """The decisions as the forms show them; an undecided period stands at the kind's own."""
    until = content.public_until or default_public_until(version.public_until, content.elements, day)
    names = ("title", "body", "summary", "issuer", "source", "source_url", "attribute", "attribute_ground")
    return {
        **{name: getattr(content, name) for name in names},
        "scope": content.scope,
        "disclosure_reason": content.disclosure_reason,
        "until": "date" if until not in ("", "long") else until,
        "until_date": until if until not in ("", "long") else None,
    }


def _grounds(elements: Iterable[Element]) -> list[str]:
    return [label for e in elements if e.code == "openness_ground" for _, label in e.choices]


def _facts_form(
    elements: Iterable[Element], content: Content, bodies: choices.Choices, data: Any
) -> ElementsForm:
    asked = [e for e in elements if e.code not in DECIDED_ONCE]
    options = {"organisation": bodies, "topic": choices.topic_choices()}
    for element in asked:
        if element.type in options:
            options[element.type] = choices.with_held(
                options[element.type], content.elements.get(element.code)
            )
    made = form_class(asked, choices=options)
    initial = {"issuer": content.issuer, **content.elements}
    return made(data, initial=initial, prefix="element")


def first_content(version: KindVersion, *, title: str, body: str, day: date) -> dict[str, Any]:
    """The content with which a draft begins: the name of its body, and what the kind proposes."""
    codes = {row["code"] for row in version.elements}
    elements = {"issuer": body, "openness": dict(ATTRIBUTES)["proactive"]}
    return {
        "title": title,
        "body": "",
        "issuer": body,
        "elements": {code: value for code, value in elements.items() if code in codes},
        "public_until": default_public_until(version.public_until, {}, day),
    }


class WaiverForm(forms.Form):
    """Why a finding may stand."""

    reason = forms.CharField(
        label="说明理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明为什么可以保留，如“依法应当公示的当事人姓名”。您的姓名和理由会随这条信息留存。",
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why a draft is given up."""

    reason = forms.CharField(label="作废理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
