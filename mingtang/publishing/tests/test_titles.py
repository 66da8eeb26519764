"""Titles as their kind wants them: a warning that names the rule, and help beside the field."""

from __future__ import annotations

import pytest

from mingtang.publishing.analysis.titles import title_findings, title_help
from mingtang.publishing.models import KindVersion
from mingtang.publishing.queries.editions import newest_revision
from mingtang.publishing.services import checking, drafting, reviewing
from mingtang.publishing.services.installing import load_kinds
from mingtang.publishing.testing import DAY, a_draft, content

RULES = {
    "min_length": 8,
    "max_length": 16,
    "must_contain_any": ["通知", "公告"],
    "must_not_end_with": ["。", "》"],
    "help": "写明发布机关、事由和类别。",
}


def subkinds(title: str, rules: dict = RULES) -> list[str]:
    return [found.subkind for found in title_findings(title, rules)]


@pytest.mark.parametrize(
    ("title", "wrong"),
    [
        ("关于冬春救助的通知", []),
        ("救助通知", ["title_short"]),
        ("关于进一步做好今冬明春困难群众救助的通知", ["title_long"]),
        ("关于冬春救助的几件事", ["title_words"]),
        ("关于冬春救助的通知。", ["title_end"]),
        ("《救助》", ["title_short", "title_words", "title_end"]),
    ],
)
def test_each_rule_is_told_by_itself(title, wrong):
    assert subkinds(title) == wrong


def test_a_kind_without_rules_takes_any_title():
    assert (subkinds("。", {}), title_help({})) == ([], "")


def test_a_finding_points_at_what_is_wrong_and_says_what_the_kind_wants():
    found = title_findings("关于冬春救助的通知。", RULES)[0]

    assert (found.field, found.start, found.end, found.text, found.severity) == ("title", 9, 10, "。", "warn")
    assert (found.message, found.suggestion) == ("标题末尾不用“。”", RULES["help"])


def test_the_help_beside_the_field_tells_the_length_once():
    assert title_help(RULES) == "写明发布机关、事由和类别；8至16字。"
    assert (
        title_help({"max_length": 40, "help": "不超过40字；转载保持原标题。"})
        == "不超过40字；转载保持原标题。"
    )


def with_rules(government) -> None:
    KindVersion.objects.create(kind=government.kind, number=2, elements=[], title_rules=RULES)


def unusual(edition) -> list[str]:
    found = checking.run_checks(newest_revision(edition))
    return [one.subkind for one in found if one.subkind.startswith("title_")]


def test_an_unusual_title_is_corrected_or_answered_for_before_it_is_handed_in(government):
    with_rules(government)
    draft = a_draft(government, title="关于冬春救助的几件事")

    with pytest.raises(reviewing.MayNotSubmit, match="没有标明文种或类别"):
        reviewing.submit(draft, by=government.contact, on=DAY)
    drafting.save(
        draft,
        content(title="关于冬春救助的通知"),
        by=government.contact,
        base=newest_revision(draft).number,
    )

    assert (unusual(draft), reviewing.submit(draft, by=government.contact, on=DAY).state) == ([], "in_review")


def test_a_reprint_keeps_the_title_of_its_source(government):
    with_rules(government)
    draft = a_draft(government, title="要闻。")
    draft.is_reprint = True
    draft.save()

    assert unusual(draft) == []


def test_the_rules_of_the_shipped_kinds_are_in_force(db):
    load_kinds()

    rules = KindVersion.objects.get(kind__code="news").title_rules

    assert subkinds("区长调研供暖。", rules) == ["title_short", "title_end"]
    assert load_kinds() == 0
