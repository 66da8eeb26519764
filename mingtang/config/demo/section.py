"""Deeds in the section 政府信息公开: what each body owes, made from one text with the body's own facts, brought in by batch."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from mingtang.config.demo.data import read_json, read_text
from mingtang.config.demo.district import District
from mingtang.config.demo.stock import sign_batch
from mingtang.law.annual_report import due, years_owed
from mingtang.publishing import api as publishing

Told = Mapping[str, Any]
Body = Mapping[str, Any]
ORGANS = frozenset({"government", "department", "town", "street"})


def bring_in(district: District, told: Told, on: date) -> None:
    """One kind of text of all bodies, taken over from the old portal and signed by two people of 政务公开办."""
    kind = publishing.Kind.objects.get(code=told["kind"])
    target = publishing.Target(
        kind,
        district.columns[told["column"]],
        district.bodies["gov-office"],
        owners={body.name: body for body in district.bodies.values()},
    )
    staging = publishing.Staging(told["source"], target)
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), told)
        staging.take(publishing.stock_rows(Path(folder)))
    batch = staging.finish()
    if batch is None or staging.errors:
        raise LookupError(f"{told['source']}：{staging.errors}")
    sign_batch(batch)


def _write(folder: Path, told: Told) -> None:
    template = read_text(f"demo/section/{told['template']}")
    for body in bodies():
        if body["code"] in told.get("missing", ()) or body["kind"] in told.get("not_of", ()):
            continue
        for year in _years(body, told):
            facts = _facts(body, told, year)
            name = f"{body['code']}-{year}.md" if year else f"{body['code']}.md"
            (folder / name).write_text(template.format_map(facts), encoding="utf-8")


def bodies() -> list[Body]:
    """The living organs, as the data tell them."""
    told = read_json("demo/organisations.json")["organisations"]
    return [row for row in told if row["kind"] in ORGANS and not row["valid_until"]]


def _years(body: Body, told: Told) -> list[int]:
    """Every year of whose work a body reports, for the kinds that are told by year; else one text, told by no year."""
    if told.get("after_reform"):
        return [0] if body["predecessors"] else []
    if not told.get("yearly"):
        return [0]
    reporter = "government" if body["kind"] == "government" else "organ"
    since = date.fromisoformat(body["valid_from"])
    owed = years_owed(reporter, on=date.fromisoformat(told["on"]), since=since)  # type: ignore[arg-type]
    lost = told.get("lost", {}).get(body["code"], ())
    return [year for year in owed if year not in lost]


def _facts(body: Body, told: Told, year: int) -> dict[str, Any]:
    """What a template may name: facts of the body, of the year, and invented figures that add up."""
    said = {**told.get("facts", {}), **told.get("but", {}).get(body["code"], {})}
    facts: dict[str, Any] = {
        **body,
        "word": body["document_word"] or body["short_name"],
        "short": body["short_name"],
        "old": "、".join(_named(row["code"]) for row in body["predecessors"]),
        "units": _units(body),
        "rows": "\n".join(_rows(body)),
        "count": len(_duties(body)),
        "year": year,
        **said,
    }
    return {**facts, **_figures(body, year)} if year else facts


def _named(code: str) -> str:
    rows = read_json("demo/organisations.json")["organisations"]
    return str(next(row["name"] for row in rows if row["code"] == code))


def _duties(body: Body) -> list[str]:
    words = body["duties"].replace("；", "、").replace("和", "、")
    return [word for word in words.split("、") if word and not word.startswith("辖")] or ["社会事务管理"]


def _units(body: Body) -> str:
    if body["kind"] in {"town", "street"}:
        return "党政综合办公室、社会事务办公室、经济发展办公室、综合行政执法队、便民服务中心"
    return "办公室、政策法规科、" + "、".join(f"{duty}科" for duty in _duties(body)[:3])


def _rows(body: Body) -> Iterator[str]:
    """Lines of the power list: one duty, its kind, its ground."""
    kinds = ("行政确认", "行政检查", "行政许可", "公共服务")
    for number, duty in enumerate(_duties(body), 1):
        kind = kinds[number % len(kinds)]
        yield f"| {number} | {duty} | {kind} | “三定”规定及有关法律、法规 | {body['short_name']} |"


def _figures(body: Body, year: int) -> dict[str, Any]:
    random = Random(f"{body['code']}{year}")  # noqa: S311 (a story, not a secret)
    new, carried = random.randint(0, 9), random.randint(0, 1)
    left = min(random.randint(0, 1), new)
    reporter = "government" if body["kind"] == "government" else "organ"
    last = due(year, reporter).on  # type: ignore[arg-type]
    return {
        "published_on": f"{last.year}-{last.month:02d}-{random.randint(10, 24)}",
        "published_words": f"{last.year}年{last.month}月{random.randint(5, 9)}日",
        "posts": random.randint(60, 480),
        "policies": random.randint(1, 9),
        "new": new,
        "carried": carried,
        "left": left,
        "done": new + carried - left,
        "full": max(new + carried - left - 1, 0),
        "part": min(new + carried - left, 1),
    }


DEEDS = {"bring_in": bring_in}
