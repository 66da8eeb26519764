"""Writing on the desk: begun, saved, kept, compared, handed in; and an outsider who sees nothing of it."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from docx import Document

from mingtang.core.accounts.testing import sign_in
from mingtang.core.files.api import StoredFile
from mingtang.core.organisations.testing import a_body
from mingtang.publishing import api as publishing
from mingtang.publishing import testing
from mingtang.publishing.api import Autosave, Edition, Kind

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x03\x00\x08\xfc\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)
NOTICE = [
    {"code": "document_number", "name": "文号", "type": "document_number"},
    {"code": "written_on", "name": "成文日期", "type": "date", "required": True},
    {"code": "openness", "name": "公开属性", "type": "choice", "required": True,
     "choices": ["主动公开", "依申请公开", "不予公开"]},
]  # fmt: skip


@pytest.fixture
def government(db):
    return testing.a_government()


@pytest.fixture
def contact(client, government):
    return sign_in(client, government.contact)


@pytest.fixture
def draft(government):
    testing.KindVersion.objects.create(
        kind=government.kind, number=2, elements=NOTICE, public_until={"years": 5}, list_columns=[]
    )
    return testing.a_draft(government, elements={"written_on": "2026-11-20", "openness": "主动公开"})


def form(edition: Edition, **changes: object) -> dict[str, object]:
    """What the editor page sends when nothing was changed, with changes."""
    content = publishing.content_of(publishing.newest_revision(edition))
    return {
        "base": publishing.newest_revision(edition).number,
        "title": content.title,
        "body": content.body,
        "summary": content.summary,
        "issuer": content.issuer,
        "attribute": "proactive",
        "scope": "public",
        "until": "long",
        "element-written_on": "2026-11-20",
        "attachments-TOTAL_FORMS": "0",
        "attachments-INITIAL_FORMS": "0",
        **changes,
    }


def edit(edition: Edition) -> str:
    return reverse("desk:edit", args=[edition.pk])


def newest(edition: Edition):
    return publishing.newest_revision(edition)


# --- beginning


def test_a_contact_chooses_kind_and_column_and_the_editor_opens(contact, government):
    assert "通知公告" in contact.get(reverse("desk:new")).content.decode()
    address = f"{reverse('desk:new')}?kind=notice"
    place = f"{government.body.pk}-{government.column.pk}"

    answer = contact.post(address, {"place": place, "title": "关于清明祭扫的通告"})

    edition = Edition.objects.get()
    assert answer.url == edit(edition)
    assert (edition.title, edition.organisation, edition.column) == (
        "关于清明祭扫的通告",
        government.body,
        government.column,
    )


def test_only_columns_in_which_the_unit_may_file_this_kind_are_offered(contact, government):
    testing.a_column(government.site, "jy", "教育", a_body("jtj"))
    closed = testing.a_column(government.site, "jiu", "旧栏目", government.body)
    closed.closed_on = localdate()
    closed.save()
    news = testing.a_column(government.site, "dt", "动态", government.body)
    news.kinds.add(testing.a_kind("news", "政务动态"))
    for column in (closed, news):
        publishing.grant(government.body.pk, column, by=government.office)

    page = contact.get(f"{reverse('desk:new')}?kind=notice")

    assert [label for _, label in page.context["form"]["place"].field.choices] == [
        "通知公告",
        "通知公告 › 公示",
    ]


def test_a_draft_without_a_title_keeps_what_was_chosen(contact, government):
    place = f"{government.body.pk}-{government.child.pk}"

    page = contact.post(f"{reverse('desk:new')}?kind=notice", {"place": place, "title": " "})

    assert page.status_code == 422
    assert "请填写标题" in page.content.decode()
    assert f'value="{place}" selected' in page.content.decode()
    assert Edition.objects.count() == 0


def test_typing_in_for_another_needs_the_drafter_and_the_paper(contact, government):
    address = f"{reverse('desk:new')}?kind=notice"
    given = {"place": f"{government.body.pk}-{government.column.pk}", "title": "通告", "typed_only": "on"}

    refused = contact.post(address, given).content.decode()
    paper = SimpleUploadedFile("原稿.png", PNG)
    contact.post(address, {**given, "drafter": str(government.reviewer2.pk), "paper": paper})

    assert ("须写明供稿人" in refused, "须附供稿人的原稿扫描件" in refused) == (True, True)
    revision = newest(Edition.objects.get())
    assert (revision.typed_only, revision.drafter, revision.drafter_name) == (
        True,
        government.reviewer2,
        "吴复审",
    )
    assert revision.paper.name == "原稿.png"


def test_the_next_text_of_one_who_only_types_keeps_drafter_and_paper(contact, government):
    given = {"place": f"{government.body.pk}-{government.column.pk}", "title": "通告", "typed_only": "on"}
    paper = SimpleUploadedFile("原稿.png", PNG)
    contact.post(
        f"{reverse('desk:new')}?kind=notice", {**given, "drafter_name": "外单位来稿", "paper": paper}
    )
    edition = Edition.objects.get()

    contact.post(
        edit(edition), form(edition, body="<p>全文。</p>", typed_only="on", drafter_name="外单位来稿")
    )

    assert newest(edition).number == 2
    assert (newest(edition).typed_only, newest(edition).paper.name) == (True, "原稿.png")


# --- saving


@pytest.mark.demand("DS-01", "IL-02")
def test_saving_makes_a_revision_with_elements_and_decisions(contact, draft):
    answer = contact.post(
        edit(draft),
        form(
            draft,
            title="关于冬春救助的通知",
            body="<h2>一、对象</h2><p>困难群众。</p>",
            scope="limited",
            disclosure_reason="只涉及本区困难群众",
            until="date",
            until_date="2028-12-31",
            **{"element-document_number": "云民发〔2026〕7号"},
        ),
    )

    content = publishing.content_of(newest(draft))
    assert answer.url == edit(draft)
    assert (content.title, content.body) == ("关于冬春救助的通知", "<h2>一、对象</h2><p>困难群众。</p>")
    assert content.elements == {
        "document_number": "云民发〔2026〕7号",
        "written_on": "2026-11-20",
        "openness": "主动公开",
    }
    assert (content.scope, content.disclosure_reason, content.public_until) == (
        "limited",
        "只涉及本区困难群众",
        "2028-12-31",
    )
    draft.refresh_from_db()
    assert str(draft.public_until) == "2028-12-31"


@pytest.mark.demand("DS-01", "CR-04")
def test_a_decision_not_to_publish_is_told_once_and_stands_in_the_elements_too(contact, draft):
    contact.post(edit(draft), form(draft, attribute="withheld", attribute_ground="过程性信息"))

    content = publishing.content_of(newest(draft))
    assert (content.attribute, content.attribute_ground) == ("withheld", "过程性信息")
    assert content.elements["openness"] == "不予公开"


def test_the_period_proposed_is_the_one_of_the_kind(contact, government, draft):
    undecided = testing.a_draft(government, "没有定期限的通知", public_until="")

    page = contact.get(edit(undecided))

    proposed = page.context["draft"]
    today = localdate()
    assert proposed["until"].value() == "date"
    assert proposed["until_date"].value() == today.replace(year=today.year + 5).isoformat()


def test_what_is_wrong_is_said_and_all_that_was_typed_is_still_there(contact, draft):
    typed = form(draft, title="", body="<p>我写的正文。</p>", until="date", until_date="")
    typed |= {"element-written_on": "不是日期", "note": "改了第二段"}

    page = contact.post(edit(draft), typed)

    text = page.content.decode()
    assert page.status_code == 422
    assert "请填写标题" in text
    assert "请选定公开到哪一天" in text
    for kept in ("我写的正文。", "不是日期", "改了第二段"):
        assert kept in text
    assert newest(draft).number == 1


def test_saving_the_same_again_makes_no_new_revision_and_leaves_signatures_alone(contact, government, draft):
    testing.submitted(government, draft)
    testing.sign_next(government, draft)

    page = contact.post(edit(draft), form(draft), follow=True)

    assert "没有变化" in page.content.decode()
    draft.refresh_from_db()
    assert (newest(draft).number, draft.state, draft.waiting_for) == (1, "in_review", "level2")


def test_saving_a_change_takes_the_text_out_of_review(contact, government, draft):
    testing.submitted(government, draft)

    contact.post(edit(draft), form(draft, body="<p>改过的正文。</p>"))

    draft.refresh_from_db()
    assert (newest(draft).number, draft.state) == (2, "draft")


def test_further_columns_are_chosen_on_the_same_page(contact, government, draft):
    contact.post(edit(draft), form(draft, further_columns=[str(government.child.pk)]))

    assert publishing.further_columns(draft) == [government.child.pk]


def test_an_old_issuer_is_not_lost_because_it_no_longer_exists(contact, government, draft):
    edition = testing.a_draft(government, issuer="云棠区老龄办（已撤销）")

    contact.post(edit(edition), form(edition, body="<p>正文。</p>"))

    assert publishing.content_of(newest(edition)).issuer == "云棠区老龄办（已撤销）"


def test_what_is_public_is_not_edited_but_begun_anew(contact, government):
    edition = testing.published(government)

    page = contact.get(edit(edition)).content.decode()
    answer = contact.post(reverse("desk:new-edition", args=[edition.pk]))

    assert "请另起新版次" in page
    new = Edition.objects.get(number=2)
    assert answer.url == edit(new)
    assert publishing.content_of(newest(new)).title == edition.title


# --- kept typing, conflicts


def keep(client, edition, base=1, **typed):
    body = {"base": base, "form": {name: [value] for name, value in typed.items()}}
    return client.post(
        reverse("desk:autosave", args=[edition.pk]), json.dumps(body), content_type="application/json"
    )


def test_what_is_typed_is_kept_offered_and_restored(contact, draft):
    answer = keep(contact, draft, **{k: str(v) for k, v in form(draft, title="半截的标题").items()}).json()

    assert answer["conflict"] is None
    assert len(answer["saved_at"]) == 5
    offered = contact.get(edit(draft)).content.decode()
    restored = contact.get(edit(draft) + "?restore=1").content.decode()
    assert ("您有没保存的内容" in offered, "半截的标题" in offered) == (True, False)
    assert 'value="半截的标题"' in restored


def test_saving_forgets_what_was_kept(contact, draft):
    keep(contact, draft, title="半截的标题")

    contact.post(edit(draft), form(draft, title="写完的标题"))

    assert Autosave.objects.count() == 0


def test_autosave_tells_who_saved_meanwhile(contact, government, draft):
    publishing.save(draft, testing.content("同事改的标题"), by=government.office, base=1)

    told = keep(contact, draft, title="我的标题").json()["conflict"]

    assert (told["number"], told["who"]) == (2, "何公开")
    assert Autosave.objects.get().payload == {"form": {"title": ["我的标题"]}}
    compared = contact.get(told["url"]).content.decode()
    assert ("同事改的" in compared, "我的" in compared) == (True, True)


def test_a_broken_autosave_is_refused_and_keeps_nothing(contact, draft):
    answer = contact.post(reverse("desk:autosave", args=[draft.pk]), "[1]", content_type="application/json")

    assert (answer.status_code, Autosave.objects.count()) == (400, 0)


def test_two_who_save_the_same_draft_lose_nothing(contact, government, draft):
    mine = form(draft, title="我的标题", body="<p>我的正文。</p>")
    publishing.save(draft, testing.content("同事的标题"), by=government.office, base=1)

    page = contact.post(edit(draft), mine)

    text = page.content.decode()
    assert page.status_code == 409
    assert "何公开" in text
    assert 'value="我的标题"' in text
    assert [field.name for field in page.context["conflict"]["fields"]][:2] == ["标题", "正文"]
    assert publishing.content_of(newest(draft)).title == "同事的标题"
    # Having seen theirs, the second press is deliberate.
    contact.post(edit(draft), {**mine, "base": page.context["draft"]["base"].value()})
    assert (newest(draft).number, publishing.content_of(newest(draft)).title) == (3, "我的标题")


# --- attachments


def test_an_attachment_is_received_renamed_ordered_and_removed(contact, draft):
    upload = reverse("desk:upload", args=[draft.pk])
    first = contact.post(upload, {"file": SimpleUploadedFile("一.txt", "救助标准表".encode())}).json()
    second = contact.post(upload, {"file": SimpleUploadedFile("二.txt", "申请表".encode())}).json()
    rows = {"attachments-TOTAL_FORMS": "2", "attachments-0-file": first["file"], "attachments-0-name": "救助标准",
            "attachments-0-order": "2", "attachments-1-file": second["file"], "attachments-1-name": "申请表.txt",
            "attachments-1-order": "1"}  # fmt: skip

    contact.post(edit(draft), form(draft, **rows))
    named = [file.name for file in publishing.content_of(newest(draft)).attachments]
    contact.post(edit(draft), form(draft, **rows, **{"attachments-0-remove": "on"}))

    assert named == ["申请表.txt", "救助标准.txt"]
    assert [file.name for file in publishing.content_of(newest(draft)).attachments] == ["申请表.txt"]


def test_attachments_are_received_without_scripts_too(contact, draft):
    contact.post(edit(draft), form(draft, uploads=[SimpleUploadedFile("表.txt", "标准".encode())]))

    assert [file.name for file in publishing.content_of(newest(draft)).attachments] == ["表.txt"]


def test_a_file_that_came_with_a_refused_form_is_not_lost(contact, government, draft):
    publishing.save(draft, testing.content("同事的标题"), by=government.office, base=1)

    page = contact.post(
        edit(draft), form(draft, base=1, uploads=[SimpleUploadedFile("表.txt", "标准".encode())])
    )

    row = page.context["forms"].attachments[0]
    assert (page.status_code, row["name"].value()) == (409, "表.txt")
    assert StoredFile.objects.get().public_id == row["file"].value()


def test_a_held_file_is_not_attached_and_the_reason_is_said(contact, draft, settings):
    settings.CLAMAV_SOCKET = "/nowhere/clamd.ctl"

    answer = contact.post(
        reverse("desk:upload", args=[draft.pk]), {"file": SimpleUploadedFile("表.txt", b"text")}
    )

    assert answer.status_code == 409
    assert "已隔离" in answer.json()["reasons"][0]


def test_a_file_of_another_draft_cannot_be_slipped_in(contact, government, draft):
    other = testing.a_draft(government, "另一条通知")
    theirs = contact.post(
        reverse("desk:upload", args=[other.pk]), {"file": SimpleUploadedFile("表.txt", b"text")}
    )
    row = {
        "attachments-TOTAL_FORMS": "1",
        "attachments-0-file": theirs.json()["file"],
        "attachments-0-name": "表",
    }

    contact.post(edit(draft), form(draft, body="<p>改。</p>", **row))

    assert publishing.content_of(newest(draft)).attachments == ()
    assert contact.get(reverse("desk:attachment", args=[draft.pk, theirs.json()["file"]])).status_code == 404


def test_a_draft_attachment_is_read_by_those_who_may_see_the_draft(contact, client, government, draft):
    kept = contact.post(
        reverse("desk:upload", args=[draft.pk]), {"file": SimpleUploadedFile("表.txt", b"text")}
    ).json()
    address = reverse("desk:attachment", args=[draft.pk, kept["file"]])

    assert b"".join(contact.get(address).streaming_content) == b"text"
    assert sign_in(client, government.outsider).get(address).status_code == 404


# --- Word


def word(*paragraphs: str) -> SimpleUploadedFile:
    document, file = Document(), BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "东街街道", "12户"
    document.save(file)
    return SimpleUploadedFile("通知.docx", file.getvalue())


def test_a_word_file_fills_the_page_and_nothing_is_saved_before_the_author_looks(contact, draft):
    file = word(
        "云民发〔2026〕7号", "云棠区民政局关于做好冬春救助工作的通知", "各镇街、区直有关部门：", "现通知如下。",
        "附件：1.救助标准", "云棠区民政局", "2026年11月18日",
    )  # fmt: skip

    page = contact.post(reverse("desk:import-docx", args=[draft.pk]), form(draft, docx=file, note="初稿"))

    shown = page.context["draft"]
    assert newest(draft).number == 1
    assert shown["title"].value() == "云棠区民政局关于做好冬春救助工作的通知"
    assert shown["note"].value() == "初稿"
    assert page.context["forms"].facts["document_number"].value() == "云民发〔2026〕7号"
    assert page.context["forms"].facts["written_on"].value() == "2026-11-20"  # already told, not overwritten
    body = publishing.sanitise(shown["body"].value())
    for mark, text in {"addressee": "各镇街、区直有关部门：", "attachment-line": "附件：1.救助标准",
                       "signature": "云棠区民政局", "date": "2026年11月18日"}.items():  # fmt: skip
        assert f'<p class="{mark}">{text}</p>' in body
    assert "东街街道" in body
    assert "<table>" in body


def test_what_is_no_word_file_is_refused_and_the_typing_stays(contact, draft):
    file = SimpleUploadedFile("通知.txt", "文字".encode())

    page = contact.post(
        reverse("desk:import-docx", args=[draft.pk]), form(draft, title="打好的标题", docx=file)
    )

    assert page.status_code == 409
    assert "只能导入 Word 文件" in page.content.decode()
    assert page.context["draft"]["title"].value() == "打好的标题"


# --- checks, handing in, giving up


@pytest.fixture
def flawed(contact, draft):
    contact.post(edit(draft), form(draft, body="<p>联系人身份证号11010519491231002X。</p>"))
    return draft


@pytest.mark.demand("CD-02", "CD-04", "PP-01")
def test_a_finding_stands_beside_the_text_until_it_is_corrected_or_answered_for(contact, flawed):
    pane = contact.get(edit(flawed)).context["checks"]
    found = [(one.kind, one.where, one.first, one.last) for one in pane.open if one.kind == "个人信息"]
    address = reverse("desk:checks", args=[flawed.pk])

    assert found == [("个人信息", "正文", 7, 25)]
    assert "送审</button>" not in contact.get(address).content.decode()

    contact.post(
        edit(flawed), form(flawed, body="<p>联系人请到窗口咨询，各镇街认真组织落实并按时报送情况。</p>")
    )

    assert list(contact.get(address).context["checks"].open) == []
    assert "送审</button>" in contact.get(address).content.decode()


@pytest.mark.demand("CD-04")
def test_a_finding_is_answered_for_by_name_and_with_a_reason(contact, government, flawed):
    finding = next(f for f in publishing.run_checks(newest(flawed)) if f.kind == "personal_data")
    address = reverse("desk:waive", args=[flawed.pk, finding.pk])

    silent = contact.post(address, {"reason": ""})
    contact.post(address, {"reason": "依法公告送达，须写明受送达人"})

    finding.refresh_from_db()
    assert silent.status_code == 422
    assert (finding.waived_by, finding.waived_reason) == (government.contact, "依法公告送达，须写明受送达人")
    assert (
        contact.get(reverse("desk:checks", args=[flawed.pk])).context["checks"].settled[0].finding == finding
    )


def test_a_missing_element_keeps_the_draft_on_the_desk(contact, draft):
    contact.post(edit(draft), form(draft, **{"element-written_on": ""}))

    page = contact.get(reverse("desk:checks", args=[draft.pk]))
    refused = contact.post(reverse("desk:submit", args=[draft.pk]))

    assert [one.where for one in page.context["checks"].missing] == ["成文日期"]
    assert refused.status_code == 409
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.demand("IL-02")
def test_without_a_period_of_publication_a_draft_is_not_handed_in(contact, draft):
    contact.post(edit(draft), form(draft, until=""))

    refused = contact.post(reverse("desk:submit", args=[draft.pk]))

    assert "请选定公开期限" in contact.get(reverse("desk:checks", args=[draft.pk])).content.decode()
    assert "请选定公开期限" in refused.content.decode()


def test_a_draft_is_handed_in_and_called_back(contact, draft):
    contact.post(reverse("desk:submit", args=[draft.pk]))
    draft.refresh_from_db()
    handed_in = draft.state
    contact.post(reverse("desk:call-back", args=[draft.pk]))
    draft.refresh_from_db()

    assert (handed_in, draft.state) == ("in_review", "draft")


def test_a_draft_is_given_up_with_a_reason_only(contact, draft):
    address = reverse("desk:discard", args=[draft.pk])

    silent = contact.post(address, {"reason": " "})
    contact.post(address, {"reason": "事项取消，不再发布"})

    draft.refresh_from_db()
    assert (silent.status_code, draft.state) == (422, "discarded")


def test_a_returned_text_says_why(contact, government, draft):
    testing.submitted(government, draft)
    publishing.return_(draft, by=government.reviewer1, on=testing.DAY, reason="第二段数字与附件不一致")

    page = contact.get(edit(draft)).content.decode()

    assert ("第二段数字与附件不一致" in page, "陈初审" in page) == (True, True)


# --- comparing and previewing


def test_any_two_texts_are_compared(contact, draft):
    contact.post(edit(draft), form(draft, title="第二个标题"))
    contact.post(
        edit(draft), form(draft, title="第三个标题", **{"element-document_number": "云民发〔2026〕7号"})
    )

    page = contact.get(reverse("desk:compare", args=[draft.pk]), {"old": "1", "new": "3"})

    assert [field.name for field in page.context["fields"]] == ["标题", "文号"]
    assert contact.get(reverse("desk:compare", args=[draft.pk]), {"old": "1", "new": "9"}).status_code == 404


def test_the_preview_is_the_page_of_the_portal_with_the_newest_text(contact, draft):
    contact.post(edit(draft), form(draft, title="第二个标题"))

    frame = contact.get(reverse("desk:preview", args=[draft.pk]))
    shown = contact.get(frame.context["address"])

    assert f'src="{frame.context["address"]}"' in frame.content.decode()
    assert (shown.status_code, "第二个标题" in shown.content.decode()) == (200, True)
    assert "no-store" in shown["Cache-Control"]


# --- who may


PAGES = ["edit", "checks", "compare", "preview", "discard"]
ACTS = ["edit", "autosave", "upload", "import-docx", "submit", "call-back", "discard", "new-edition"]


@pytest.mark.parametrize("who", ["outsider", "administrator"])
def test_outsiders_do_not_learn_that_a_draft_exists(client, government, draft, who):
    stranger = sign_in(client, government.people[who])
    seen = {name: stranger.get(reverse(f"desk:{name}", args=[draft.pk])).status_code for name in PAGES}
    done = {name: stranger.post(reverse(f"desk:{name}", args=[draft.pk])).status_code for name in ACTS}

    assert set(seen.values()) | set(done.values()) == {404}
    draft.refresh_from_db()
    assert (draft.state, newest(draft).number) == ("draft", 1)


def test_a_reviewer_sees_the_preview_and_does_not_edit(client, government, draft):
    reviewer = sign_in(client, government.reviewer1)

    assert reviewer.get(reverse("desk:preview", args=[draft.pk])).status_code == 200
    assert reviewer.get(edit(draft)).status_code == 404
    assert reviewer.get(reverse("desk:new")).status_code == 404


def test_three_columns_and_three_findings_cost_as_many_queries_as_one(contact, government, draft):
    def queries(number: int) -> int:
        column = testing.a_column(government.site, f"k{number}", f"栏目{number}", government.body)
        publishing.grant(government.body.pk, column, by=government.office)
        contact.get(edit(draft))
        with CaptureQueriesContext(connection) as captured:
            contact.get(edit(draft))
        return len(captured)

    one = queries(1)
    contact.post(edit(draft), form(draft, body="<p>13812345678，13912345678，11010519491231002X</p>"))

    assert (queries(2), queries(3)) == (one, one)


def test_the_kinds_that_ship_open_in_the_editor(contact, government):
    publishing.load_kinds()
    for kind in Kind.objects.all():
        address = f"{reverse('desk:new')}?kind={kind.code}"
        answer = contact.post(
            address,
            {"place": f"{government.body.pk}-{government.column.pk}", "title": f"一条{kind.name}"},
            follow=True,
        )
        assert (answer.status_code, kind.name in answer.content.decode()) == (200, True)
