"""权责清单 in versions: one address, each adjustment an edition, two of them side by side (PW-02)."""

from __future__ import annotations

import lxml.html
import pytest

from mingtang.catalogue.analysis.tables import RowChange, compare_rows, rows_of
from mingtang.catalogue.queries.versions import versions_of
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY, published

HEAD = "<tr><th>序号</th><th>事项名称</th><th>类别</th></tr>"
OLD = (("社会团体登记", "行政许可"), ("公墓建设审批", "行政许可"), ("慈善信托备案", "其他行政权力"))
NEW = (("慈善信托备案", "行政备案"), ("社会团体登记", "行政许可"), ("老年人补贴发放", "行政给付"))


def table(rows):
    body = "".join(
        f"<tr><td>{n}</td><td>{name}</td><td>{kind}</td></tr>" for n, (name, kind) in enumerate(rows, 1)
    )
    return f"<p>本清单自公布之日起执行，由区民政局负责解释，监督电话另行公布。</p><table>{HEAD}{body}</table>"


def told(edition, adjusted_on, ground, basis):
    return {
        "list_edition": edition,
        "adjusted_on": adjusted_on,
        "adjustment_ground": ground,
        "adjustment_basis": basis,
        "items_count": "3",
    }


@pytest.fixture
def versions(district):
    """The list of 2024, adjusted after the reform of 2026."""
    first = district.publish(
        "power_list",
        "云棠区民政局权责清单",
        column="functions",
        body=table(OLD),
        told=told("2024年版", "2024-05-01", "首次公布", "省级指导目录"),
    )
    second = publishing.start_edition(first.publication, by=district.government.contact, on=DAY)
    content = publishing.content_of(publishing.newest_revision(second))
    adjusted = told("2026年版", "2026-11-16", "机构改革", "2026年区级机构改革方案")
    changed = {**content.__dict__, "body": table(NEW), "elements": {**content.elements, **adjusted}}
    publishing.save(second, changed, by=district.government.contact, base=1)
    second.refresh_from_db()
    return [first, published(district.government, second)]


def words(page, path):
    return [" ".join(found.text_content().split()) for found in page.xpath(path)]


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.content.decode())


@pytest.mark.demand("PW-02")
def test_every_version_is_listed_with_its_date_ground_and_basis(client, versions):
    page = read(client, "/zwgk/minzheng/power-list/")

    rows = [words(row, "./th|./td")[:4] for row in page.xpath("//main//table[1]/tbody/tr")][:2]
    assert rows == [
        ["2026年版 现行", "2026-11-16", "3", "机构改革：2026年区级机构改革方案"],
        ["2024年版", "2024-05-01", "3", "首次公布：省级指导目录"],
    ]
    assert versions[0].publication_id == versions[1].publication_id
    assert "老年人补贴发放" in words(page, "//section[@aria-labelledby='list-head']")[0]


@pytest.mark.demand("PW-02")
def test_two_versions_stand_side_by_side_row_by_row_and_in_words(client, versions):
    page = read(client, "/zwgk/minzheng/power-list/?old=2&new=1")

    compared = page.xpath("//section[@id='compared']")[0]
    assert words(compared, "./h2") == ["2024年版与2026年版对照"]
    assert "新增1项，取消1项，调整1项" in compared.text_content()
    rows = [words(row, "./th|./td") for row in compared.xpath(".//tbody/tr")]
    assert rows == [
        ["慈善信托备案", "调整", "3 慈善信托备案 其他行政权力", "1 慈善信托备案 行政备案"],
        ["老年人补贴发放", "新增", "—", "3 老年人补贴发放 行政给付"],
        ["公墓建设审批", "取消", "2 公墓建设审批 行政许可", "—"],
    ]
    assert "正文" in words(compared, ".//h3")
    assert compared.xpath(".//ins") and compared.xpath(".//del")


def test_a_version_that_is_not_there_or_the_same_twice_compares_nothing(client, versions):
    for query in ("?old=1&new=1", "?old=1&new=9", "?old=x&new=2", "?old=1"):
        assert read(client, f"/zwgk/minzheng/power-list/{query}").xpath("//section[@id='compared']") == []


def test_a_list_that_left_takes_its_versions_along(client, district, versions):
    publishing.withdraw(
        versions[1], "error", reason="清单有误，另行公布", by=district.government.office, on=DAY
    )

    page = client.get("/zwgk/minzheng/power-list/?old=1&new=2").content.decode()

    assert versions_of(versions[0].publication_id) == []
    assert ("公墓建设审批" in page, "尚未公布" in page) == (False, True)


def test_nobody_elses_page_shows_the_list(client, versions):
    assert "尚未公布" in client.get("/zwgk/jtj/power-list/").content.decode()


def test_rows_are_matched_by_name_and_a_number_that_moved_is_no_change():
    old, new = rows_of(table(OLD)), rows_of(table(NEW))

    assert compare_rows(old, new) == [
        RowChange(
            "changed",
            "慈善信托备案",
            ("3", "慈善信托备案", "其他行政权力"),
            ("1", "慈善信托备案", "行政备案"),
        ),
        RowChange(
            "same", "社会团体登记", ("1", "社会团体登记", "行政许可"), ("2", "社会团体登记", "行政许可")
        ),
        RowChange("added", "老年人补贴发放", (), ("3", "老年人补贴发放", "行政给付")),
        RowChange("removed", "公墓建设审批", ("2", "公墓建设审批", "行政许可"), ()),
    ]
    assert rows_of("<p>没有表格</p>") == []
    assert compare_rows([], []) == []


def test_two_rows_of_one_name_are_two_rows():
    one, two = ("1", "检查", "甲"), ("2", "检查", "乙")

    assert [c.change for c in compare_rows([one, two], [("1", "检查", "甲")])] == ["same", "removed"]
    assert [c.change for c in compare_rows([one], [one, two])] == ["same", "added"]
