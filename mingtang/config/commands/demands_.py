"""`mingtang demands`: which demand is proved by which test, as the marks in the source say."""

from __future__ import annotations

import argparse
import ast
import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingtang.config.output import answer, say
from mingtang.core.refusals import Refusal, Refused

ROOT = Path(__file__).parents[3]
HOW_TO_REFRESH = "请运行 bin/mingtang demands，并把 docs/demands.md 一并提交。"
CLASSES = {
    "S": "software does it",
    "M": "software measures or flags it",
    "R": "people do it, software records it",
}
CASE_ID = re.compile(r"^\| *`?([A-Z]{2,4}-\d{2,3}[a-z]?)`? *\|", re.MULTILINE)


@dataclass(frozen=True)
class Demand:
    """One line of docs/demands.csv; `classes` holds the letters S, M and R that apply."""

    id: str
    tag: str
    classes: str
    sentence: str


@dataclass(frozen=True, order=True)
class Claim:
    """A test that says which demand or worked case it proves; an empty `id` is known only at run time."""

    mark: str
    id: str
    file: str
    test: str

    @property
    def place(self) -> str:
        return f"{self.file}::{self.test}" if self.test else self.file


@dataclass(frozen=True)
class LawPage:
    """A page of docs/law with the ids of its worked cases and the test files that read its table."""

    file: str
    cases: tuple[str, ...]
    read_by: tuple[str, ...]


@dataclass(frozen=True)
class Survey:
    """What the source tree says about the demands."""

    demands: tuple[Demand, ...]
    claims: tuple[Claim, ...]
    pages: tuple[LawPage, ...]

    def claimed(self, mark: str) -> dict[str, list[Claim]]:
        """Return the claims of one kind of mark by the id they name."""
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            if claim.mark == mark:
                found[claim.id].append(claim)
        return found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="只核对 docs/demands.md 是否与源码一致，不写入")
    parser.add_argument("--json", action="store_true", help="以 JSON 列出全部需求及其测试，不写入")


def run(arguments: argparse.Namespace) -> int:
    survey = take_survey(ROOT)
    if reasons := refusals(survey):
        raise Refused(reasons)
    page = ROOT / "docs" / "demands.md"
    if arguments.check:
        return _check(survey, page, as_json=arguments.json)
    if not arguments.json:
        page.write_text(markdown(survey), encoding="utf-8")
        say(f"已写入 {page.relative_to(ROOT)}。")
    return answer(as_data(survey), as_json=arguments.json, sentences=[_in_short(survey)])


def _check(survey: Survey, page: Path, *, as_json: bool) -> int:
    if not page.exists() or page.read_text(encoding="utf-8") != markdown(survey):
        raise Refused(f"docs/demands.md 与源码不一致。{HOW_TO_REFRESH}")
    return answer({"fresh": True}, as_json=as_json, sentences=["docs/demands.md 与源码一致。"])


def _in_short(survey: Survey) -> str:
    total, claimed = len(survey.demands), len(survey.claimed("demand"))
    return f"需求共 {total} 项，已有测试证明 {claimed} 项，尚无测试 {total - claimed} 项。"


def take_survey(root: Path) -> Survey:
    """Read demands, marks and law tables below `root`, a checkout of the project."""
    if not (root / "docs" / "demands.csv").exists():
        raise Refused("找不到 docs/demands.csv：本命令只能在源码目录中使用。")
    sources = {path.relative_to(root).as_posix(): _parsed(path) for path in _files_of_tests(root)}
    claims = sorted({claim for file, tree in sources.items() for claim in claims_in(tree, file)})
    return Survey(tuple(read_demands(root)), tuple(claims), tuple(_law_pages(root, sources)))


