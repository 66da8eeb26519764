"""How form fields are shown: label, hint and error tied together, errors as sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

import lxml.html
import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import engines

from mingtang.core.design.views.examples import GOOD, LetterForm


def show(source: str, **context: Any) -> lxml.html.HtmlElement:
    text = engines["django"].from_string("{% load design %}" + source).render(context)
    return lxml.html.fromstring(f"<div>{text}</div>")


@pytest.mark.demand("AC-01")
def test_a_field_is_tied_to_its_label_hint_and_error():
    page = show("{% field form.name %}", form=LetterForm({}))
    box = page.get_element_by_id("id_name")

    assert page.xpath("//label/@for") == ["id_name"]
    assert box.get("aria-describedby") == "id_name_helptext id_name_error"
    assert box.get("aria-invalid") == "true"
    assert page.get_element_by_id("id_name_helptext").text_content() == "请填写身份证件上的姓名。"
    assert page.get_element_by_id("id_name_error").text_content() == "错误：请填写姓名。"


def test_a_right_field_carries_no_mark_of_error():
    box = show("{% field form.name %}", form=LetterForm(GOOD)).get_element_by_id("id_name")

    assert (box.get("aria-invalid"), box.get("aria-describedby")) == (None, "id_name_helptext")
    assert box.get("value") == "张明"


@pytest.mark.demand("AC-01")
def test_choices_stand_in_a_fieldset_named_by_its_legend():
    page = show("{% field form.topics %}", form=LetterForm({}))
    group = page.xpath("//fieldset")[0]

    assert "涉及事项" in group.xpath("legend")[0].text_content()
    assert group.get("aria-describedby") == "id_topics_helptext id_topics_error"
    assert page.xpath("//label/@for") == [box.get("id") for box in page.xpath("//input")]


def test_what_is_missing_is_said_as_a_sentence_that_leads_to_its_field():
    page = show("{% form_errors form %}", form=LetterForm({}))

    assert [(a.get("href"), a.text_content()) for a in page.xpath("//a")] == [
        ("#id_name", "请填写姓名。"),
        ("#id_content", "请填写来信内容。"),
        ("#id_unit", "请选择受理单位。"),
        ("#id_reply_0", "请选择答复方式。"),
        ("#id_topics_0", "请选择涉及事项。"),
        ("#id_agreed", "请勾选“我已阅读并同意《来信须知》”。"),
    ]


def test_other_errors_name_their_field_and_an_authors_words_stay():
    class Own(forms.Form):
        number = forms.IntegerField(label="件数")
        title = forms.CharField(label="标题", error_messages={"required": "标题不能空着。"})

        def clean(self) -> dict[str, Any]:
            raise ValidationError("件数与附表不符，请核对。")

    page = show("{% form_errors form %}", form=Own({"number": "多"}))

    assert [item.text_content().strip() for item in page.xpath("//li")] == [
        "件数与附表不符，请核对。",
        "件数：输入整数。",
        "标题不能空着。",
    ]


def test_a_form_without_errors_shows_no_summary():
    assert show("{% form_errors form %}", form=LetterForm(GOOD)).xpath("//*[@role='alert']") == []


def test_a_day_is_asked_with_the_browsers_own_calendar_in_iso():
    form = LetterForm(initial={"happened_on": date(2026, 9, 1)})
    box = show("{% field form.happened_on %}", form=form).get_element_by_id("id_happened_on")

    assert (box.get("type"), box.get("value")) == ("date", "2026-09-01")


def test_a_whole_form_shows_each_field_once_and_hidden_ones_unadorned():
    class WithHidden(LetterForm):
        step = forms.CharField(widget=forms.HiddenInput, initial="2")

    page = show("{% design_form form %}", form=WithHidden())

    assert len(page.find_class("field")) == len(LetterForm.base_fields)
    assert page.get_element_by_id("id_step").get("type") == "hidden"


def test_what_people_typed_is_never_markup():
    form = LetterForm({"name": "<script>alert(1)</script>", "unit": "<b>"})
    page = show("{% design_form form %}", form=form)

    assert page.xpath("//script | //b") == []
    assert page.get_element_by_id("id_name").get("value") == "<script>alert(1)</script>"
