"""The office sends, looks and takes in on the desk; what every door shows of a record; who keeps the library."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from mingtang.config.commands import policies_same_source
from mingtang.core.accounts.testing import sign_in
from mingtang.core.organisations.testing import a_body, a_person
from mingtang.policies.models import ExchangePackage, Policy
from mingtang.policies.parsing.package import Package
from mingtang.policies.queries.same_source import same_source
from mingtang.policies.queries.upkeep import upkeep
from mingtang.policies.services import exchange
from mingtang.policies.testing import a_policy
from mingtang.publishing.api import withdraw
from mingtang.publishing.models import LiveEdition, RevisionContent


@pytest.fixture
def home(settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def policy(government) -> Policy:
    return a_policy(government)


def at(name: str, *parts: object) -> str:
    return reverse(f"policies-desk:{name}", args=parts)


PAGES = ("packages", "package-look", "package-take-in")


def test_the_office_reaches_the_pages_and_others_find_nothing(client, government):
    def answers(who: str) -> list[int]:
        visitor = sign_in(client, government.people[who])
        return [visitor.get(at(name)).status_code for name in PAGES]

    assert answers("office") == [200, 200, 200]
    for who in ("contact", "unit_leader", "auditor", "administrator"):
        assert answers(who) == [404, 404, 404]


@pytest.mark.demand("LB-07")
def test_a_package_is_asked_for_made_looked_at_and_taken_away(client, home, government, policy):
    office = sign_in(client, government.office)

    asked = office.post(at("packages"), {"organisation": "", "since": ""})
    package = ExchangePackage.objects.get()
    waiting = office.get(at("package", package.pk)).content.decode()
    while exchange.work_on_packages():
        pass
    ready = office.get(at("package", package.pk)).content.decode()
    taken = office.get(at("package-download", package.pk))
    report = office.get(at("package-report", package.pk)).json()

    assert asked.url == at("packages")
    assert ("已办 0 件，共 1 件" in waiting, "下载交换包" in waiting) == (True, False)
    assert ("会被退回" in ready, "缺少“索引号”" in ready) == (True, True)
    data = b"".join(taken.streaming_content)
    (home / "taken.zip").write_bytes(data)
    with Package(home / "taken.zip") as found:
        assert (found.whole, found.faults()) == (package_now(package).whole, [])
    assert [row["number"] for row in report["findings"]] == ["云民发〔2024〕3号"]
    sign_in(client, government.contact)
    assert client.get(at("package-download", package.pk)).status_code == 404


def package_now(package: ExchangePackage) -> ExchangePackage:
    package.refresh_from_db()
    return package


def test_a_wish_that_cannot_be_met_is_told_on_the_page(client, home, government):
    office = sign_in(client, government.office)

    page = office.post(at("packages"), {"organisation": "", "since": ""})

    assert (page.status_code, "没有符合条件的公开文件" in page.content.decode()) == (422, True)


def test_looking_into_a_package_keeps_nothing(client, home, government, policy):
    data = made(government)
    office = sign_in(client, government.office)
    standard = {"name": "省库", "source": "某文件", "date": "2026-01-01", "elements": []}
    upload = SimpleUploadedFile("标准.json", json.dumps(standard).encode())

    shipped = office.post(at("package-look"), {"file": SimpleUploadedFile("包.zip", data)}).content.decode()
    own = office.post(at("package-look"), {"file": SimpleUploadedFile("包.zip", data), "standard": upload})
    wrong = office.post(at("package-look"), {"file": SimpleUploadedFile("包.zip", b"words")})

    assert ("会被退回1件" in shipped, "缺少“索引号”" in shipped) == (True, True)
    assert "会被退回0件" in own.content.decode()
    assert (wrong.status_code, "已损坏" in wrong.content.decode()) == (422, True)
    assert ExchangePackage.objects.filter(direction="in").count() == 0


def made(government) -> bytes:
    package = exchange.ask_package(by=government.office, on=localdate())
    while exchange.work_on_packages():
        pass
    return exchange.file_of(package).read_bytes()


def test_taking_in_waits_for_the_worker_and_a_finished_package_is_dropped(client, home, government, policy):
    data = made(government)
    office = sign_in(client, government.office)
    facts = {"organisation": government.body.pk, "column": government.column.pk}

    office.post(at("package-take-in"), {"file": SimpleUploadedFile("包.zip", data), **facts})
    package = ExchangePackage.objects.get(direction="in")
    assert (package.state, exchange.file_of(package).exists()) == ("owed", True)
    office.post(at("package-drop", package.pk))
    assert (package_now(package).state, exchange.file_of(package).exists()) == ("dropped", False)
    again = office.post(at("package-drop", package.pk), follow=True)
    assert "文件已经删除" in again.content.decode()


# --- 数据同源


@pytest.mark.demand("LB-06")
def test_every_door_shows_the_text_that_was_signed(policy):
    found = same_source(policy.pk)

    shown = {door.name: door.state for door in found.doors}
    assert found.signed == LiveEdition.objects.get(publication=policy.pk).revision.content_hash
    assert found.drifted == []
    assert {name for name, state in shown.items() if state == "same"} >= {
        "文件页",
        "政策文件库",
        "栏目",
        "检索文本",
        "订阅源",
        "终端与接口",
    }
    assert shown["政府公报"] == "absent"


def test_terminals_read_the_record_that_packages_carry_and_only_of_what_is_public(client, government, policy):
    public_id = policy.publication.public_id
    told = client.get(f"/policies/{public_id}.json")
    withdraw(
        LiveEdition.objects.get(publication=policy.pk).edition,
        way="error",
        reason="发布对象有误",
        public_notice="",
        by=government.office,
        on=localdate(),
    )

    record = told.json()
    assert (record["number"], record["status"]) == ("云民发〔2024〕3号", "现行有效")
    assert record["content_hash"] == same_hash(policy)
    assert told.headers["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert client.get(f"/policies/{public_id}.json").status_code == 404


def same_hash(policy: Policy) -> str:
    return RevisionContent.objects.get(revision__edition__publication=policy.pk).revision.content_hash


@pytest.fixture
def altered(policy):
    """Somebody with the database's password changed the stored text."""
    from mingtang.core.triggers import api as triggers

    triggers.drop_all(connection)
    content = RevisionContent.objects.get(revision__edition__publication=policy.pk)
    content.payload = content.payload.replace("困难群众", "困难群体")
    content.save()
    triggers.create_all(connection)
    return policy


