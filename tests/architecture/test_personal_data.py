"""Every model of ours says what it holds about people and how that is retired (see core/privacy/README.md)."""

from __future__ import annotations

import re
from typing import ClassVar

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from mingtang.core.privacy.api import EncryptedTextField

# A field is about people when one of these words is a part of its name.
TELLING = {
    *("phone", "mobile", "tel", "email", "mail", "wechat", "address", "postcode"),
    *("ip", "username", "name", "surname", "birth", "birthday", "gender", "password", "plate", "passport"),
}
TELLING_PAIRS = ("id_number", "id_card", "id_no", "bank_card", "bank_account", "user_agent")
# These two words speak of things as well; then the label decides, and a field without a label counts.
OF_A_THING = {
    "name": re.compile(r"^(?!.*(?:姓名|昵称|人))[\u4e00-\u9fff]+$"),
    "address": re.compile("网址|链接"),
}
NOT_PERSONAL = "不是个人信息"


def is_about_people(field: models.Field) -> bool:
    """Whether the field's own name says that it may hold personal data."""
    if field.is_relation or isinstance(field, models.BooleanField | models.DateTimeField):
        return False
    words = set(field.name.split("_"))
    telling = {word for word in words & TELLING if not is_of_a_thing(word, str(field.verbose_name))}
    return bool(telling) or any(pair in field.name for pair in TELLING_PAIRS)


def is_of_a_thing(word: str, label: str) -> bool:
    return word in OF_A_THING and bool(OF_A_THING[word].search(label))


def faults(model: type[models.Model]) -> list[str]:
    """What is wrong with the model's declaration; empty where nothing is."""
    declared = getattr(model, "personal_data", None)
    if not isinstance(declared, dict):
        return [f"{model.__name__}: no personal_data"]
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    must = {n for n, f in fields.items() if isinstance(f, EncryptedTextField) or is_about_people(f)}
    return [
        *(f"{model.__name__}.{name}: not declared" for name in sorted(must - set(declared))),
        *(f"{model.__name__}.{name}: no such field" for name in sorted(set(declared) - set(fields))),
        *(
            f"{model.__name__}.{n}: what and how retired"
            for n, said in declared.items()
            if not is_whole(said)
        ),
    ]


def is_whole(said: str) -> bool:
    """A declaration says what the field holds; how it is retired. Or that it is no personal data, and why."""
    what, _, how = said.partition("；")
    return NOT_PERSONAL in said or bool(what.strip() and how.strip())


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("mingtang.")]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_model_says_what_it_holds_about_people(model):
    assert faults(model) == []


def test_the_models_of_the_house_are_looked_at():
    assert {"accounts.User", "audit.Entry", "privacy.Reveal"} <= {model._meta.label for model in our_models()}


@isolate_apps("mingtang.core.privacy")
def test_a_model_that_says_nothing_or_too_little_is_found():
    class Silent(models.Model):
        class Meta:
            app_label = "privacy"

    class Careless(models.Model):
        personal_data: ClassVar[dict[str, str]] = {"gone": "已删去的栏目；已清除", "phone": "电话"}
        name = models.CharField("姓名", max_length=9)
        phone = models.CharField("电话", max_length=9)
        remarks = EncryptedTextField("备注")
        clerk_name = models.CharField("经办人", max_length=9)
        nick_name = models.CharField(max_length=9)
        visitor_ip = models.GenericIPAddressField("来访地址")

        class Meta:
            app_label = "privacy"

    assert faults(Silent) == ["Silent: no personal_data"]
    assert faults(Careless) == [
        "Careless.clerk_name: not declared",
        "Careless.name: not declared",
        "Careless.nick_name: not declared",
        "Careless.remarks: not declared",
        "Careless.visitor_ip: not declared",
        "Careless.gone: no such field",
        "Careless.phone: what and how retired",
    ]


@isolate_apps("mingtang.core.privacy")
def test_the_name_of_a_thing_is_not_the_name_of_a_person():
    class Thing(models.Model):
        personal_data: ClassVar[dict[str, str]] = {"address": "机关办公地址，不是个人信息。"}
        name = models.CharField("机构名称", max_length=9)
        address = models.CharField("办公地址", max_length=9)
        source_address = models.URLField("来源网址")
        description = models.TextField("说明")

        class Meta:
            app_label = "privacy"

    assert faults(Thing) == []
