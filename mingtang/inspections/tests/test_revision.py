"""The check that publishing calls with a revision, and the lists that an installation adds."""

from dataclasses import dataclass, field

import pytest

from mingtang.inspections import api
from mingtang.inspections.checks import lexicons_are_well_formed

LIST = (
    "wrong,right,message,severity,source,date,context\n云棠县,云棠区,已撤县设区,block,区民政局,2026-01-01,\n"
)


@dataclass
class Content:
    title: str = "关于做好政务公开工作的通知"
    body: str = "<p>现将有关事项通知如下，请各单位结合实际，认真组织实施，确保取得实效。</p>"
    elements: dict = field(default_factory=dict)
    attachments: list = field(default_factory=list)
    kind: str = "notice"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def test_a_clean_revision_has_no_findings():
    attachment = ("分工表.txt", "text/plain", lambda: "甲局：牵头。".encode())

    assert api.check_revision(Content(elements={"issuer": "云棠区人民政府"}, attachments=[attachment])) == []


@pytest.mark.demand("CD-01", "CD-02", "PP-01")
def test_faults_are_found_in_every_field_and_say_where():
    content = Content(
        title="关于布署政务公开的通知",
        body="<p>请各单位结合实际，</p><p>联系<b>手机１３８００１３８０００</b>，身份证11010519491231002X。</p>",
        elements={"number": "云政发[2024]12号", "rows": [{"name": "机密★10年"}], "count": 3},
        attachments=[("名单.txt", "text/plain", lambda: b"11010519491231002X")],
    )

    found = api.check_revision(content)

    assert [(f.field, f.kind, f.text) for f in found] == [
        ("title", "typo", "布署"),
        ("body", "personal_data", "１３８００１３８０００"),
        ("body", "personal_data", "11010519491231002X"),
        ("element:number", "wrong_form", "[2024]12号"),
        ("element:rows", "secret_mark", "机密★10年"),
        ("attachment:名单.txt", "personal_data", "11010519491231002X"),
    ]


def test_a_word_that_markup_divides_is_found_in_the_plain_text():
    (found,) = api.check_revision(Content(body=f"<p>认真布<em>署</em>。</p>{Content.body}"))

    assert (found.field, found.start, found.end, found.text) == ("body", 2, 4, "布署")


def test_a_revision_without_title_or_body_is_not_fit():
    found = api.check_revision(Content(title=" ", body="<p></p>"))

    assert [(f.field, f.kind, f.subkind, f.severity) for f in found] == [
        ("title", "missing_element", "title", "block"),
        ("body", "empty", "no_body", "block"),
    ]


def test_a_body_of_one_picture_is_fit():
    assert api.check_revision(Content(body='<p><img src="/files/1" alt="图解"></p>')) == []


def test_see_attachment_counts_the_attachments():
    attachment = ("公告.txt", "text/plain", lambda: "公告全文".encode())

    assert [f.subkind for f in api.check_revision(Content(body="<p>详见附件</p>"))] == ["see_attachment"]
    assert api.check_revision(Content(body="<p>详见附件</p>", attachments=[attachment])) == []


def test_the_organs_own_mobile_is_allowed():
    content = Content(body=f"{Content.body}<p>值守手机：138 0013 8000</p>")

    assert [f.subkind for f in api.check_revision(content)] == ["mobile"]
    assert api.check_revision(content, organ_allow_list=["13800138000"]) == []


@pytest.mark.demand("CD-02")
def test_a_list_in_the_home_counts_at_once(home):
    content = Content(title="云棠县关于做好政务公开工作的通知")
    assert api.check_revision(content) == []

    (home / "lexicons").mkdir()
    (home / "lexicons" / "wrong_form-places.csv").write_text(LIST, encoding="utf-8")

    assert [(f.field, f.subkind, f.suggestion) for f in api.check_revision(content)] == [
        ("title", "places", "云棠区")
    ]


def test_a_malformed_list_in_the_home_stops_the_start_with_its_place(home):
    assert lexicons_are_well_formed() == []

    (home / "lexicons").mkdir()
    (home / "lexicons" / "wrong_form-places.csv").write_text(LIST + "甲,乙\n", encoding="utf-8")

    (error,) = lexicons_are_well_formed()
    assert error.id == "inspections.E001" and "wrong_form-places.csv”第2条" in error.msg
