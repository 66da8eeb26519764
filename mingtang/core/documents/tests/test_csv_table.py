"""Tables for spreadsheets."""

from __future__ import annotations

import pytest

from mingtang.core.documents.api import csv_answer, plain_cell


def test_a_table_is_read_by_excel_and_wps_and_runs_nothing():
    answer = csv_answer(
        "三同步情况", ("单位", "率"), [("民政局", 98.5), ("=HYPERLINK(1)", None), ("甲,乙", "-3")]
    )

    assert answer.content.decode("utf-8-sig").split("\r\n")[:-1] == [
        "单位,率",
        "民政局,98.5",
        "'=HYPERLINK(1),",
        '"甲,乙",\'-3',
    ]
    assert "%E4%B8%89%E5%90%8C%E6%AD%A5" in answer.headers["Content-Disposition"]


def test_copies_of_staff_tables_are_kept_by_nobody():
    assert csv_answer("x", (), ()).headers["Cache-Control"] == "private, no-store"
    assert csv_answer("x", (), (), public=True).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_is_text(cell):
    assert plain_cell(cell) == f"'{cell}"
