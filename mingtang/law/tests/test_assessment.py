"""Points, totals and schemes: the worked tables of docs/law/assessment.md."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from mingtang.law.assessment import (
    ByHand,
    Fact,
    Indicator,
    data_of,
    period_refusals,
    rule_from,
    scheme_refusals,
    score,
    total,
    words,
    year_score,
)
from mingtang.law.tests import tables

PAGE = "assessment.md"
READ_AT = datetime(2026, 10, 8, 1, 0, tzinfo=UTC)


def numbers(cell: str) -> list[Decimal | None]:
    return [None if part.strip() == "-" else Decimal(part) for part in cell.split(",")] if cell != "-" else []


def number(cell: str) -> Decimal | None:
    return None if cell == "-" else Decimal(cell)


def an_indicator(row) -> Indicator:
    return Indicator(
        "a", "政策解读", Decimal(row["weight"]), rule_from(json.loads(tables.plain(row["rule"])))
    )


@pytest.mark.demand("AS-01")
@pytest.mark.parametrize("row", tables.cases(PAGE, "Points of one line"))
def test_points_follow_from_the_fact(row):
    indicator = an_indicator(row)
    fact = None if row["value"] == "-" else Fact(int(row["value"]), int(row["of"]), "/desk/rows/", READ_AT)
    [line] = score([indicator], {"a": fact} if fact else {})
    assert line.points == number(row["points"])
    assert line.rule == words(indicator.rule, indicator.weight)
    assert line.fact == (None if line.points is None else fact)
    assert line.note


@pytest.mark.parametrize("row", tables.cases(PAGE, "Points that a person gives"))
def test_points_by_hand_stay_between_nothing_and_the_weight(row):
    [line] = score([an_indicator(row)], {"a": ByHand(Decimal(row["given"]), "现场查看")})
    assert (line.points, line.fact, line.note) == (number(row["points"]), None, "现场查看")


@pytest.mark.demand("AS-06")
@pytest.mark.parametrize("row", tables.cases(PAGE, "Schemes that may be used"))
def test_a_scheme_may_or_may_not_be_used(row):
    rules = json.loads(tables.plain(row["rules"]))
    weights = numbers(row["weights"])
    scheme = [
        Indicator(f"i{i}", f"指标{i}", weight or Decimal(0), rule_from(rule))
        for i, (weight, rule) in enumerate(zip(weights, rules, strict=True))
    ]
    assert len(scheme_refusals(scheme)) == int(row["refusals"])


@pytest.mark.demand("AS-02")
@pytest.mark.parametrize("row", tables.cases(PAGE, "Totals and years"))
def test_lines_make_a_total_and_periods_a_year(row):
    add = {"total": total, "year": year_score}[row["what"]]
    weights = [weight or Decimal(0) for weight in numbers(row["weights"])]
    assert add(zip(weights, numbers(row["points"]), strict=True)) == number(row["answer"])


@pytest.mark.parametrize("row", tables.cases(PAGE, "Weights of the periods"))
def test_periods_make_a_year(row):
    weights = [weight or Decimal(0) for weight in numbers(row["weights"])]
    assert len(period_refusals(weights)) == int(row["refusals"])


def test_the_same_code_twice_is_refused():
    twice = [Indicator("a", name, Decimal(50), rule_from({"kind": "share"})) for name in ("甲", "乙")]
    assert [reason.reason for reason in scheme_refusals(twice)] == ["指标编号“a”重复，请改用不同的编号。"]


def test_a_count_without_an_end_is_refused_in_words_that_say_what_to_do():
    endless = Indicator("n", "信息发布数量", Decimal(100), rule_from({"kind": "count", "each": "0.1"}))
    [reason] = scheme_refusals([endless])
    assert "以量取胜" in reason.reason and "最多计几项" in reason.reason


def test_a_rule_comes_back_from_its_data():
    said = [
        ({"kind": "share"}, "按完成比例计分，满分10分"),
        (
            {"kind": "steps", "steps": [["95", "100"], ["80", "60"]]},
            "达到95%得10分，达到80%得6分，未达到最低档的不得分",
        ),
        ({"kind": "minimum", "times": 2}, "不少于2次得10分，不足的按比例计分，超过的不加分"),
        ({"kind": "count", "each": "0.5", "at_most": 4}, "每项0.5分，最多计4项"),
        ({"kind": "deduct", "each": "1.5"}, "满分10分，每处扣1.5分，扣完为止"),
        ({"kind": "hand"}, "由政务公开办评分并写明理由，满分10分"),
    ]
    for data, sentence in said:
        rule = rule_from(data)
        assert (data_of(rule), words(rule, Decimal(10))) == (data, sentence)


@pytest.mark.parametrize(
    "data", [{}, {"kind": "stars"}, {"kind": "count", "each": "many"}, {"kind": "steps", "steps": [1]}]
)
def test_data_that_are_no_rule_are_refused(data):
    with pytest.raises(ValueError, match="计分规则无法识别"):
        rule_from(data)


def test_every_table_of_the_page_is_read():
    assert tables.headings(PAGE) == {
        "Points of one line",
        "Points that a person gives",
        "Schemes that may be used",
        "Totals and years",
        "Weights of the periods",
    }
