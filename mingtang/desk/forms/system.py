"""Forms of those who run the system: people, bodies, columns, sites, profiles, calendars."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms

from mingtang.core.accounts.api import User
from mingtang.core.organisations.api import ROLES, Membership, Organisation, bodies
from mingtang.desk.forms.choices import column_names
from mingtang.publishing.api import STEP_NAMES, STEP_ROLES, Column, Kind, Profile, Site

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})
LARGEST_CALENDAR = 200_000  # bytes


class BodyField(forms.ModelChoiceField):
    """A body, by its full name."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("queryset", Organisation.objects.order_by("order", "id"))
        super().__init__(**settings)


class PersonField(forms.ModelChoiceField):
    """A colleague in use; two of one name are told apart by their user names."""

    def label_from_instance(self, user: User) -> str:
        return f"{user.name}（{user.username}）"


def colleagues() -> Any:
    return User.objects.filter(is_active=True).order_by("name", "pk")


class AccountForm(forms.Form):
    """A new account; what its owner may do comes from appointments."""

    username = forms.CharField(label="用户名", max_length=64, help_text="汉字、字母、数字和 . @ + - _。")
    name = forms.CharField(label="姓名", max_length=64)
    phone = forms.CharField(label="工作电话", max_length=40, required=False)
    email = forms.EmailField(label="工作邮箱", required=False)
    password = forms.CharField(
        label="初始密码", widget=NEW_PASSWORD, strip=False, help_text="至少10个字；本人首次登录时须修改。"
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="新密码", widget=NEW_PASSWORD, strip=False, help_text="当面告知本人；本人登录后须修改。"
    )


class AppointForm(forms.Form):
    """A role in a body, from a day to a day."""

    organisation = BodyField(label="机构", empty_label="请选择")
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *ROLES])
    valid_from = forms.DateField(label="自", required=False, widget=DATE)
    valid_until = forms.DateField(label="至", required=False, widget=DATE, help_text="不填为长期。")


class MembershipField(forms.ModelChoiceField):
    def label_from_instance(self, membership: Membership) -> str:
        return f"{membership.organisation.short_name}{membership.get_role_display()}"


