"""Forms made from the elements of a kind."""

from __future__ import annotations

from mingtang.core.elements.api import form_class, missing, parse

ELEMENTS = parse(
    [
        {"code": "normative", "name": "行政规范性文件", "type": "boolean", "required": True},
        {"code": "influence", "name": "具有一定社会影响", "type": "boolean"},
        {"code": "written_on", "name": "成文日期", "type": "date", "required": True},
        {
            "code": "reason",
            "name": "理由",
            "type": "text",
            "required_when": {"element": "normative", "value": False},
        },
    ]
)


def told(**answers):
    form = form_class(ELEMENTS)(answers)
    assert form.is_valid()
    return form.values()


def test_a_required_yes_or_no_can_be_answered_with_no():
    values = told(normative="False", written_on="2026-11-20", reason="一次性事项")

    assert values == {"normative": False, "written_on": "2026-11-20", "reason": "一次性事项"}
    assert missing(ELEMENTS, values) == []


def test_a_required_yes_or_no_left_open_is_missing_and_not_taken_for_no():
    assert [e.code for e in missing(ELEMENTS, told())] == ["normative", "written_on"]


def test_an_answer_of_no_asks_for_what_depends_on_it():
    assert [e.code for e in missing(ELEMENTS, told(normative="False"))] == ["written_on", "reason"]


def test_a_tick_that_is_not_required_says_nothing_when_left_empty():
    assert told() == {}
    assert told(influence="on") == {"influence": True}
