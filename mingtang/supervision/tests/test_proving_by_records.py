"""Records as proofs: a unit chooses one, another person verifies it, and it proves while it stays complete."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.organisations.api import standings
from mingtang.core.organisations.testing import a_person
from mingtang.core.refusals import Refused
from mingtang.publishing.testing import Government, a_government
from mingtang.supervision.models import Evidence, Record, TaskUnit
from mingtang.supervision.queries.proving_records import choosable
from mingtang.supervision.queries.standing import standing_of
from mingtang.supervision.queries.task_todo import task_todo
from mingtang.supervision.services import evidence, records
from mingtang.supervision.services.plans import Head
from mingtang.supervision.testing import a_plan, a_record, proven

ON = localdate()


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    found = a_government()
    found.people["deputy"] = a_person("秦副科", "office", found.site.organisation)
    return found


@pytest.fixture
def part(government: Government) -> TaskUnit:
    plan = a_plan(government, on=ON, head=Head(issued_on=ON))
    return plan.tasks.get(number=1).units.get(organisation=government.body)


def reasons(act: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [str(reason) for reason in refused.value.reasons]


def stands(part: TaskUnit) -> tuple[str, str]:
    """As lists have it, and as it is found anew; both the same."""
    part.refresh_from_db()
    found = standing_of([part.task], ON)[part.task_id]
    now = next(row for row in found.parts if row.part.pk == part.pk)
    assert (part.standing, part.light) == (now.standing, now.light)
    return part.standing, part.light


def complete(government: Government, code: str = "training", **facts: Any) -> Record:
    return proven(government, a_record(government, code, **{"body": government.body} | facts))


def claimed(government: Government, part: TaskUnit, record: Record) -> Evidence:
    return evidence.claim_record(part, record=record, by=government.contact, on=ON)


@pytest.mark.demand("TS-03")
def test_a_complete_record_proves_a_task_once_another_person_has_verified_it(government, part):
    record = complete(government)
    proof = claimed(government, part, record)
    assert (proof.kind, proof.title, stands(part)[0]) == ("record", record.title, "claimed")

    for person in (government.contact, government.outsider):
        assert "佐证由政务公开办或者本单位审核人核验。" in reasons(
            lambda person=person: evidence.verify(proof, by=person, on=ON)
        )
    assert reasons(lambda: evidence.verify(proof, by=government.office, on=ON)) == [
        "这条台账是您登记或者确认齐备的，请由另一人核验。"
    ]
    evidence.verify(proof, by=government.reviewer1, on=ON)
    assert stands(part) == ("proven", "green")


def test_a_record_that_is_made_void_proves_nothing_any_more(government, part):
    record = complete(government)
    evidence.verify(claimed(government, part, record), by=government.deputy, on=ON)
    assert stands(part)[0] == "proven"

    mine = standings(government.contact.pk, ON)
    lost = "佐证不再计入，请另行提供："
    assert not [item for item in task_todo(government.contact, mine, ON).items if lost in item.what]

    records.void(record, reason="重复登记了一次", by=government.office, on=ON)
    assert stands(part)[0] == "missing"
    told = [item.what for item in task_todo(government.contact, mine, ON).items if lost in item.what]
    assert told == [f"{lost}{record.title}"]
    evidence.verify(claimed(government, part, complete(government)), by=government.deputy, on=ON)
    assert not [item for item in task_todo(government.contact, mine, ON).items if lost in item.what]


def test_a_record_proves_until_its_correction_is_complete_and_the_correction_is_claimed_anew(
    government, part
):
    record = complete(government)
    evidence.verify(claimed(government, part, record), by=government.deputy, on=ON)
    again = records.correct(record, by=government.office, on=ON)
    assert stands(part)[0] == "proven"

    records.complete(again, by=government.office, on=ON)
    assert stands(part)[0] == "missing"
    evidence.verify(claimed(government, part, again), by=government.deputy, on=ON)
    assert stands(part)[0] == "proven"


def test_only_complete_records_of_the_unit_or_the_office_may_be_chosen_and_each_once(government, part):
    draft = a_record(government, body=government.body)
    other = proven(
        government, a_record(government, body=part.task.units.exclude(pk=part.pk).get().organisation)
    )
    ours, offices = complete(government), complete(government, body=government.site.organisation)

    assert reasons(lambda: claimed(government, part, draft)) == ["这条台账登记中，已齐备的才能作为佐证。"]
    assert reasons(lambda: claimed(government, part, other)) == ["只能选本单位或者政务公开办登记的台账。"]
    assert set(choosable(part)) == {ours, offices}

    proof = claimed(government, part, ours)
    assert set(choosable(part)) == {offices}
    assert reasons(lambda: claimed(government, part, ours)) == ["这条台账已经作为本任务的佐证。"]
    evidence.give_back(proof, reason="不是这项任务的", by=government.office, on=ON)
    assert set(choosable(part)) == {ours, offices}


def test_a_record_of_the_office_is_verified_by_who_can_read_it(government, part):
    proof = claimed(government, part, complete(government, body=government.site.organisation))

    assert reasons(lambda: evidence.verify(proof, by=government.reviewer1, on=ON)) == [
        "这条台账由人民政府办公室登记，请政务公开办核验。"
    ]
    assert evidence.verify(proof, by=government.deputy, on=ON).state == "proven"


def test_what_was_corrected_before_anybody_looked_cannot_be_verified(government, part):
    record = complete(government)
    proof = claimed(government, part, record)
    records.void(record, reason="登记错了单位", by=government.office, on=ON)

    assert reasons(lambda: evidence.verify(proof, by=government.deputy, on=ON)) == [
        "这条台账已作废，不能印证任务。"
    ]


def test_the_database_keeps_a_proof_to_one_thing(government, part):
    proof = claimed(government, part, complete(government))
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=proof.pk).update(record=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=proof.pk).update(kind="file")


# --- pages


def desk(person: Any) -> Client:
    return sign_in(Client(), person)


def test_the_contact_finds_a_record_by_kind_and_title_and_hands_it_in(government, part):
    training, meeting = complete(government), complete(government, "joint_meeting")
    Record.objects.filter(pk=training.pk).update(title="信息员业务培训")
    Record.objects.filter(pk=meeting.pk).update(title="第三季度联席会议")
    contact, path = desk(government.contact), f"/desk/tasks/parts/{part.pk}/record/"

    def shown(query: str) -> tuple[bool, bool]:
        page = contact.get(f"{path}{query}").content.decode()
        return "<h2>信息员业务培训</h2>" in page, "<h2>第三季度联席会议</h2>" in page

    assert shown("") == (True, True)
    assert shown("?kind=training") == (True, False)
    assert shown("?words=联席") == (False, True)
    assert shown("?after=x&kind=nothing") == (False, False)

    assert contact.post(path, {"record": "999999"}).status_code == 404
    assert desk(government.reviewer1).get(path).status_code == 404
    assert desk(government.outsider).get(path).status_code == 404
    answer = contact.post(path, {"record": training.pk}, follow=True)
    assert "佐证已提供，待他人核验。" in answer.content.decode()
    assert Evidence.objects.get().record == training


def test_pages_of_task_and_record_point_at_each_other_and_say_when_a_proof_is_lost(government, part):
    record = complete(government)
    claimed(government, part, record)
    page, path = f"/desk/tasks/parts/{part.pk}/", f"/desk/tasks/records/one/{record.pk}/"
    for person in (government.contact, government.office, government.reviewer1):
        assert f'href="{path}"' in desk(person).get(page).content.decode()
        told = desk(person).get(path).content.decode()
        assert "印证的任务" in told
        assert f'href="{page}"' in told
    assert desk(government.outsider).get(path).status_code == 404

    records.void(record, reason="重复登记了一次", by=government.office, on=ON)
    for address in (page, path, f"/desk/tasks/task/{part.task_id}/"):
        assert "台账已作废，不再计入" in desk(government.contact).get(address).content.decode()


def test_a_record_of_the_office_is_named_to_the_unit_and_not_opened(government, part):
    """Its papers (sign-in sheets) are for who entered it."""
    record = complete(government, body=government.site.organisation)
    claimed(government, part, record)
    page = desk(government.contact).get(f"/desk/tasks/parts/{part.pk}/").content.decode()
    [file] = record.proofs.filter(file__isnull=False)[:1]

    assert record.title in page
    assert f"/records/one/{record.pk}/" not in page
    for person in (government.contact, government.reviewer1):
        assert desk(person).get(f"/desk/tasks/records/one/{record.pk}/").status_code == 404
        assert desk(person).get(f"/desk/tasks/records/proofs/{file.pk}/").status_code == 404


def test_reviewers_open_only_records_that_are_claimed_as_proof(government, part):
    record = complete(government)
    path = f"/desk/tasks/records/one/{record.pk}/"
    assert desk(government.reviewer1).get(path).status_code == 404
    claimed(government, part, record)
    assert desk(government.reviewer1).get(path).status_code == 200
    assert desk(government.reviewer1).get("/desk/tasks/records/").status_code == 404


def test_as_many_queries_for_three_records_as_for_one(government, part):
    def queries(path: str) -> int:
        client = desk(government.contact)
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    complete(government)
    one = queries(f"/desk/tasks/parts/{part.pk}/record/")
    first, second = complete(government), complete(government)
    assert queries(f"/desk/tasks/parts/{part.pk}/record/") == one

    claimed(government, part, first)
    page = queries(f"/desk/tasks/parts/{part.pk}/")
    claimed(government, part, second)
    assert queries(f"/desk/tasks/parts/{part.pk}/") == page
