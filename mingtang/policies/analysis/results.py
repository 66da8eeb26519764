"""The published result of a confirmation campaign: a short text and one table for each sort of answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from mingtang.policies.labels import ANSWER_NAMES


@dataclass(frozen=True)
class ResultRow:
    """One document with its answer, as the notice lists it."""

    answer: str
    title: str
    number: str
    unit: str
    valid_until: date | None = None
    counts_from: date | None = None
    reason: str = ""


# What the last column of a table tells, by answer.
_LAST = {
    "keep": "有效期至",
    "amend": "修改意见",
    "repeal": "废止日期",
    "declare_invalid": "失效日期",
    "expired": "有效期至",
}


def result_body(title: str, opened_on: date, rows: Sequence[ResultRow]) -> str:
    """HTML for the draft of the notice; authors may change the words, the tables come from the answers."""
    counts = {answer: [row for row in rows if row.answer == answer] for answer in ANSWER_NAMES}
    told = "，".join(f"{ANSWER_NAMES[a]}{len(found)}件" for a, found in counts.items() if found)
    parts = [
        f"<p>按照{escape(title)}的要求，{opened_on.year}年{opened_on.month}月起对列入范围的{len(rows)}件文件逐件进行了确认，"
        f"其中{told}。现予公布。</p>",
        "<p>宣布失效和废止的文件，自所列日期起不再作为行政管理的依据。</p>",
    ]
    parts += [_table(answer, found) for answer, found in counts.items() if found]
    return "".join(parts)


def _table(answer: str, rows: Sequence[ResultRow]) -> str:
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("序号", "文件名称", "发文字号", "起草单位", _LAST[answer])
    )
    lines = "".join(_line(number, row) for number, row in enumerate(rows, 1))
    return (
        f"<h2>{ANSWER_NAMES[answer]}的文件（{len(rows)}件）</h2>"
        f"<table><caption>{ANSWER_NAMES[answer]}的文件</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    )


def _line(number: int, row: ResultRow) -> str:
    day = row.counts_from if row.answer in {"repeal", "declare_invalid"} else row.valid_until
    last = row.reason if row.answer == "amend" else day.isoformat() if day else "没有规定"
    cells = (str(number), row.title, row.number or "无", row.unit, last)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
