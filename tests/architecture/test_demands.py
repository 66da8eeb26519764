"""The list of demands is whole, and what tests claim about it is true of the source."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from mingtang.config import cli
from mingtang.config.commands import demands_
from mingtang.core.refusals import Refused

DEMANDS = list(demands_.read_demands(demands_.ROOT))
STORY = '''
"""Marks of every kind."""
from pytest import mark

pytestmark = pytest.mark.demand("AB-01")
CASES = [pytest.param(1, marks=pytest.mark.law("DL-01"))]

@pytest.mark.demand("AB-02", "AB-03")
def test_plain(): ...

@pytest.mark.parametrize("x", [pytest.param(1, marks=[pytest.mark.demand("AB-04")])])
async def test_parametrised(x): ...

@mark.demand("AB-05")
class TestGroup:
    @mark.law(SOME_ID)
    def test_inside(self): ...

def test_claims_nothing():
    not_a_mark.demand("AB-06")
    "pytest.mark.demand('AB-07')"
'''


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout with two demands, one of them claimed, and a law page that a test reads."""
    files = {
        "docs/demands.csv": "id,tag,class,sentence\nAB-01,alpha,S M,It holds.\nBC-01,beta,R,So it is.\n",
        "docs/law/invented.md": "# Fees\n\n| id | pages |\n| --- | --- |\n| FE-01 | 30 |\n| FE-02 | 31 |\n",
        "mingtang/foi/tests/test_fees.py": 'import pytest\nTABLE = "docs/law/invented.md"\n'
        '@pytest.mark.demand("AB-01")\n@pytest.mark.law("FE-01")\ndef test_fee(): ...\n',
        "tests/journeys/test_none.py": "def test_nothing(): ...\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(demands_, "ROOT", tmp_path)
    return tmp_path


def test_all_416_demands_are_listed_once() -> None:
    assert (len(DEMANDS), len({demand.id for demand in DEMANDS})) == (416, 416)


def test_each_demand_has_a_sentence_of_its_own() -> None:
    assert len({demand.sentence for demand in DEMANDS}) == 416
    assert [d.id for d in DEMANDS if len(d.sentence) < 30 or not d.sentence.endswith(".")] == []
    assert {letter for demand in DEMANDS for letter in demand.classes.split()} == {"S", "M", "R"}


def test_every_demand_named_by_a_test_exists() -> None:
    assert demands_.refusals(demands_.take_survey(demands_.ROOT)) == []


def test_the_page_of_demands_is_fresh() -> None:
    page = (demands_.ROOT / "docs" / "demands.md").read_text(encoding="utf-8")
    assert page == demands_.markdown(demands_.take_survey(demands_.ROOT)), demands_.HOW_TO_REFRESH


def test_marks_are_read_wherever_they_may_stand() -> None:
    claims = sorted(demands_.claims_in(ast.parse(STORY), "t.py"))
    assert [(claim.mark, claim.id, claim.test) for claim in claims] == [
        ("demand", "AB-01", ""),
        ("demand", "AB-02", "test_plain"),
        ("demand", "AB-03", "test_plain"),
        ("demand", "AB-04", "test_parametrised"),
        ("demand", "AB-05", "TestGroup"),
        ("law", "", "TestGroup::test_inside"),
        ("law", "DL-01", ""),
    ]


def test_the_page_shows_who_claims_what_and_what_is_open(checkout: Path) -> None:
    assert cli.main(["demands"]) == 0
    lines = (checkout / "docs/demands.md").read_text(encoding="utf-8").splitlines()
    test = "[test_fees.py::test_fee](../mingtang/foi/tests/test_fees.py)"
    assert "Claimed: 1 of 2." in lines
    assert f"| AB-01 | S M | It holds. | {test} |" in lines
    assert "| BC-01 | R | So it is. | open |" in lines
    reader = "[test_fees.py](../mingtang/foi/tests/test_fees.py)"
    assert f"| [invented.md](law/invented.md) | FE-01 FE-02 | {reader} | FE-01: {test} |" in lines


def test_a_stale_page_is_refused_and_a_fresh_one_is_not(checkout: Path) -> None:
    assert cli.main(["demands", "--check"]) == 1
    assert cli.main(["demands"]) == 0
    assert cli.main(["demands", "--check"]) == 0
    (checkout / "tests/journeys/test_none.py").write_text(
        'import pytest\n@pytest.mark.demand("BC-01")\ndef test_one(): ...\n', encoding="utf-8"
    )
    assert cli.main(["demands", "--check"]) == 1


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ('"ZZ-99"', "tests/journeys/test_none.py::test_one：docs/demands.csv 中没有需求 ZZ-99。"),
        ("SOME_ID", "tests/journeys/test_none.py::test_one：需求编号要直接写在标记里，不能用变量。"),
    ],
)
def test_a_mark_that_proves_nothing_is_refused(checkout: Path, mark: str, reason: str) -> None:
    (checkout / "tests/journeys/test_none.py").write_text(
        f"import pytest\n@pytest.mark.demand({mark})\ndef test_one(): ...\n", encoding="utf-8"
    )
    with pytest.raises(Refused) as refusal:
        demands_.run(_arguments(check=False))
    assert [str(told) for told in refusal.value.reasons] == [reason]
    assert not (checkout / "docs/demands.md").exists()


def test_as_json_it_answers_and_writes_nothing(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demands", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["total"], told["claimed"]) == (2, 1)
    assert [demand["claimed_by"] for demand in told["demands"]] == [
        ["mingtang/foi/tests/test_fees.py::test_fee"],
        [],
    ]
    assert not (checkout / "docs/demands.md").exists()


def _arguments(*, check: bool) -> object:
    return type("Arguments", (), {"check": check, "json": False})()
