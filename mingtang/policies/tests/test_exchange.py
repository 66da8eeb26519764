"""From one library to another: what goes out, what is kept back, and that nothing becomes public by coming in."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingtang.core.events import api as events
from mingtang.core.files import api as files
from mingtang.core.files.testing import docx_of, stored
from mingtang.policies.models import ExchangePackage, Policy, ValidityFact
from mingtang.policies.parsing.examining import examine
from mingtang.policies.parsing.package import BadPackage, Package
from mingtang.policies.queries.exchange import Chosen, exported
from mingtang.policies.services import exchange
from mingtang.policies.services.packing import Packing, Place
from mingtang.policies.services.receiving import Receiving
from mingtang.policies.services.recording import Stated, record_fact
from mingtang.policies.testing import a_policy
from mingtang.publishing import api as publishing
from mingtang.publishing.models import Batch, BatchItem, Edition, LiveEdition, Publication
from mingtang.publishing.testing import BODY, DAY

BODIES = [f"{BODY}<p>本文件第{n}号，自印发之日起办理。</p>" for n in range(9)]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def home(settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def policies(government) -> list[Policy]:
    return [
        a_policy(
            government,
            f"云棠区第{n}号救助办法",
            number=f"云民规〔2024〕{n}号",
            body=BODIES[n],
            topic="民政、扶贫、救灾",
            genre="通知",
            keywords="救助",
        )
        for n in range(1, 4)
    ]


def packed(folder: Path, chosen: Chosen | None = None) -> Path:
    packing = Packing(folder / "spool", chosen or Chosen(DAY))
    assert packing.advance()
    packing.pack(folder / "out.zip")
    return folder / "out.zip"


def records(path: Path) -> list[dict]:
    with Package(path) as package:
        return [json.loads(line) for line in package.lines()]


# --- out


@pytest.mark.demand("LB-07")
def test_a_package_holds_what_is_public_with_its_metadata_text_and_hash(home, policies):
    path = packed(home)
    told = records(path)

    assert [row["number"] for row in told] == ["云民规〔2024〕1号", "云民规〔2024〕2号", "云民规〔2024〕3号"]
    first, live = told[0], LiveEdition.objects.get(publication=policies[0].pk)
    names = ("title", "issuer", "written_on", "effective_on", "topic", "genre", "status", "openness", "unit")
    assert [first[name] for name in names] == [
        "云棠区第1号救助办法",
        "云棠区民政局",
        "2024-03-14",
        "2024-04-01",
        "民政、扶贫、救灾",
        "通知",
        "现行有效",
        "主动公开",
        "云棠区民政局",
    ]
    assert first["content_hash"] == live.revision.content_hash
    assert "本文件第1号" in first["text"]
    with Package(path) as package:
        assert examine(package).faults == []


def test_the_same_library_makes_the_same_bytes_in_one_piece_or_in_many(home, policies, monkeypatch):
    whole = packed(home).read_bytes()
    monkeypatch.setattr("mingtang.policies.services.packing.exported", _by_ones)
    packing = Packing(home / "pieces", Chosen(DAY))
    while not packing.advance(until=0):
        # A process that was killed left half a line behind; the next one begins with where the last piece ended.
        with (home / "pieces" / "documents.jsonl").open("ab") as file:
            file.write(b'{"id": "half')
        packing = Packing(home / "pieces", Chosen(DAY), place=Place(**packing.place.__dict__))
    packing.pack(home / "again.zip")

    assert (home / "again.zip").read_bytes() == whole


def _by_ones(chosen, *, after):
    return exported(chosen, after=after, limit=1)


def test_drafts_withdrawn_and_hidden_elements_stay_at_home(home, government, policies):
    from mingtang.publishing.testing import a_draft

    a_draft(government, title="尚未公开的办法")
    edition = Edition.objects.get(publication=policies[0].pk)
    publishing.withdraw(
        edition, way="error", reason="发布对象有误", public_notice="", by=government.office, on=DAY
    )

    assert [row["number"] for row in records(packed(home))] == ["云民规〔2024〕2号", "云民规〔2024〕3号"]


def test_one_unit_or_what_changed_since_a_day(home, government, policies):
    later = Chosen(DAY, since=DAY + timedelta(days=30))

    assert exported(Chosen(DAY, organisation_id=government.body.pk))[0].record["unit"] == "云棠区民政局"
    assert exported(Chosen(DAY, organisation_id=government.site.organisation_id)) == []
    assert exported(later) == []
    published_long_ago()
    assert exported(Chosen(DAY, since=DAY - timedelta(days=3))) == []
    record_fact(
        policies[1],
        Stated(
            "repealed",
            date(2026, 12, 1),
            document_title="云棠区人民政府决定",
            document_number="云政〔2026〕9号",
        ),
        by=government.office,
        on=DAY,
    )
    [told] = exported(Chosen(DAY, since=DAY - timedelta(days=3)))
    assert told.record["facts"][-1] == {
        "fact": "repealed",
        "fact_name": "废止",
        "on": "2026-12-01",
        "until": "",
        "document_id": "",
        "document_title": "云棠区人民政府决定",
        "document_number": "云政〔2026〕9号",
        "source": "person",
    }
    assert told.record["status"] == "现行有效"
    assert exported(Chosen(date(2026, 12, 1)))[1].record["status"] == "废止"


def published_long_ago() -> None:
    from mingtang.core.triggers import api as triggers

    triggers.drop_all(connection)
    LiveEdition.objects.update(published_at="2020-01-01T00:00+08:00")
    ValidityFact.objects.update(recorded_at="2020-01-01T00:00+08:00")
    triggers.create_all(connection)


def test_what_left_since_a_day_is_told_by_number_and_fate_alone(home, government, policies):
    edition = Edition.objects.get(publication=policies[0].pk)
    publishing.withdraw(
        edition, way="error", reason="发布对象有误", public_notice="", by=government.office, on=DAY
    )
    gone = Publication.objects.get(pk=policies[0].pk).public_id

    with Package(packed(home, Chosen(DAY, since=date(2026, 1, 1)))) as package:
        [row] = [json.loads(line) for line in package.lines("departed.jsonl")]

    assert (row["id"], row["fate_name"], sorted(row)) == (
        gone,
        "误发撤除",
        ["fate", "fate_name", "id", "left_on"],
    )


def test_a_document_costs_the_same_queries_with_one_and_with_three(government, policies):
    def cost(limit: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert len(exported(Chosen(DAY), limit=limit)) == limit
        return len(counted)

    assert cost(1) == cost(3)


def test_attachments_go_along_once_and_a_condemned_one_is_a_finding(home, government):
    file = stored(docx_of("附件一"), "附件一.docx", owner=government.body)
    ref = publishing.AttachmentRef("附件一.docx", file.sha256, file.size, file.media_type, file.pk)
    for n in (1, 2):
        a_policy_with(government, n, ref)

    path = packed(home)
    with Package(path) as package:
        assert package.files == {file.sha256: f"files/{file.sha256}.docx"}
        assert b"".join(package.blocks(f"files/{file.sha256}.docx")) == docx_bytes(file)
    files.condemn(file, reason="发现木马", by=government.administrator)
    with Package(packed(home)) as package:
        found = examine(package)
        assert (package.files, found.faults) == ({}, [])
        assert [[f.sort for f in one.findings if f.sort == "file"] for one in found.with_findings] == [
            ["file"]
        ] * 2


def a_policy_with(government, n, ref):
    from mingtang.policies.services.keeping import keep
    from mingtang.publishing import testing

    government.kind = testing.a_kind("policy", "政策文件")
    elements = {
        "document_number": f"云民规〔2025〕{n}号",
        "written_on": "2025-03-01",
        "effective_on": "2025-03-01",
    }
    edition = testing.published(
        government, title=f"带附件的第{n}号办法", body=BODIES[n], attachments=(ref,), elements=elements
    )
    return keep(edition)


def docx_bytes(file):
    with files.open_bytes(file) as opened:
        return opened.read()


def test_a_text_that_no_longer_fits_its_hash_is_held_against_it(home, policies, django_db_blocker):
    from mingtang.core.triggers import api as triggers

    triggers.drop_all(connection)
    live = LiveEdition.objects.select_related("revision__content").get(publication=policies[0].pk)
    content = live.revision.content
    content.payload = content.payload.replace("第1号", "第9号")
    content.save()
    triggers.create_all(connection)

    with Package(packed(home)) as package:
        told = [json.loads(line) for line in package.lines("check.jsonl")]

    assert ["hash" in {f["sort"] for f in row["findings"]} for row in told] == [True, False, False]


# --- in


def moved_house(government) -> None:
    """What was public here is gone: another library, in the same test."""
    from mingtang.core.triggers import api as triggers

    triggers.drop_all(connection)
    LiveEdition.objects.all().delete()
    for policy in Policy.objects.all():
        policy.facts.all().delete()
    Policy.objects.all().delete()
    triggers.create_all(connection)
    publishing.load_kinds()


def received(path: Path, folder: Path, government) -> Receiving:
    with Package(path) as package:
        receiving = Receiving(package, folder, column="tzgg", organisation=government.body)
        receiving.verify()
        assert receiving.advance()
        receiving.batches = receiving.finish()
        receiving.gone = receiving.departed()
        return receiving


@pytest.mark.demand("LB-07")
def test_a_package_comes_in_as_a_batch_that_two_people_sign_and_is_not_public_before(
    home, government, policies
):
    path = packed(home)
    moved_house(government)

    [batch] = received(path, home / "in", government).batches

    assert (batch.state, batch.item_count, batch.held_count) == ("staged", 3, 0)
    assert LiveEdition.objects.count() == 0
    for person in (government.unit_leader, government.office):
        publishing.sign_batch(batch, by=person, on=DAY, seen_hash=batch.manifest_hash)
        batch.refresh_from_db()
    events.drain()
    assert sorted(LiveEdition.objects.values_list("document_number", flat=True)) == [
        f"云民规〔2024〕{n}号" for n in (1, 2, 3)
    ]


def test_a_package_that_comes_twice_comes_in_once(home, government, policies):
    path = packed(home)
    moved_house(government)
    before = Publication.objects.count()

    first = received(path, home / "in", government)
    again = received(path, home / "again", government)

    assert Publication.objects.count() - before == 3
    assert [b.pk for b in again.batches] == [b.pk for b in first.batches]
    assert (again.received.errors, Batch.objects.count()) == ([], 1)


def test_one_changed_byte_keeps_the_whole_package_out(home, government, policies):
    path = packed(home)
    with zipfile.ZipFile(path) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    kept["documents.jsonl"] = kept["documents.jsonl"].replace("第1号".encode(), "第9号".encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, data in kept.items():
            new.writestr(name, data)

    with Package(out) as package:
        receiving = Receiving(package, home / "in", column="tzgg", organisation=government.body)
        with pytest.raises(BadPackage, match="校验值不符"):
            receiving.verify()
    assert Batch.objects.count() == 0


def test_attachments_come_in_with_their_document_and_an_identity_number_in_one_holds_it_back(
    home, government
):
    clean, leaking = (
        stored(docx_of(words), f"{words[:2]}.docx", owner=government.body)
        for words in ("办事指南", "张某某，身份证号11010519491231002X，领取补助")
    )
    for n, file in enumerate((clean, leaking), 1):
        a_policy_with(
            government,
            n,
            publishing.AttachmentRef(file.name, file.sha256, file.size, file.media_type, file.pk),
        ) if file is clean else a_leaking_policy(government, n, file)
    path = packed(home)
    moved_house(government)

    [batch] = received(path, home / "in", government).batches

    items = BatchItem.objects.filter(batch=batch).select_related("revision__content").order_by("pk")
    assert [item.held for item in items] == [False, True]
    assert "附件“张某.docx”疑含个人信息：身份证号" in items[1].labels
    assert publishing.content_of(items[0].revision).attachments[0].sha256 == clean.sha256


def a_leaking_policy(government, n, file):
    """Public before the check of attachments was there: somebody answered for the finding."""
    from mingtang.policies.services.keeping import keep
    from mingtang.publishing import testing

    government.kind = testing.a_kind("policy", "政策文件")
    ref = publishing.AttachmentRef(file.name, file.sha256, file.size, file.media_type, file.pk)
    elements = {
        "document_number": f"云民规〔2025〕{n}号",
        "written_on": "2025-03-01",
        "effective_on": "2025-03-01",
    }
    draft = testing.a_draft(
        government, title=f"带附件的第{n}号办法", body=BODIES[n], attachments=(ref,), elements=elements
    )
    for finding in publishing.run_checks(publishing.newest_revision(draft)):
        publishing.waive(finding, reason="依法应当公示", by=government.contact)
    return keep(testing.published(government, draft))


def test_facts_of_the_sender_come_in_with_what_is_not_public_yet_and_are_news_of_what_is(
    home, government, policies
):
    record_fact(
        policies[0],
        Stated("repealed", date(2026, 12, 1), document_title="区政府决定", document_number="云政〔2026〕9号"),
        by=government.office,
        on=DAY,
    )
    second = Path(packed(home).rename(home / "second.zip"))
    moved_house(government)
    received(second, home / "in", government)

    repealed = Policy.objects.get(number="云民规〔2024〕1号")
    assert ("repealed", "import") in repealed.facts.values_list("kind", "source")
    [batch] = Batch.objects.all()
    for person in (government.unit_leader, government.office):
        publishing.sign_batch(batch, by=person, on=DAY, seen_hash=batch.manifest_hash)
    events.drain()
    repealed.facts.filter(kind="repealed").delete()
    news = received(second, home / "later", government).received.news
    assert news == ["《云棠区第1号救助办法》：来源单位载明2026-12-01废止（依据：区政府决定），请核对后登记。"]
    assert not repealed.facts.filter(kind="repealed").exists()


# --- on the desk: asked for, made by the worker


def test_the_worker_makes_what_the_office_asked_for_and_the_file_is_whole(home, government, policies):
    package = exchange.ask_package(by=government.office, on=DAY)
    assert (package.code, package.total, package.state) == ("JH20261120-0001", 3, "owed")

    while exchange.work_on_packages():
        pass

    package.refresh_from_db()
    assert (package.state, package.done, package.documents) == ("ready", 3, 3)
    with Package(exchange.file_of(package)) as found:
        assert (found.whole, found.faults()) == (package.whole, [])
    assert sorted(path.name for path in exchange.folder_of(package).iterdir()) == [
        "JH20261120-0001.zip",
        "check.jsonl",
    ]
    assert publishing_records("policies.package_made") == 1


def publishing_records(action: str) -> int:
    from mingtang.core.audit import api as audit

    return len(list(audit.recorded(action)))


def test_only_the_office_asks_and_only_for_something(home, government, policies):
    with pytest.raises(exchange.MayNotExchange, match="由政务公开办"):
        exchange.ask_package(by=government.contact, on=DAY)
    with pytest.raises(exchange.MayNotExchange, match="没有符合条件"):
        exchange.ask_package(by=government.office, on=DAY, organisation=government.site.organisation)
    with pytest.raises(exchange.MayNotExchange, match="不能晚于今天"):
        exchange.ask_package(by=government.office, on=DAY, since=DAY + timedelta(days=1))
    assert ExchangePackage.objects.count() == 0


def test_a_package_that_somebody_works_on_is_left_alone_by_the_second_worker(home, government, policies):
    package = exchange.ask_package(by=government.office, on=DAY)
    assert exchange._claim(package.asked_at) is not None

    assert exchange.work_on_packages() is False
    with pytest.raises(exchange.MayNotExchange, match="正在办理"):
        exchange.drop_package(package, by=government.office, on=DAY)


def test_an_uploaded_package_is_taken_in_by_the_worker(home, government, policies):
    data = packed(home).read_bytes()
    moved_house(government)

    package = take_in(government, data)
    while exchange.work_on_packages():
        pass

    package.refresh_from_db()
    assert (package.state, package.sender, package.documents, package.problems) == (
        "ready",
        "云棠区人民政府办公室",
        3,
        [],
    )
    assert [Batch.objects.get(code=code).item_count for code in package.batches] == [3]
    exchange.drop_package(package, by=government.office, on=DAY)
    package.refresh_from_db()
    assert (package.state, exchange.folder_of(package).exists()) == ("dropped", False)


def take_in(government, data: bytes) -> ExchangePackage:
    return exchange.take_in(
        SimpleUploadedFile("包.zip", data),
        organisation=government.body,
        column=government.column,
        by=government.office,
        on=DAY,
    )


def test_what_is_no_package_is_refused_at_the_door_and_a_broken_one_by_the_worker(home, government, policies):
    with pytest.raises(BadPackage, match="已损坏"):
        take_in(government, b"words")
    assert (ExchangePackage.objects.count(), list(home.glob("exchange/*"))) == (0, [])
    data = packed(home).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    kept["documents.jsonl"] = kept["documents.jsonl"].replace("第1号".encode(), "第9号".encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, member in kept.items():
            new.writestr(name, member)

    package = take_in(government, out.getvalue())
    exchange.work_on_packages()

    package.refresh_from_db()
    assert (package.state, "校验值不符" in package.problems[0], Batch.objects.count()) == ("failed", True, 0)