def test_a_text_changed_behind_the_doors_is_told_with_their_names(client, government, altered):
    page = sign_in(client, government.office).get(at("same-source", altered.pk)).content.decode()

    drifted = {door.name for door in same_source(altered.pk).drifted}
    assert drifted >= {"文件页", "政策文件库", "栏目", "检索文本", "订阅源", "终端与接口"}
    assert "展示的不是审签的文本" in page


def test_the_panel_is_for_those_who_may_see_the_item(client, government, policy):
    assert sign_in(client, government.contact).get(at("same-source", policy.pk)).status_code == 200
    assert sign_in(client, government.outsider).get(at("same-source", policy.pk)).status_code == 404


def test_the_command_answers_by_number(policy, capsys, monkeypatch):
    monkeypatch.setattr(policies_same_source, "start_django", lambda: None)

    def run(document: str) -> tuple[int, dict]:
        import argparse

        parser = argparse.ArgumentParser()
        policies_same_source.add_arguments(parser, "same-source")
        status = policies_same_source.run(parser.parse_args([document, "--json"]))
        return status, json.loads(capsys.readouterr().out)

    status, told = run("云民发〔2024〕3号")
    assert (status, told["same"], told["title"]) == (0, True, "云棠区临时救助办法")
    assert run("云民发〔1999〕1号")[0] == 1


# --- 日常运维


@pytest.mark.demand("LB-10")
def test_each_unit_is_told_with_its_keeper_its_last_document_and_its_gaps(client, government, policy):
    on = localdate() + timedelta(days=40)
    rows = {row.unit: row for row in upkeep(on)}

    mine = rows["云棠区民政局"]
    assert (mine.keepers, mine.documents, mine.newest_on, mine.days_since) == (
        ("林信息",),
        1,
        localdate(),
        40,
    )
    assert rows["云棠区人民政府办公室"].gaps == ["没有信息员", "库中没有文件"]
    assert rows["云棠区教育和体育局"].gaps == ["库中没有文件"]
    assert [row.unit for row in upkeep(on)][-1] == "云棠区民政局"
    page = sign_in(client, government.office).get(at("units")).content.decode()
    assert ("林信息" in page, "库中没有文件" in page) == (True, True)


def test_a_unit_sees_its_own_line_and_strangers_none(client, government, policy):
    def units(who: str) -> list[str]:
        answer = sign_in(client, government.people[who]).get(at("units"))
        return [row[0] for row in answer.context["table"].rows] if answer.status_code == 200 else []

    assert units("contact") == ["云棠区民政局"]
    assert units("outsider") == ["云棠区教育和体育局"]
    assert units("administrator") == []


def test_more_units_do_not_cost_more_queries(government, policy):
    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            upkeep(localdate())
        return len(counted)

    before = cost()
    for number in range(3):
        body = a_body(f"bm{number}", f"云棠区第{number}局")
        a_person(f"钱{number}", "contact", body)

    assert (cost(), before) == (3, 3)