class DelegateForm(forms.Form):
    """AB 角: a deputy for a time."""

    membership = MembershipField(
        label="由谁代理的职务", queryset=Membership.objects.none(), empty_label="请选择"
    )
    deputy = PersonField(label="代理人", queryset=User.objects.none(), empty_label="请选择")
    valid_from = forms.DateField(label="自", widget=DATE)
    valid_until = forms.DateField(label="至", widget=DATE, help_text="一次不超过180天。")
    reason = forms.CharField(label="原因", max_length=200, help_text="如“出差”“学习”。")

    def __init__(self, *args: Any, owner: User, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Membership.objects.on(day).filter(user=owner).select_related("organisation").order_by("id")
        self.fields["membership"].queryset = held  # type: ignore[attr-defined]
        self.fields["membership"].label = "职务"
        self.fields["deputy"].queryset = colleagues().exclude(pk=owner.pk)  # type: ignore[attr-defined]


class BodyForm(forms.ModelForm):
    """What is known of a body; half of it stands in its disclosure guide."""

    website = forms.URLField(label="网站", required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = (
            *("code", "name", "short_name", "kind", "parent", "credit_code", "address", "phone"),
            *("office_hours", "website", "valid_from", "valid_until", "order"),
        )
        widgets = {"valid_from": DATE, "valid_until": DATE}  # noqa: RUF012 (Django's own way)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Organisation.objects.order_by("order", "id")  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["code"]


class ColumnForm(forms.ModelForm):
    """A column. Its code is part of its address and is chosen once."""

    class Meta:
        model = Column
        fields = (
            *("parent", "code", "name", "description", "keywords", "owner", "update_period_days", "kinds"),
            *("on_home", "in_navigation", "order"),
        )
        widgets = {"kinds": forms.CheckboxSelectMultiple}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "code": "小写字母、数字和连字符，是网址的一部分，设立后不改。",
            "kinds": "不选则不限种类。",
            "update_period_days": "超过这么多天没有更新会提醒责任单位。",
        }

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = column_names()
        above = self.fields["parent"]
        above.queryset = Column.objects.filter(site=site, closed_on=None).order_by("path")  # type: ignore[attr-defined]
        above.label_from_instance = lambda column: names[column.pk]  # type: ignore[attr-defined]
        above.empty_label = "（顶级栏目）"  # type: ignore[attr-defined]
        self.fields["owner"].queryset = Organisation.objects.order_by("order", "id")  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["code"], self.fields["parent"]

    def validate_unique(self) -> None:
        """The act answers for it, in its own words."""

    def validate_constraints(self) -> None:
        """As above."""


class GrantForm(forms.Form):
    """Which unit may file in a column."""

    organisation = BodyField(label="单位", empty_label="请选择")
    branch = forms.BooleanField(label="下级栏目也可以", required=False, initial=True)

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies(day).order_by("order", "id")  # type: ignore[attr-defined]


class SiteForm(forms.ModelForm):
    """What a site says in its head and foot (国办发〔2017〕47号), and its two colours."""

    field_order = (
        *("name", "host", "organisation", "undertaker", "contact", "identification_code", "icp", "police"),
        *("badge_image", "badge_address", "without_badge", "slogan", "emblem", "brand", "accent"),
    )
    badge_image = forms.FileField(
        label="党政机关网站标识图", required=False, help_text="PNG、JPEG 或 GIF。不选则保留现有的图。"
    )
    without_badge = forms.BooleanField(label="撤下现有的标识图和查询地址", required=False)
    brand = forms.CharField(
        label="主色", required=False, max_length=7, help_text="如 #174d86；不填用默认色。"
    )
    accent = forms.CharField(
        label="强调色", required=False, max_length=7, help_text="如 #a8261c；不填用默认色。"
    )

    class Meta:
        model = Site
        fields = (
            *(
                "name",
                "host",
                "organisation",
                "undertaker",
                "contact",
                "identification_code",
                "icp",
                "police",
                "badge_address",
            ),
            *("slogan", "emblem"),
        )
        help_texts = {  # noqa: RUF012
            "badge_address": "颁发标识的机构提供的网址，点标识图时打开。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("brand", "accent"):
            self.fields[name].initial = (self.instance.tokens or {}).get(name, "")
        if not self.instance.badge_id:
            del self.fields["without_badge"]

    def facts(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        del given["badge_image"]
        if given.pop("without_badge", False):
            given |= {"badge": None, "badge_address": ""}
        chosen = {name: given.pop(name) for name in ("brand", "accent")}
        kept = {key: value for key, value in (self.instance.tokens or {}).items() if key not in chosen}
        return {**given, "tokens": {**kept, **{key: value for key, value in chosen.items() if value}}}


class ProfileForm(forms.Form):
    """Names of the four steps and whose people sign them."""

    name = forms.CharField(label="方案名称", max_length=60)
    organisation = BodyField(label="适用单位", required=False, empty_label="所有单位")
    kind = forms.ModelChoiceField(
        label="适用种类", queryset=Kind.objects.order_by("order"), required=False, empty_label="所有种类"
    )
    reprint = forms.BooleanField(
        label="只用于24小时内转载名单内来源的信息", required=False, help_text="审级不减，只改由谁签。"
    )
    sources = forms.CharField(
        label="可转载的来源",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一个来源名称。",
    )

    def __init__(self, *args: Any, profile: Profile | None = None, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", None) or (_of_profile(profile) if profile else {})
        super().__init__(*args, initial=initial, **kwargs)
        for step in STEP_ROLES:
            self.fields[f"{step}_name"] = forms.CharField(
                label=f"{STEP_NAMES[step]}的名称",
                required=False,
                max_length=40,
                help_text="如“科室初审”；不填用通称。",
            )
            self.fields[f"{step}_body"] = BodyField(
                label=f"{STEP_NAMES[step]}由谁签", required=False, empty_label="本单位"
            )

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        levels = {step: self._level(step) for step in STEP_ROLES}
        return {
            **{name: given[name] for name in ("name", "organisation", "kind", "reprint")},
            "levels": {step: level for step, level in levels.items() if level},
            "sources": given["sources"].splitlines(),
        }

    def _level(self, step: str) -> dict[str, Any]:
        named, body = self.cleaned_data[f"{step}_name"], self.cleaned_data[f"{step}_body"]
        return {**({"name": named} if named else {}), **({"organisation_id": body.pk} if body else {})}


def _of_profile(profile: Profile) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": profile.name,
        "organisation": profile.organisation_id,
        "kind": profile.kind_id,
        "reprint": profile.reprint,
        "sources": "\n".join(profile.sources),
    }
    for step, level in profile.levels.items():
        shown[f"{step}_name"] = level.get("name", "")
        shown[f"{step}_body"] = level.get("organisation_id")
    return shown


class CalendarForm(forms.Form):
    """A year's arrangement of holidays, as a file in the shape of the shipped ones."""

    file = forms.FileField(
        label="年度日历文件（.json）",
        help_text="格式与随附的日历文件相同：年度、版本、来源、放假和补班日期。",
    )

    def clean_file(self) -> dict[str, Any]:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_CALENDAR:
            raise forms.ValidationError("文件过大，不像是年度日历。")
        try:
            data = json.loads(upload.read())
        except ValueError as wrong:
            raise forms.ValidationError("文件不是有效的 JSON，请检查后再上传。") from wrong
        if not isinstance(data, dict):
            raise forms.ValidationError("文件的内容不是一份年度日历。")
        return data


class LocalValueForm(forms.Form):
    """What a local rule makes of a number from a day on."""

    value = forms.IntegerField(label="数值", min_value=1)
    source = forms.CharField(
        label="依据文件",
        max_length=200,
        help_text="作出规定的文件名称和文号，如《……办法》（……〔2026〕1号）。",
    )
    in_force_on = forms.DateField(label="施行日期", widget=DATE)

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = f"单位：{unit}。恢复国家规定的，填国家规定的数值。"


class WhyForm(forms.Form):
    """A reason, where an act asks for one."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class OpinionForm(forms.Form):
    """The word of one of the two who vouch for a batch, on exactly the manifest that was shown."""

    seen_hash = forms.CharField(widget=forms.HiddenInput)
    opinion = forms.CharField(
        label="意见", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    vouched = forms.BooleanField(
        label="我已抽查样本、查看问题标签和暂缓条目，为这批存量信息的公开担保",
        error_messages={"required": "请确认已抽查并愿意担保。"},
    )
