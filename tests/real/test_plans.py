"""The five real work plans, read from first to last line, against a careful reading of them (obligations.csv)."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from mingtang.core.files.parsing import laid_out
from mingtang.supervision.parsing import Plan, plan_of

pytestmark = pytest.mark.real

LEAST_RIGHT = 0.99


def bare(text: str) -> str:
    return "".join(text.split())


def names(cell: str) -> tuple[str, ...]:
    """The units of a cell; 等有关部门 is no name but an open list."""
    return tuple(name for name in cell.split(";") if name and not name.startswith("等"))


def is_open(row: dict[str, str]) -> bool:
    return any(name.startswith("等") for name in f"{row['lead_units']};{row['responsible_units']}".split(";"))


def fields_of_row(row: dict[str, str]) -> dict[str, Any]:
    return {
        "level1": bare(row["level1"]),
        "level2": bare(row["level2"]),
        "lead": names(row["lead_units"]),
        "responsible": names(row["responsible_units"]),
        "open": is_open(row),
        "deadline": bare(row["deadline"]),
        "seq": row["seq"],
    }


def fields_of_task(task: Any) -> dict[str, Any]:
    return {
        "level1": bare(task.level1),
        "level2": bare(task.level2),
        "lead": task.lead_units,
        "responsible": task.responsible_units,
        "open": task.open_list,
        "deadline": bare(task.deadline.text),
        "seq": task.seq,
    }


@pytest.fixture(scope="module")
def register(documents: Path) -> dict[str, list[dict[str, str]]]:
    """The rows by document, closing paragraphs (尾段) left out: they are requirements."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (documents / "obligations.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["doc"]].append(row)
    return rows


@pytest.fixture(scope="module")
def plans(documents: Path) -> dict[str, Plan]:
    return {
        path.name[:3]: plan_of(laid_out(path.read_bytes(), media_type="text/plain"), broken_lines=True)
        for path in sorted((documents / "seeds").glob("*.txt"))
    }


def tasks_of(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if row["seq"] != "尾段"]


def test_all_tasks_are_found_in_order_with_their_words_and_no_others(plans, register):
    read = {doc: [bare(task.text) for task in plan.tasks] for doc, plan in plans.items()}

    assert read == {doc: [bare(row["text"]) for row in tasks_of(rows)] for doc, rows in register.items()}


def test_headings_units_and_deadlines_are_right(plans, register):
    wrong, counted = [], 0
    for doc, rows in register.items():
        for task, row in zip(plans[doc].tasks, tasks_of(rows), strict=True):
            found, expected = fields_of_task(task), fields_of_row(row)
            counted += len(expected)
            wrong += [
                (doc, row["seq"], name, found[name]) for name in expected if found[name] != expected[name]
            ]

    assert counted > 2000
    assert len(wrong) <= (1 - LEAST_RIGHT) * counted, wrong[:20]


def test_the_closing_words_are_a_requirement(plans, register):
    closing = [(doc, row) for doc, rows in register.items() for row in rows if row["seq"] == "尾段"]

    assert closing
    for doc, row in closing:
        assert bare(row["text"]) in [bare(one.text) for one in plans[doc].requirements]


def test_every_plan_has_its_title_and_year_and_points_at_its_places(plans):
    assert all(plan.particulars.title and plan.particulars.year for plan in plans.values())
    assert all(task.place.row or task.place.paragraph for plan in plans.values() for task in plan.tasks)
