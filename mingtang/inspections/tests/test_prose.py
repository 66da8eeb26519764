"""Proper official prose raises nothing; the same prose with planted faults raises just these."""

from pathlib import Path

import pytest

from mingtang.inspections.detection import inspect

PROSE = (Path(__file__).parent / "prose.txt").read_text(encoding="utf-8")

PLANTED = {
    "决策部署，进一步": ("决策布署，进一步", "typo", "布署"),
    "0591-23165385，邮": ("0591-23165385，手机13800138000，邮", "personal_data", "13800138000"),
    "（此件公开发布）": ("秘密★5年", "secret_mark", "秘密★5年"),
    "云政办〔2019〕36号": ("云政办[2019]36号", "wrong_form", "[2019]36号"),
    "港澳台企业与内地企业": ("中港台企业与内地企业", "sensitive", "中港台"),
    "2024年9月2日": ("2024年9月31日", "typo", "2024年9月31日"),
}


def test_fifteen_paragraphs_of_proper_prose_raise_nothing():
    assert len(PROSE.split("\n\n")) >= 15
    assert inspect(PROSE, title="关于做好本年度政务公开工作的通知", attachments=2) == []


@pytest.mark.demand("CD-01", "CD-02", "PP-01")
@pytest.mark.parametrize("right", PLANTED)
def test_one_planted_fault_is_the_only_finding(right):
    wrong, kind, words = PLANTED[right]
    assert PROSE.count(right) == 1

    found = inspect(PROSE.replace(right, wrong), attachments=2)

    assert [(finding.kind, finding.text) for finding in found] == [(kind, words)]


def test_all_planted_faults_together_are_all_found():
    text = PROSE
    for right, (wrong, _, _) in PLANTED.items():
        text = text.replace(right, wrong)

    assert sorted(finding.text for finding in inspect(text, attachments=2)) == sorted(
        words for _, _, words in PLANTED.values()
    )


def test_an_attachment_that_is_named_but_missing_is_asked_for():
    found = inspect(PROSE, attachments=0)

    assert [(f.kind, f.subkind, f.text) for f in found] == [("missing_element", "attachment", "附件：")]
