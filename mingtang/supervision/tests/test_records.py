"""Records that people make: kinds, forms, refusals, proofs, plan against fact, corrections, voids, pages."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.elements.api import ElementError
from mingtang.core.files import api as files
from mingtang.core.organisations.api import standings
from mingtang.publishing.testing import Government, a_government
from mingtang.supervision.api import record_todo
from mingtang.supervision.models import Record, RecordKind, RecordKindVersion, RecordProof
from mingtang.supervision.queries import records as queries
from mingtang.supervision.queries.record_kinds import (
    DefinitionError,
    definition_of,
    definitions,
    newest_version,
    read,
)
from mingtang.supervision.services import records as acts
from mingtang.supervision.services.records import MayNotRecord
from mingtang.supervision.testing import a_record, proven

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
SAMPLES = {
    "text": "测试内容", "longtext": "测试内容", "date": "2026-03-05", "number": "12", "money": "3000",
    "boolean": True, "person_name": "甲某", "url": "https://gov.example/doc/1.html",
}  # fmt: skip


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    acts.load_kinds()
    return a_government()


def kind_named(code: str) -> RecordKind:
    return RecordKind.objects.get(code=code)


def told(kind: RecordKind, **facts: Any) -> dict[str, Any]:
    """An answer to everything that a kind demands."""
    values: dict[str, Any] = {}
    for element in definition_of(newest_version(kind)).elements:
        if element.type == "choice":
            values[element.code] = element.choices[0][0]
        elif element.type == "multichoice":
            values[element.code] = [element.choices[0][0]]
        else:
            values[element.code] = SAMPLES[element.type]
    return values | facts


def a_file(by: Any, body: Any, name: str = "签到表.pdf") -> files.StoredFile:
    return files.receive(SimpleUploadedFile(name, PDF), by=by, owner=body, purpose="supervision.record")


def reasons_of(caught: Any) -> list[str]:
    return [str(reason) for reason in caught.value.reasons]


def line(government: Government, code: str) -> queries.KindLine:
    kind = kind_named(code)
    day = localdate()
    return queries.line_of(kind, definition_of(newest_version(kind)), day.year, day)


def desk(person: Any) -> Client:
    return sign_in(Client(), person)


# --- kinds


def test_kinds_load_once_and_a_changed_definition_makes_a_new_version_while_old_records_keep_theirs(
    government,
):
    before = RecordKindVersion.objects.count()
    record = a_record(government, "contribution")
    shipped = next(kind for kind in acts.shipped_kinds() if kind["code"] == "contribution")
    again = acts.load_kinds()
    changed = acts.load_kind(shipped | {"help": "按单位计数，改过的说明。"})

    assert (again, changed, before) == (0, True, len(acts.shipped_kinds()))
    record.refresh_from_db()
    assert (record.version.number, newest_version(record.kind).number) == (1, 2)


@pytest.mark.parametrize(
    ("kind", "elements", "proofs"),
    [
        pytest.param("training", "form teacher participants result", "sign_in material", marks=pytest.mark.demand("TN-02")),
        pytest.param("training", "content points", "material", marks=pytest.mark.demand("TN-04")),
        pytest.param("training", "level", "sign_in", marks=pytest.mark.demand("TN-05")),
        pytest.param("study", "subject form outcome", "material", marks=pytest.mark.demand("TN-06")),
        pytest.param("joint_meeting", "members agenda decisions", "minutes sign_in", marks=pytest.mark.demand("OG-01")),
        pytest.param("leader_briefing", "leader form decisions", "minutes", marks=pytest.mark.demand("OG-02")),
        pytest.param("leading_group", "change valid_from", "document", marks=pytest.mark.demand("OG-03")),
        pytest.param("staffing", "body full_time in_budget budget", "document", marks=pytest.mark.demand("OG-04")),
        pytest.param("coordination", "lead co_units matter outcome", "letter", marks=pytest.mark.demand("OG-05")),
        pytest.param("system_register", "decision reason", "document", marks=pytest.mark.demand("OG-06")),
        pytest.param("hard_points", "analysis measures", "minutes", marks=pytest.mark.demand("OG-07")),
        pytest.param("study_visit", "place findings measures", "report", marks=pytest.mark.demand("OG-08")),
        pytest.param("case_example", "field summary", "text", marks=pytest.mark.demand("CB-01")),
        pytest.param("contribution", "column used", "text", marks=pytest.mark.demand("CB-03")),
        pytest.param("good_practice", "practice effect publicised", "text", marks=pytest.mark.demand("CB-04")),
        pytest.param("case_recommendation", "policy recommended_to result", "text", marks=pytest.mark.demand("CB-05")),
        pytest.param("press_conference", "subject speaker policy", "text", marks=pytest.mark.demand("PM-01")),
        pytest.param("media_material", "kind media content", "material", marks=pytest.mark.demand("PM-02")),
        pytest.param("coordination", "field lead co_units", "letter", marks=pytest.mark.demand("PM-03")),
        pytest.param("campaign", "kind place audience policies", "photo", marks=pytest.mark.demand("PU-04")),
        pytest.param("campaign", "kind place audience", "photo", marks=pytest.mark.demand("TC-07")),
        pytest.param("village_posting", "carrier place until", "photo_begin", marks=pytest.mark.demand("GR-02")),
        pytest.param("village_posting", "kind place", "photo_begin", marks=pytest.mark.demand("GR-03")),
        pytest.param("guidance", "guided findings advice", "letter", marks=pytest.mark.demand("GR-04")),
        pytest.param("pilot_field", "field extended content", "document", marks=pytest.mark.demand("GR-05")),
        pytest.param("village_posting", "kind place until", "photo_begin", marks=pytest.mark.demand("GR-07")),
        pytest.param("open_area", "place equipment services staff standard", "photo", marks=pytest.mark.demand("OA-01")),
        pytest.param("reading_place", "kind forms equipment", "delivery", marks=pytest.mark.demand("OA-05")),
        pytest.param("area_activity", "kind area outcome", "photo", marks=pytest.mark.demand("OA-06")),
        pytest.param("area_evaluation", "findings measures", "sheet", marks=pytest.mark.demand("OA-07")),
        pytest.param("open_area", "standard standard_basis", "photo", marks=pytest.mark.demand("OA-08")),
        pytest.param("open_day", "subject place way audience participants opinions", "photo", marks=pytest.mark.demand("OD-02")),
        pytest.param("open_day", "livelihood", "photo", marks=pytest.mark.demand("OD-03")),
        pytest.param("supervisor", "person area until", "letter", marks=pytest.mark.demand("PS-01")),
        pytest.param("look_back", "clauses done problems rectification", "table", marks=pytest.mark.demand("TS-05")),
        pytest.param("praise_accountability", "kind unit ground", "document", marks=pytest.mark.demand("AS-05")),
    ],
)  # fmt: skip
def test_what_a_demand_wants_recorded_is_asked_for_with_its_evidence(kind, elements, proofs):
    shipped = {data["code"]: data for data in acts.shipped_kinds()}
    definition = read(shipped[kind])
    assert set(elements.split()) <= {element.code for element in definition.elements}
    assert set(proofs.split()) <= {sort.code for sort in definition.evidence if sort.required}


def test_choices_that_demands_name_are_offered(government):
    offered = {
        ("village_posting", "kind"): {"意见征集", "惠农惠民资金发放"},
        ("campaign", "kind"): {
            "政策进社区",
            "政策进企业",
            "政策进楼宇",
            "政策进园区",
            "进学校",
            "进集市",
            "进村居",
        },
        ("training", "form"): {
            "集中授课",
            "点对点指导",
            "视频会议",
            "线上答疑",
            "编发典型案例",
            "跟班学习",
            "轮岗培训",
        },
        ("press_conference", "kind"): {"新闻发布会", "吹风会", "媒体通气会"},
        ("coordination", "field"): {"宣传", "网信", "新闻媒体"},
        ("case_example", "field"): {"政策解读", "依申请公开", "政府网站建设管理", "政务新媒体建设管理"},
        ("system_register", "decision"): {"保留", "修订", "废止"},
    }
    for (kind, code), words in offered.items():
        elements = {e.code: e for e in definition_of(newest_version(kind_named(kind))).elements}
        assert words <= {name for _, name in elements[code].choices}


def test_every_kind_can_be_told_proved_and_completed_and_refuses_without_its_proof(government):
    for kind, definition in definitions():
        record = a_record(government, kind.code)
        with pytest.raises(MayNotRecord) as caught:
            acts.complete(record, by=government.office, on=localdate())
        wanting = [f"还缺佐证“{sort.name}”。" for sort in definition.evidence if sort.required]
        assert (kind.code, reasons_of(caught)) == (kind.code, wanting)
        assert proven(government, record).state == "complete"


def test_every_kind_names_demands_that_exist_and_a_rule_for_each_minimum():
    known = {
        row.split(",")[0]
        for row in (Path(__file__).parents[3] / "docs" / "demands.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    }
    shipped = [(kind, read(kind)) for kind in acts.shipped_kinds()]
    assert [kind["code"] for kind, one in shipped if not one.demands or set(one.demands) - known] == []
    assert {
        one.code: (one.minimum.number, one.minimum.of) for _, one in shipped if one.minimum is not None
    } == {
        "joint_meeting": (1, "office"),
        "leader_briefing": (1, "unit"),
        "staffing": (1, "unit"),
        "training": (2, "office"),
    }


def test_a_wrong_definition_is_refused_with_what_is_wrong(government):
    shipped = next(kind for kind in acts.shipped_kinds() if kind["code"] == "training")
    wrong = {
        "缺少“help”": {"help": ""},
        "标题须是一个必填要素": {"title": "nothing"},
        "至少要有一种必需的佐证": {
            "evidence": [{"code": "photo", "name": "照片", "accepts": ["file"], "required": False}]
        },
        "佐证要写明代码、名称和形式": {"evidence": [{"code": "photo", "name": "照片", "accepts": ["fax"]}]},
        "年度次数要写明": {"minimum": {"number": 2, "of": "everybody", "basis": "规定"}},
        "登记人只能是": {"recorders": ["passer-by"]},
        "只能按选择题汇总": {"tally": ["subject"]},
        "阶段要写明": {"stages": [{"code": "one", "name": "阶段", "by": "nobody"}]},
    }
    for words, change in wrong.items():
        with pytest.raises(DefinitionError, match=words):
            acts.load_kind(shipped | change)
    with pytest.raises(ElementError):
        acts.load_kind(shipped | {"elements": [{"code": "subject", "name": "主题", "type": "riddle"}]})
    assert newest_version(kind_named("training")).number == 1


# --- plan against fact


@pytest.mark.demand("TN-01", "TN-02")
def test_of_two_trainings_a_year_only_the_one_with_evidence_counts(government):
    proven(government, a_record(government))
    a_record(government)
    found = line(government, "training")

    assert (found.words, found.is_short, found.complete, found.drafts) == ("培训：1/2次", True, 1, 1)
    proven(government, a_record(government))
    assert (line(government, "training").words, line(government, "training").is_short) == (
        "培训：2/2次",
        False,
    )


def test_what_was_held_in_another_year_does_not_count_for_this_one(government):
    last_year = date(localdate().year - 1, 12, 31)
    proven(government, a_record(government, held_on=last_year))
    assert line(government, "training").words == "培训：0/2次"


def test_a_units_own_training_does_not_fulfil_the_minimum_of_the_office(government):
    proven(government, a_record(government, body=government.body))
    found = line(government, "training")
    assert (found.words, found.complete) == ("培训：0/2次", 1)


def test_a_unit_is_not_told_that_it_owes_what_is_asked_of_the_office(government):
    client = desk(government.contact)
    short = client.get("/desk/tasks/records/").context["short"]
    assert [one.words for one in short] == ["主要负责人听取汇报：0/1个单位", "机构人员经费：0/1个单位"]
    assert "培训：0条" not in client.get("/desk/tasks/records/training/").content.decode()


@pytest.mark.demand("OG-02")
def test_units_whose_leader_has_not_heard_the_report_are_flagged(government):
    proven(government, a_record(government, "leader_briefing", body=government.body))
    found = line(government, "leader_briefing")

    assert (found.words, [unit.name for unit in found.short]) == (
        "主要负责人听取汇报：1/3个单位",
        ["人民政府办公室", "教育和体育局"],
    )
    said = desk(government.office).get("/desk/tasks/records/").content.decode()
    assert "主要负责人听取汇报：1/3个单位" in said
    assert "未达到的单位：人民政府办公室、教育和体育局" in said


@pytest.mark.demand("OG-01")
def test_the_joint_meeting_keeps_minutes_and_what_became_of_its_decisions(government):
    record = proven(government, a_record(government, "joint_meeting", decisions="教体局11月底前补齐指南。"))
    acts.add_step(
        record, stage="", happened_on=localdate(), note="教体局已补齐。", by=government.office, on=localdate()
    )

    said = desk(government.office).get(f"/desk/tasks/records/one/{record.pk}/").content.decode()
    assert [words in said for words in ("教体局11月底前补齐指南。", "会议纪要", "教体局已补齐。")] == [
        True
    ] * 3
    assert line(government, "joint_meeting").words == "联席会议：1/1次"


@pytest.mark.demand("TN-03", "TN-05")
def test_trainings_are_counted_by_group_and_level_and_a_group_without_any_is_shown(government):
    proven(government, a_record(government, groups=["领导干部", "业务骨干"], level="本级对部门和镇街"))
    proven(government, a_record(government, groups=["业务骨干"], level="部门（镇街）自行组织"))
    kind = kind_named("training")
    levels, groups, _ = queries.tallies(definition_of(newest_version(kind)), Record.objects.filter(kind=kind))

    assert groups.counts == [
        ("领导干部", 1), ("新进公务人员", 0), ("业务骨干", 2), ("基层工作人员", 0), ("公共企事业单位人员", 0),
    ]  # fmt: skip
    assert dict(levels.counts) == {"上级组织": 0, "本级对部门和镇街": 1, "部门（镇街）自行组织": 1}


@pytest.mark.demand("TN-07")
def test_teaching_of_a_new_regulation_is_recorded_and_found(government):
    proven(government, a_record(government, content=["新条例和新制度宣传贯彻"]))
    kind = kind_named("training")
    contents = queries.tallies(definition_of(newest_version(kind)), Record.objects.filter(kind=kind))[2]
    assert dict(contents.counts)["新条例和新制度宣传贯彻"] == 1


@pytest.mark.demand("CB-03")
def test_contributions_are_counted_by_unit(government):
    for _ in range(2):
        proven(government, a_record(government, "contribution", body=government.body))
    found = line(government, "contribution")
    assert {unit.name: unit.complete for unit in found.units} == {
        "民政局": 2, "人民政府办公室": 0, "教育和体育局": 0,
    }  # fmt: skip
    assert (found.words, found.tag.text) == ("供稿：2条", "不要求次数")


# --- refusals


def test_a_record_of_tomorrow_without_a_name_or_of_anothers_unit_is_refused(government):
    kind, day = kind_named("leader_briefing"), localdate()
    with pytest.raises(MayNotRecord) as caught:
        acts.keep(
            kind,
            organisation_id=government.body.pk,
            held_on=day + timedelta(days=1),
            values=told(kind, subject=" "),
            by=government.outsider,
            on=day,
        )
    assert reasons_of(caught) == [
        "“主要负责人听取汇报”由本单位信息员、单位负责人或政务公开办登记。",
        "听取日期不能晚于今天；工作做过以后再登记。",
        "请填写“汇报事项”。",
    ]
    assert Record.objects.count() == 0


def test_a_record_takes_no_numbers_of_private_persons(government):
    kind, day = kind_named("training"), localdate()
    values = told(kind, points="联系人电话13800138000", result="到会36人")
    with pytest.raises(MayNotRecord) as caught:
        acts.keep(
            kind, organisation_id=government.body.pk, held_on=day, values=values, by=government.office, on=day
        )
    assert reasons_of(caught) == [
        "“内容要点”里有个人号码（138****8000），台账不登记身份证号、手机号和银行卡号，请删除。（个人信息保护法第六条）"
    ]
    assert acts.keep(
        kind,
        organisation_id=government.body.pk,
        held_on=day,
        values=values | {"points": "联系电话0000-8800012"},
        by=government.office,
        on=day,
    )


def test_the_joint_meeting_is_entered_by_the_office_alone(government):
    kind = kind_named("joint_meeting")
    with pytest.raises(MayNotRecord, match="由政务公开办登记"):
        acts.keep(
            kind,
            organisation_id=government.body.pk,
            held_on=localdate(),
            values=told(kind),
            by=government.contact,
            on=localdate(),
        )
    assert desk(government.contact).get("/desk/tasks/records/joint_meeting/new/").status_code == 404
    assert desk(government.contact).get("/desk/tasks/records/training/new/").status_code == 200


def test_what_is_not_told_is_named_one_by_one(government):
    kind, day = kind_named("leader_briefing"), localdate()
    record = acts.keep(
        kind,
        organisation_id=government.body.pk,
        held_on=day,
        values={"subject": "全年政务公开工作"},
        by=government.contact,
        on=day,
    )
    with pytest.raises(MayNotRecord) as caught:
        acts.complete(record, by=government.contact, on=day)
    assert reasons_of(caught) == [
        "还没有填写“听取汇报的主要负责人”。",
        "还没有填写“形式”。",
        "还没有填写“决定和要求”。",
        "还缺佐证“会议纪要或者签批的汇报材料”。",
    ]


def test_a_proof_is_one_file_or_one_address_of_a_sort_that_is_asked_for(government):
    record, by, day = a_record(government), government.office, localdate()
    file = a_file(by, record.organisation)
    wrong = [
        ({"sort": "rumour", "file": file}, "请选择这是哪一种佐证。"),
        ({"sort": "sign_in"}, "请上传文件或者填写网址，二者选一。"),
        ({"sort": "sign_in", "link": "https://gov.example/a.html"}, "“签到表”须上传文件。"),
    ]
    for given, words in wrong:
        with pytest.raises(MayNotRecord) as caught:
            acts.add_proof(record, **given, by=by, on=day)
        assert reasons_of(caught) == [words]
    assert RecordProof.objects.count() == 0


# --- corrections and voids


def test_a_complete_record_is_corrected_by_another_and_the_earlier_stays_visible(government):
    first = proven(government, a_record(government, participants="30"))
    by, day = government.office, localdate()
    with pytest.raises(MayNotRecord, match="不能直接修改"):
        acts.change(first, held_on=day, values=told(first.kind), by=by, on=day)

    second = acts.correct(first, by=by, on=day)
    with pytest.raises(MayNotRecord, match="已有一份更正"):
        acts.correct(first, by=by, on=day)
    assert line(government, "training").complete == 1
    acts.change(second, held_on=day, values=told(first.kind, participants="36"), by=by, on=day)
    acts.complete(second, by=by, on=day)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.values["participants"]) == ("corrected", "30")
    assert (second.state, second.values["participants"], second.proofs.count()) == ("complete", "36", 2)
    assert line(government, "training").complete == 1
    said = desk(by).get(f"/desk/tasks/records/one/{second.pk}/").content.decode()
    assert f"/desk/tasks/records/one/{first.pk}/" in said
    assert desk(by).get(f"/desk/tasks/records/one/{first.pk}/").status_code == 200


def test_a_void_needs_a_reason_stays_visible_and_counts_no_more(government):
    record = proven(government, a_record(government))
    with pytest.raises(MayNotRecord, match="请写明作废的理由"):
        acts.void(record, reason="错", by=government.office, on=localdate())

    acts.void(record, reason="与上一条重复登记", by=government.office, on=localdate())
    assert line(government, "training").complete == 0
    client = desk(government.office)
    assert "与上一条重复登记" in client.get(f"/desk/tasks/records/one/{record.pk}/").content.decode()
    shown = client.get("/desk/tasks/records/training/?state=void").content.decode()
    hidden = client.get("/desk/tasks/records/training/").content.decode()
    address = f"/desk/tasks/records/one/{record.pk}/"
    assert (address in shown, address in hidden) == (True, False)
    with pytest.raises(MayNotRecord, match="不必作废"):
        acts.void(record, reason="再作废一次", by=government.office, on=localdate())


# --- stages


@pytest.mark.demand("CB-02")
def test_a_solicited_article_goes_from_the_unit_through_the_office_to_those_above(government):
    record = proven(government, a_record(government, "solicited_article", body=government.body))
    day = localdate()
    with pytest.raises(MayNotRecord, match="“已指导修改”由政务公开办登记"):
        acts.add_step(record, stage="edited", happened_on=day, note="改好", by=government.contact, on=day)
    for stage in ("edited", "reported"):
        acts.add_step(record, stage=stage, happened_on=day, note="已办", by=government.office, on=day)
    with pytest.raises(MayNotRecord, match="不能退回前面的阶段"):
        acts.add_step(record, stage="edited", happened_on=day, note="再改", by=government.office, on=day)

    said = desk(government.contact).get("/desk/tasks/records/solicited_article/").content.decode()
    assert "已报送上级" in said
    assert [step.stage for step in queries.steps_of(record)] == ["edited", "reported"]


@pytest.mark.demand("OG-05", "OG-07")
def test_hard_points_and_coordination_are_followed_until_they_are_solved(government):
    for code, stage in (("hard_points", "solved"), ("coordination", "done")):
        record = proven(government, a_record(government, code, body=government.body))
        acts.add_step(
            record, stage=stage, happened_on=localdate(), note="已解决", by=government.contact, on=localdate()
        )
        record.refresh_from_db()
        assert record.stage == stage


# --- pages


def test_a_unit_enters_proves_and_completes_a_record_by_its_pages(government):
    client = desk(government.contact)
    kind = kind_named("leader_briefing")
    values = {
        "record_unit": government.body.pk,
        "record_day": f"{localdate()}",
        "subject": "全年政务公开工作",
        "leader": "局长",
        "form": "专题会议",
        "decisions": "按季调度。",
    }
    refused = client.post("/desk/tasks/records/leader_briefing/new/", values | {"subject": ""})
    made = client.post("/desk/tasks/records/leader_briefing/new/", values)
    record = Record.objects.get(kind=kind)
    page = f"/desk/tasks/records/one/{record.pk}/"
    early = client.post(f"{page}complete/", follow=True)
    upload = SimpleUploadedFile("纪要.pdf", PDF, content_type="application/pdf")
    added = client.post(f"{page}proofs/", {"sort": "minutes", "file": upload})
    ready = client.post(f"{page}complete/", follow=True)

    assert (refused.status_code, "请填写“汇报事项”" in refused.content.decode()) == (422, True)
    assert (made.url, added.url) == (page, page)
    assert "还缺佐证" in early.content.decode()
    assert "已确认齐备，计入年度次数" in ready.content.decode()
    proof = record.proofs.get()
    served = client.get(f"/desk/tasks/records/proofs/{proof.pk}/")
    assert b"".join(served.streaming_content) == PDF
    assert served.headers["Cache-Control"] == "private, no-store"
    assert record.values == {
        "subject": "全年政务公开工作", "leader": "局长", "form": "专题会议", "decisions": "按季调度。",
    }  # fmt: skip


def test_a_draft_is_changed_and_its_proof_taken_away_by_its_page(government):
    record = a_record(government)
    proof = acts.add_proof(
        record,
        sort="sign_in",
        file=a_file(government.office, record.organisation),
        by=government.office,
        on=localdate(),
    )
    client = desk(government.office)
    form = client.get(f"/desk/tasks/records/one/{record.pk}/change/").content.decode()
    posted = {"record_day": f"{localdate()}", **told(record.kind, subject="条例专题培训")}
    client.post(f"/desk/tasks/records/one/{record.pk}/change/", posted)
    client.post(f"/desk/tasks/records/proofs/{proof.pk}/take-away/")

    record.refresh_from_db()
    assert ("测试内容" in form, record.title, record.proofs.count()) == (True, "条例专题培训", 0)


def test_outsiders_see_nothing_of_a_record_and_the_auditor_reads_without_changing(government):
    record = proven(government, a_record(government, "leader_briefing", body=government.body))
    proof = record.proofs.get()
    pages = [
        f"/desk/tasks/records/one/{record.pk}/",
        f"/desk/tasks/records/one/{record.pk}/change/",
        f"/desk/tasks/records/proofs/{proof.pk}/",
    ]
    acted = [
        f"/desk/tasks/records/one/{record.pk}/{act}/"
        for act in ("complete", "correct", "void", "steps", "proofs")
    ]
    outsider, auditor = desk(government.outsider), desk(government.auditor)

    assert [outsider.get(page).status_code for page in pages] == [404] * 3
    assert [outsider.post(page).status_code for page in acted] == [404] * 5
    assert "测试内容" not in outsider.get("/desk/tasks/records/leader_briefing/").content.decode()
    assert [desk(government.reviewer1).get(p).status_code for p in ("/desk/tasks/records/", pages[0])] == [
        404
    ] * 2
    assert auditor.get(pages[0]).status_code == 200
    auditor.post(f"/desk/tasks/records/one/{record.pk}/void/", {"void-reason": "审计员不能作废"})
    auditor.post(f"/desk/tasks/records/one/{record.pk}/correct/")
    record.refresh_from_db()
    assert (record.state, Record.objects.count()) == ("complete", 1)


def test_a_list_is_narrowed_by_year_unit_and_state_and_goes_out_as_csv(government):
    year = localdate().year
    mine = proven(
        government, a_record(government, "contribution", body=government.body, subject="本单位的稿件")
    )
    a_record(government, "contribution", subject="办公室的稿件")
    a_record(government, "contribution", subject="去年的稿件", held_on=date(year - 1, 5, 1))
    client = desk(government.office)
    base = "/desk/tasks/records/contribution/"

    def titles(query: str) -> list[bool]:
        said = client.get(f"{base}{query}").content.decode()
        return [title in said for title in ("本单位的稿件", "办公室的稿件", "去年的稿件")]

    assert titles("") == [True, True, False]
    assert titles(f"?year={year - 1}") == [False, False, True]
    assert titles(f"?unit={government.body.pk}") == [True, False, False]
    assert titles("?state=draft") == [False, True, False]
    csv = client.get(f"{base}?unit={government.body.pk}&as=csv").content.decode("utf-8-sig").splitlines()
    assert csv[0].split(",") == [
        "报送日期",
        "单位",
        "题目",
        "专栏或账号",
        "类别",
        "已采用",
        "状态",
        "阶段",
        "登记人",
    ]
    assert csv[1].split(",") == [
        f"{mine.held_on}", "民政局", "本单位的稿件", "测试内容", "经验做法", "是", "有佐证", "", "何公开",
    ]  # fmt: skip


def test_a_record_is_with_evidence_or_without_and_what_is_owed_is_missing_then_overdue(government):
    year = localdate().year
    proven(government, a_record(government, subject="有签到表的培训"))
    a_record(government, subject="没有签到表的培训")
    client = desk(government.office)
    page = client.get("/desk/tasks/records/training/")
    states = {str(cells[0]): str(cells[3]) for cells in page.context["table"].rows}

    assert states == {"有签到表的培训": "有佐证", "没有签到表的培训": "无佐证"}
    [training] = [one for one in kind_rows(client, year) if one[0] == "培训"]
    assert training == ["培训", "1/2次", "1", "1", "缺1次"]
    [training] = [one for one in kind_rows(client, year - 1) if one[0] == "培训"]
    assert training == ["培训", "0/2次", "0", "0", "逾期，缺2次"]
    [[office, *_]] = page.context["units"].rows
    own = client.get(f"/desk/tasks/records/training/{office.url}").context["table"].rows
    assert (str(office), len(own)) == ("人民政府办公室", 2)
    assert "另有2个单位没有记录，也没有次数要求。" in page.content.decode()
    units = client.get(f"/desk/tasks/records/leader_briefing/?year={year - 1}").context["units"].rows
    assert {str(row[-1]) for row in units} == {"逾期，缺1次"}


def kind_rows(client: Client, year: int) -> list[list[str]]:
    tables = client.get(f"/desk/tasks/records/?year={year}").context["tables"]
    return [[str(cell) for cell in row] for _, table in tables for row in table.rows]


def test_the_kinds_of_a_year_go_out_as_csv(government):
    proven(government, a_record(government))
    said = desk(government.office).get("/desk/tasks/records/?as=csv").content.decode("utf-8-sig")
    rows = [row.split(",") for row in said.splitlines()]
    assert rows[0] == ["类别", "台账", "完成/应有", "有佐证", "无佐证", "缺或逾期"]
    assert ["学习培训", "培训", "1/2次", "1", "0", "缺1次"] in rows
    assert len(rows) == len(acts.shipped_kinds()) + 1


def test_records_of_all_kinds_are_found_by_kind_unit_state_and_words_and_go_out_as_csv(government):
    day = localdate()
    proven(government, a_record(government, "contribution", body=government.body, subject="供热经验"))
    a_record(government, "hearing", subject="供热价格调整", outcome="采纳居民代表的分档意见。")
    a_record(government, "training", subject="去年的培训", held_on=date(day.year - 1, 5, 1))
    client = desk(government.office)

    def found(**asked: Any) -> list[tuple[str, str]]:
        table = client.get("/desk/tasks/records/all/", asked).context["table"]
        return sorted((str(row[0]), str(row[4])) for row in table.rows) if table else []

    assert found() == [("供热价格调整", "无佐证"), ("供热经验", "有佐证")]
    assert found(q="供热 分档意见") == [("供热价格调整", "无佐证")]
    assert found(q="分档意见 不存在") == []
    assert found(kind="contribution") == found(unit=government.body.pk) == [("供热经验", "有佐证")]
    assert found(state="draft") == [("供热价格调整", "无佐证")]
    assert found(year=day.year - 1) == [("去年的培训", "无佐证")]
    csv = client.get("/desk/tasks/records/all/?kind=contribution&as=csv").content.decode("utf-8-sig")
    assert csv.splitlines()[1].split(",") == [
        "供热经验", "供稿", f"{day}", "民政局", "有佐证", "", "何公开",
    ]  # fmt: skip


def test_a_unit_finds_its_own_records_alone_and_strangers_none(government):
    a_record(government, "contribution", body=government.body, subject="本单位的稿件")
    a_record(government, "contribution", subject="办公室的稿件")
    mine = desk(government.contact).get("/desk/tasks/records/all/").content.decode()
    assert ("本单位的稿件" in mine, "办公室的稿件" in mine) == (True, False)
    assert desk(government.reviewer1).get("/desk/tasks/records/all/").status_code == 404


def test_what_a_record_says_after_a_change_is_found_and_what_it_said_before_is_not(government):
    record = a_record(government, points="讲解旧规定")
    values = record.values | {"points": "讲解新规定"}
    acts.change(record, held_on=record.held_on, values=values, by=government.office, on=localdate())
    record.refresh_from_db()
    assert ("新规定" in record.words, "旧规定" in record.words) == (True, False)
    again = acts.correct(proven(government, record), by=government.office, on=localdate())
    assert again.words == record.words


def test_a_long_list_goes_on_after_the_last_row_without_doubling(government, monkeypatch):
    monkeypatch.setattr("mingtang.supervision.views.desk.record_lists.PAGE_SIZE", 2)
    monkeypatch.setattr("mingtang.core.design.services.PAGE_SIZE", 2)
    day = localdate().replace(month=1, day=1)
    for number in range(5):
        a_record(government, "contribution", held_on=day, subject=f"第{number}篇")
    client, seen, address = desk(government.office), [], "/desk/tasks/records/contribution/"
    while address:
        answer = client.get(address)
        seen += [cells[0].text for cells in answer.context["table"].rows]
        address = answer.context["next_url"]
    assert seen == [f"第{number}篇" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    "address",
    [
        "/desk/tasks/records/",
        "/desk/tasks/records/all/",
        "/desk/tasks/records/leader_briefing/",
        "/desk/tasks/records/training/",
    ],
)
def test_pages_ask_the_same_number_of_queries_for_one_record_and_for_three(government, address):
    client = desk(government.office)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        return len(found)

    for code in ("training", "leader_briefing"):
        proven(government, a_record(government, code))
    client.get(address)
    one = asked()
    for code in ("training", "leader_briefing"):
        proven(government, a_record(government, code, body=government.body))
        a_record(government, code, body=government.body)
    assert asked() == one


# --- to do


def test_in_the_last_quarter_the_office_and_the_units_are_told_what_is_still_owed(government):
    year = localdate().year

    def asked(person: Any, day: date) -> list[tuple[str, str]]:
        todo = record_todo(person, standings(person.pk, day), day)
        return [(item.title, item.state) for item in todo.items]

    assert asked(government.office, date(year, 9, 30)) == []
    assert asked(government.contact, date(year, 10, 1)) == [
        ("主要负责人听取汇报：0/1个单位", "open"),
        ("机构人员经费：0/1个单位", "open"),
    ]
    proven(government, a_record(government, "leader_briefing", body=government.body))
    assert asked(government.contact, date(year, 12, 1)) == [("机构人员经费：0/1个单位", "soon")]
    assert [title for title, _ in asked(government.office, date(year, 12, 31))] == [
        "联席会议：0/1次", "主要负责人听取汇报：1/3个单位", "机构人员经费：0/3个单位", "培训：0/2次",
    ]  # fmt: skip
    assert asked(government.reviewer1, date(year, 12, 1)) == []