def read_demands(root: Path) -> Iterator[Demand]:
    with (root / "docs" / "demands.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Demand(row["id"], row["tag"], row["class"], row["sentence"])


def _files_of_tests(root: Path) -> list[Path]:
    return sorted([*(root / "mingtang").rglob("test_*.py"), *(root / "tests").rglob("test_*.py")])


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise Refused(f"{path.name} 第 {error.lineno} 行语法有误，无法读取其中的标记。") from error


def claims_in(node: ast.AST, file: str, inside: tuple[str, ...] = ()) -> Iterator[Claim]:
    """Yield every claim below a node; a mark outside of any test or class is a claim of the whole file."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        inside = (*inside, node.name)
    if mark := _mark(node):
        yield from (Claim(mark, id, file, "::".join(inside)) for id in _literal_arguments(node))
    for child in ast.iter_child_nodes(node):
        yield from claims_in(child, file, inside)


def _mark(node: ast.AST) -> str:
    """Return "demand" or "law" for a call of pytest.mark.demand(…) or mark.law(…), else nothing."""
    match node:
        case ast.Call(func=ast.Attribute(attr="demand" | "law" as name, value=ast.Attribute(attr="mark"))):
            return name
        case ast.Call(func=ast.Attribute(attr="demand" | "law" as name, value=ast.Name(id="mark"))):
            return name
    return ""


def _literal_arguments(call: ast.AST) -> list[str]:
    """Return the ids named by a mark; an empty text stands for an argument known only at run time."""
    arguments = call.args if isinstance(call, ast.Call) else []
    return [
        argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""
        for argument in arguments
    ]


def _law_pages(root: Path, sources: Mapping[str, ast.Module]) -> Iterator[LawPage]:
    named = {file: _page_names_in(tree) for file, tree in sources.items()}
    for path in sorted((root / "docs" / "law").glob("*.md")):
        if cases := tuple(dict.fromkeys(CASE_ID.findall(path.read_text(encoding="utf-8")))):
            read_by = tuple(file for file, names in named.items() if path.name in names)
            yield LawPage(path.relative_to(root).as_posix(), cases, read_by)


def _page_names_in(tree: ast.Module) -> set[str]:
    """Return the names of the Markdown files that a source file names."""
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {Path(text).name for text in texts if isinstance(text, str) and text.endswith(".md")}


def refusals(survey: Survey) -> list[Refusal]:
    """Return what forbids a page: a mark that names no demand, or one that cannot be read from the source."""
    known = {demand.id for demand in survey.demands}
    wrong = [claim for claim in survey.claims if claim.mark == "demand" and claim.id not in known]
    return [Refusal(_what_is_wrong(claim)) for claim in wrong]


def _what_is_wrong(claim: Claim) -> str:
    if not claim.id:
        return f"{claim.place}：需求编号要直接写在标记里，不能用变量。"
    return f"{claim.place}：docs/demands.csv 中没有需求 {claim.id}。"


def as_data(survey: Survey) -> dict[str, Any]:
    """Return the survey as the plain data that `--json` prints."""
    claimed, cases = survey.claimed("demand"), survey.claimed("law")
    return {
        "total": len(survey.demands),
        "claimed": len(claimed),
        "demands": [
            {
                "id": demand.id,
                "tag": demand.tag,
                "class": demand.classes,
                "sentence": demand.sentence,
                "claimed_by": [claim.place for claim in claimed.get(demand.id, [])],
            }
            for demand in survey.demands
        ],
        "law": [
            {
                "page": page.file,
                "cases": {case: [claim.place for claim in cases.get(case, [])] for case in page.cases},
                "read_by": list(page.read_by),
            }
            for page in survey.pages
        ],
    }


def markdown(survey: Survey) -> str:
    """Return docs/demands.md as it should be."""
    by_tag: dict[str, list[Demand]] = defaultdict(list)
    for demand in survey.demands:
        by_tag[demand.tag].append(demand)
    claimed = survey.claimed("demand")
    lines = [*_summary(survey, by_tag, claimed)]
    for tag, demands in by_tag.items():
        lines += [
            "",
            f"## {tag}",
            "",
            *_table(["id", "class", "demand", "claimed by"], _rows(demands, claimed)),
        ]
    return "\n".join([*lines, *_law_section(survey), ""])


def _summary(
    survey: Survey, by_tag: Mapping[str, Sequence[Demand]], claimed: Mapping[str, Sequence[Claim]]
) -> Iterator[str]:
    yield from (
        "# Demands and the tests that prove them",
        "",
        "Made by `bin/mingtang demands` from [demands.csv](demands.csv) and the marks in the tests.",
        "A demand is *claimed* when a test says that it would notice its loss, and *open* otherwise.",
        "A claim is the word of the test's author; read the test to judge it.",
        "",
        f"Claimed: {len(claimed)} of {len(survey.demands)}.",
        "",
    )
    yield from _table(["class", "meaning", "demands", "claimed"], _rows_of_classes(survey.demands, claimed))
    yield ""
    tags = ((f"[{tag}](#{tag})", *_counts(demands, claimed)) for tag, demands in by_tag.items())
    yield from _table(["tag", "demands", "claimed"], tags)


def _rows_of_classes(
    demands: Sequence[Demand], claimed: Mapping[str, Sequence[Claim]]
) -> Iterator[tuple[str, ...]]:
    for letter, meaning in CLASSES.items():
        yield letter, meaning, *_counts([demand for demand in demands if letter in demand.classes], claimed)


def _counts(demands: Sequence[Demand], claimed: Mapping[str, Sequence[Claim]]) -> tuple[str, str]:
    return str(len(demands)), str(sum(demand.id in claimed for demand in demands))


def _rows(demands: Iterable[Demand], claimed: Mapping[str, Sequence[Claim]]) -> Iterator[tuple[str, ...]]:
    for demand in demands:
        yield demand.id, demand.classes, demand.sentence, _links(claimed.get(demand.id, [])) or "open"


def _links(claims: Iterable[Claim]) -> str:
    return "<br>".join(_link(claim.file, claim.test) for claim in claims)


def _link(file: str, test: str = "") -> str:
    return f"[{Path(file).name}{'::' if test else ''}{test}](../{file})"


def _law_section(survey: Survey) -> Iterator[str]:
    yield from (
        "",
        "## Worked cases of the law",
        "",
        "*Read by* names the test files that name a page of `docs/law` and take the cases from its table",
        "when they run; *named by* names the tests whose marks name a case in the source.",
        "",
    )
    cases = survey.claimed("law")
    rows = (_law_row(page, cases) for page in survey.pages)
    yield from _table(["page", "cases", "read by", "named by"], rows)


def _law_row(page: LawPage, claimed: Mapping[str, Sequence[Claim]]) -> tuple[str, ...]:
    readers = "<br>".join(_link(file) for file in page.read_by)
    named = "<br>".join(f"{case}: {_links(claimed[case])}" for case in page.cases if case in claimed)
    return (
        f"[{Path(page.file).name}](law/{Path(page.file).name})",
        " ".join(page.cases),
        readers or "–",
        named or "–",
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (heads, ["---"] * len(heads), *rows):
        yield f"| {' | '.join(cells)} |"
