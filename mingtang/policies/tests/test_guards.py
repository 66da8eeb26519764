"""Documents made here go out with a right number of their own, or not at all; in old stock the same is a finding."""

from __future__ import annotations

import json

import pytest

from mingtang.core.refusals import Refused
from mingtang.policies.models import Policy
from mingtang.policies.testing import a_policy
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, DAY, a_kind, ready

ELEMENTS = {"document_number": "云民发〔2024〕3号", "written_on": "2024-03-14", "effective_on": "2024-04-01"}


@pytest.fixture
def office_of_documents(government):
    government.kind = a_kind("policy", "政策文件")
    return government


def refusals(government, title="云棠区新办法", **elements):
    """What stands between a signed text and its publication."""
    told = {**ELEMENTS, **elements}
    edition = ready(government, title=title, body=f"{BODY}<p>{title}。</p>", elements=told)
    return [str(reason) for reason in publishing.release_refusals([edition])]


@pytest.mark.demand("LB-03")
@pytest.mark.demand("LB-04")
def test_a_document_without_a_right_number_does_not_go_out(office_of_documents):
    assert refusals(office_of_documents, "云棠区无号办法", document_number="") == [
        "《云棠区无号办法》：没有发文字号。（党政机关公文处理工作条例第九条；GB/T 9704-2012第7.2.5条）"
    ]


def test_a_document_with_a_right_number_of_its_own_goes_out(office_of_documents):
    assert refusals(office_of_documents) == []


@pytest.mark.demand("LB-03")
def test_a_number_that_another_document_bears_is_refused(office_of_documents):
    a_policy(office_of_documents)
    (reason,) = refusals(office_of_documents)
    assert reason.startswith(
        "《云棠区新办法》的发文字号“云民发〔2024〕3号”已用于《云棠区临时救助办法》，请核对。"
    )


def test_a_period_does_not_end_before_it_begins(office_of_documents):
    assert refusals(office_of_documents, valid_until="2024-03-01") == [
        "《云棠区新办法》的有效期至2024-03-01早于施行日期2024-04-01，请核对。"
    ]


def test_two_documents_of_one_release_bear_two_numbers(office_of_documents):
    pair = [
        ready(office_of_documents, title=title, body=f"{BODY}<p>{title}。</p>", elements=ELEMENTS)
        for title in ("云棠区甲办法", "云棠区乙办法")
    ]
    with pytest.raises(Refused) as refusal:
        publishing.publish_now(pair, by=office_of_documents.contact, on=DAY)
    assert "同一发布单中有2份文件的发文字号都是“云民发〔2024〕3号”" in str(refusal.value)


def test_a_new_edition_keeps_its_own_number(office_of_documents):
    policy = a_policy(office_of_documents)
    edition = publishing.start_edition(policy.publication, by=office_of_documents.contact, on=DAY)
    edition = ready(office_of_documents, edition)
    assert publishing.release_refusals([edition]) == []


@pytest.mark.demand("LB-04")
def test_in_old_stock_a_double_or_missing_number_is_a_finding_and_no_refusal(office_of_documents, tmp_path):
    rows = [
        {"id": "a", "title": "云棠区节水办法", "doc_number": "云政发[2019]12号", "body": "第一条 节约用水。"},
        {
            "id": "b",
            "title": "云棠区公园办法",
            "doc_number": "云政发〔2019〕12号",
            "body": "第一条 爱护花木。",
        },
        {"id": "c", "title": "云棠区养犬办法", "body": "第一条 文明养犬。"},
    ]
    path = tmp_path / "stock.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    kind = publishing.Kind.objects.get(code="policy")
    target = publishing.Target(kind, office_of_documents.column, office_of_documents.body)
    staging = publishing.Staging("stock", target)

    staging.take(publishing.stock_rows(path))

    assert staging.errors == []
    kept = {policy.title: policy for policy in Policy.objects.all()}
    assert {title: (p.number_key, [f["code"] for f in p.findings]) for title, p in kept.items()} == {
        "云棠区节水办法": ("云政发〔2019〕12号", ["number_form", "made_on_missing", "number_double"]),
        "云棠区公园办法": ("云政发〔2019〕12号", ["made_on_missing", "number_double"]),
        "云棠区养犬办法": ("", ["number_missing", "made_on_missing"]),
    }
