"""Personal data: the worked tables of docs/law/personal_data.md, and what holds for every text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.law.check_digits import id_check_digit, is_credit_code, passes_luhn
from mingtang.law.personal_data import DETECTORS, KINDS, find, mask
from mingtang.law.tests import tables

PAGE = "personal_data.md"
FINDING_TABLES = (
    "Citizens' numbers",
    "Mobile numbers",
    "Not personal data",
    "Accounts and documents",
    "Addresses",
    "Mailboxes, accounts, birthdays",
    "Lists and circumstances",
)
CASES = [case for heading in FINDING_TABLES for case in tables.cases(PAGE, heading)]


def expected(cell):
    return [] if cell == "-" else [tuple(hit.strip().split(" ", 2)) for hit in cell.split(";")]


@pytest.mark.parametrize("row", CASES)
def test_what_is_found_in_a_text(row):
    text = tables.plain(row["text"])
    hits = find(text)
    assert [(hit.kind, hit.certainty, hit.value) for hit in hits] == expected(row["found"])
    assert [text[hit.start : hit.end] for hit in hits] == [hit.text for hit in hits]


@pytest.mark.parametrize("row", CASES)
def test_the_same_is_found_in_the_midst_of_a_document(row):
    text = tables.plain(row["text"])
    before, after = "现将有关事项公布如下：\n", "\n特此通知。\n"
    inside = find(before + text + after)
    assert [(hit.kind, hit.certainty, hit.value) for hit in inside] == expected(row["found"])
    assert [hit.start - len(before) for hit in inside] == [hit.start for hit in find(text)]


@pytest.mark.parametrize("row", tables.cases(PAGE, "Masking"))
def test_a_value_is_masked(row):
    assert mask(row["kind"], row["value"]) == row["masked"]
    assert mask(row["kind"], row["value"], strict=True) == row["strict"]


def test_every_table_of_the_page_is_read():
    assert tables.headings(PAGE) == {*FINDING_TABLES, "Masking"}
    assert len(tables.ids(PAGE)) == len(set(tables.ids(PAGE)))


def test_every_kind_says_what_to_do_and_by_which_law():
    assert {detector.kind for detector in DETECTORS} <= KINDS.keys()
    assert all(kind.name and kind.advice and "法第" in kind.law for kind in KINDS.values())
    hit = find("13800138000")[0]
    assert (hit.masked, hit.message) == (
        "138****8000",
        "发现手机号码。公开前应隐去中间四位；个人的号码应删去。",
    )


def test_a_table_of_people_is_found_row_by_row():
    rows = [f"{n}\t李小{name}\t11010119900307{n:03d}" for n, name in enumerate("明红华", 1)]
    rows = [row + id_check_digit(row.split("\t")[2] + "0") for row in rows]
    hits = find("序号\t姓名\t身份证号\n" + "\n".join(rows))
    assert [hit.kind for hit in hits] == ["name", "id_card"] * 3
    assert [hit.text for hit in hits if hit.kind == "name"] == ["李小明", "李小红", "李小华"]


def test_an_empty_text_holds_nothing():
    assert find("") == []


_SEPARATORS = st.sampled_from(["", " ", "-", "\u200b", "．", "\u3000", "－"])


@given(st.lists(_SEPARATORS, min_size=17, max_size=17), st.booleans())
def test_no_separator_hides_a_citizens_number(separators, wide):
    number = "11010519491231002X"
    shown = number.translate({ord(c): chr(ord(c) + 0xFEE0) for c in number}) if wide else number
    text = "号码：" + "".join(c + s for c, s in zip(shown, [*separators, ""], strict=True)) + "。"
    hits = find(text)
    assert [(hit.kind, hit.value, hit.certainty) for hit in hits] == [("id_card", number, "certain")]
    assert text[hits[0].start] == shown[0]
    assert text[hits[0].end - 1] == shown[-1]


@given(st.text(alphabet="0123456789Xx １３-.\u200b\n张三@号路村室年月日生：,元*", max_size=120))
def test_any_text_gives_hits_in_order_that_do_not_overlap(text):
    hits = find(text)
    assert all(hit.text == text[hit.start : hit.end] and hit.start < hit.end for hit in hits)
    assert all(one.end <= other.start for one, other in pairwise(hits))


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=30), st.booleans())
def test_masking_any_value_never_fails_and_never_shows_a_long_value_whole(kind, value, strict):
    masked = mask(kind, value, strict=strict)
    assert len(value) < 8 or value not in masked or "*" in value


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_at_most_one_check_character_makes_a_credit_code(body):
    endings = [c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if is_credit_code(body + c)]
    assert len(endings) <= 1


@given(st.text(alphabet="0123456789", min_size=15, max_size=18))
def test_exactly_one_check_digit_passes_luhn(body):
    assert sum(passes_luhn(body + digit) for digit in "0123456789") == 1
