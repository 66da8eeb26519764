"""Which document of the library a citation means: the version in force when the citing text was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from mingtang.policies.analysis.keys import number_key, title_key
from mingtang.policies.citations import Candidate, find, resolve


def document(key: str, title: str, number: str = "", **days: object) -> Candidate:
    return Candidate(key, title_key(title), number_key(number).key if number else "", **days)


class Shelf:
    """A library of a few documents that remembers what it was asked."""

    def __init__(self, *documents: Candidate) -> None:
        self.documents = documents
        self.asked: list[Sequence[str]] = []

    def by_titles(self, keys: Sequence[str]) -> list[Candidate]:
        self.asked.append(keys)
        return [one for one in self.documents if one.title_key in keys]

    def by_numbers(self, keys: Sequence[str]) -> list[Candidate]:
        self.asked.append(keys)
        return [one for one in self.documents if one.number_key in keys]


LAW_1990 = document(
    "1990",
    "中华人民共和国甲法",
    version_on=date(1990, 5, 1),
    effective_on=date(1990, 10, 1),
    ended_on=date(2015, 1, 1),
)
LAW_2014 = document("2014", "中华人民共和国甲法", version_on=date(2014, 8, 1), effective_on=date(2015, 1, 1))
LAW_2023 = document("2023", "中华人民共和国甲法", version_on=date(2023, 9, 1), effective_on=date(2024, 1, 1))
LAWS = (LAW_1990, LAW_2014, LAW_2023)


def meant(text: str, *documents: Candidate, on: date | None = None) -> list[str | None]:
    rows = resolve(find(text), Shelf(*documents), on=on)
    return [str(row.document.key) if row.document else None for row in rows]


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2014, 12, 31), "1990"),  # the new text was made, and did not hold yet
        (date(2015, 1, 1), "2014"),
        (date(2023, 12, 31), "2014"),
        (date(2024, 1, 1), "2023"),
        (None, "2023"),
    ],
)
def test_the_version_in_force_on_the_day_of_the_text_is_meant(on, version):
    assert meant("依照《甲法》处罚。", *LAWS, on=on) == [version]


def test_a_citation_that_names_its_version_means_that_one():
    text = "《甲法》（2014年修订）第三条、1990年5月1日通过的《甲法》和《甲法》（1995年修正）。"
    assert meant(text, *LAWS, on=date(2025, 1, 1)) == ["2014", "1990", None]


def test_a_text_older_than_every_version_means_none():
    assert meant("依照《甲法》处罚。", *LAWS, on=date(1980, 1, 1)) == [None]


@pytest.mark.parametrize("title", ["甲法", "中华人民共和国甲法"])
@pytest.mark.parametrize("cited", ["甲法", "中华人民共和国甲法"])
def test_the_name_of_the_state_may_be_left_out(title, cited):
    assert meant(f"依照《{cited}》处罚。", document("a", title, version_on=date(2000, 1, 1))) == ["a"]


def test_a_number_decides_whatever_the_title_says():
    kept = document("a", "青川市人民政府关于印发青川市绿地管理办法的通知", "青政发〔2020〕3号")
    other = document("b", "青川市绿地管理办法")
    assert meant("按照《青川市绿地管理办法》（青政发[2020]3号）执行。", kept, other) == ["a"]
    assert meant("按照青政发〔2020〕3号文件执行。", kept, other) == ["a"]
    assert meant("按照青政发〔2021〕3号文件执行。", kept, other) == [None]


def test_the_notice_that_passed_a_measure_on_is_found_by_the_measure():
    measure = document("a", "青川市绿地管理办法")
    assert meant("按照《青川市人民政府关于印发〈青川市绿地管理办法〉的通知》执行。", measure) == ["a"]
    assert meant("按照《青川市人民政府关于加强〈青川市绿地管理办法〉宣传的通知》执行。", measure) == [None]


def test_a_title_that_two_bodies_use_is_left_open_unless_the_text_tells_who():
    city = document("city", "关于加强绿化工作的通知", issuer="青川市人民政府")
    district = document("district", "关于加强绿化工作的通知", issuer="青川市东区人民政府")
    whole = document("whole", "国务院关于加强绿化工作的通知", issuer="国务院")
    text = "落实《关于加强绿化工作的通知》。"
    rows = resolve(find(text), Shelf(city, district))
    assert (rows[0].document, [one.key for one in rows[0].candidates]) == (None, ["city", "district"])
    assert meant("落实国务院《关于加强绿化工作的通知》。", city, district, whole) == ["whole"]


def test_a_standard_and_an_unknown_title_mean_no_document():
    assert meant("符合《乙标准》（GB 3095-2012）和《丙条例》。", *LAWS) == [None, None]


def test_the_library_is_asked_twice_however_many_citations_there_are():
    one, three = Shelf(*LAWS), Shelf(*LAWS)
    resolve(find("依照《甲法》。"), one)
    resolve(find("依照《甲法》、《乙法》和《丙法》（青政发〔2020〕3号）。"), three)
    assert (len(one.asked), len(three.asked)) == (2, 2)
