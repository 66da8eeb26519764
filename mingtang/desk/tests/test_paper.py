"""A printed sheet, signed by hand, scanned by one person, compared by another: then it is a signature."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.audit import api as audit
from mingtang.publishing.api import GATES, PaperSheet, Return, Signature, newest_revision, verify
from mingtang.publishing.testing import a_government, sign_next, submitted

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)
GATE_CODES = [code for code, _ in GATES]


@pytest.fixture
def government(db):
    return a_government()


@pytest.fixture
def scanned(government, settings, tmp_path):
    """A first-level sheet that the contact scanned in for 陈初审."""
    edition = submitted(government)
    scan_in(government, edition, government.reviewer1)
    return PaperSheet.objects.get()


def signed_in(user) -> Client:
    return sign_in(Client(), user)


def scan_in(government, edition, signer, **facts):
    told = {
        "signer": signer.pk,
        "signed_on": f"{localdate()}",
        "opinion": "同意",
        "scan": SimpleUploadedFile("签单.png", PNG),
        **facts,
    }
    return signed_in(government.contact).post(f"/desk/work/{edition.pk}/scan/", told)


def test_the_printed_sheet_carries_the_code(government):
    edition = submitted(government)

    answer = signed_in(government.contact).get(f"/desk/work/{edition.pk}/sheet.pdf")

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert newest_revision(edition).short_code in answer["Content-Disposition"]
    assert signed_in(government.outsider).get(f"/desk/work/{edition.pk}/sheet.pdf").status_code == 404


@pytest.mark.demand("CR-02")
def test_another_person_finds_the_code_on_the_paper_and_the_signature_stands(government, scanned):
    desk = signed_in(government.reviewer2)
    code = scanned.revision.short_code.lower().replace("-", " ")

    desk.post(f"/desk/sheets/{scanned.pk}/", {"code": code, "gates": GATE_CODES, "proof_read": "on"})

    signature = Signature.objects.get()
    assert (signature.signer, signature.medium, signature.scanned_by, signature.confirmed_by) == (
        government.reviewer1,
        "paper",
        government.contact,
        government.reviewer2,
    )
    assert (signature.opinion, signature.signer_role) == ("同意", "民政局初审人")
    entry = audit.entries_about(scanned.edition).filter(action="publishing.signed").get()
    assert (entry.actor_id, audit.details_of(entry)["signer"]) == (
        government.reviewer2.pk,
        government.reviewer1.pk,
    )
    assert list(verify()) == []
    scanned.edition.refresh_from_db()
    assert scanned.edition.waiting_for == "level2"


def test_whoever_scanned_it_does_not_confirm_it(government, scanned):
    desk = signed_in(government.contact)
    told = {"code": scanned.revision.short_code, "gates": GATE_CODES, "proof_read": "on"}

    page = desk.get(f"/desk/sheets/{scanned.pk}/").content.decode()
    answer = desk.post(f"/desk/sheets/{scanned.pk}/", told)

    assert "扫描人不能核对自己扫描的签单" in page
    assert "扫描人不能核对自己扫描的签单" in answer.content.decode()
    assert not Signature.objects.exists()


def test_another_code_on_the_paper_signs_nothing(government, scanned):
    desk = signed_in(government.reviewer2)

    answer = desk.post(
        f"/desk/sheets/{scanned.pk}/",
        {"code": "AAAA-BBBB-CCCC", "gates": GATE_CODES, "proof_read": "on"},
    )

    assert "所签的不是这一稿" in answer.content.decode()
    assert not Signature.objects.exists()
    desk.post(f"/desk/sheets/{scanned.pk}/refuse/", {"refuse-reason": "校验码与屏幕不一致"})
    scanned.refresh_from_db()
    assert scanned.refused_reason == "校验码与屏幕不一致"


def test_a_gate_that_is_not_ticked_on_the_paper_is_missing_here_too(government, scanned):
    answer = signed_in(government.reviewer2).post(
        f"/desk/sheets/{scanned.pk}/",
        {"code": scanned.revision.short_code, "gates": GATE_CODES[:3], "proof_read": "on"},
    )

    assert "请确认“文字关”。" in answer.content.decode()
    assert not Signature.objects.exists()


def test_the_sheet_of_a_text_changed_since_signs_nothing(government, scanned):
    from mingtang.publishing.api import save, submit
    from mingtang.publishing.testing import DAY, content

    save(scanned.edition, content(title="另一个标题的通知"), by=government.contact, base=1)
    submit(scanned.edition, by=government.contact, on=DAY)

    answer = signed_in(government.reviewer2).post(
        f"/desk/sheets/{scanned.pk}/",
        {"code": scanned.revision.short_code, "gates": GATE_CODES, "proof_read": "on"},
    )

    assert "您看到的不是最新的一稿" in answer.content.decode()
    assert not Signature.objects.exists()


def test_an_author_cannot_sign_on_paper_either(government):
    from mingtang.core.organisations.api import appoint

    appoint(government.contact, organisation=government.body, role="reviewer1", by=None)
    edition = submitted(government)

    answer = scan_in(government, edition, government.contact)

    assert "撰稿人、供稿人不能审签自己的稿件" in answer.content.decode()
    assert not PaperSheet.objects.exists()


def test_a_withheld_secrecy_sheet_sends_the_text_back(government):
    edition = submitted(government)
    sign_next(government, edition)
    sign_next(government, edition)
    answers = {
        "state_secret": "no",
        "work_secret": "yes",
        "sensitive": "no",
        "aggregation": "no",
        "conclusion": "withhold",
        "basis": "本机关工作秘密事项清单第三项",
    }
    scan_in(government, edition, government.secrecy_reviewer, **answers)
    sheet = PaperSheet.objects.get()

    signed_in(government.reviewer3).post(f"/desk/sheets/{sheet.pk}/", {"code": sheet.revision.short_code})

    row = Return.objects.get()
    assert (row.conclusion, row.returned_by) == ("withhold", government.secrecy_reviewer)
    edition.refresh_from_db()
    assert edition.state == "draft"


def test_outsiders_see_neither_sheet_nor_scan(government, scanned):
    outsider = signed_in(government.outsider)

    for page in ("", "scan"):
        assert outsider.get(f"/desk/sheets/{scanned.pk}/{page}").status_code == 404
    shown = signed_in(government.reviewer2).get(f"/desk/sheets/{scanned.pk}/scan")
    assert (shown.status_code, b"".join(shown.streaming_content)) == (200, PNG)
    shown.close()
