"""The template of an interpretation looks at itself: missing, empty, copied."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from mingtang.policies.analysis.interpretation_parts import PARTS, copied_share, parts_of, wanting
from mingtang.policies.labels import FORMS, INTERPRETERS, STAGES
from mingtang.policies.tests.interpreting import CLAUSES, EXPLAINED
from mingtang.publishing.api import plain_text

GOOD = plain_text(EXPLAINED)
POLICY = plain_text(CLAUSES)


def problems(text: str, policy: str = POLICY) -> list[tuple[str, str, bool]]:
    return [(gap.problem, gap.part, gap.is_grave) for gap in wanting(text, policy)]


@pytest.mark.demand("PI-06")
def test_a_whole_interpretation_wants_nothing():
    assert problems(GOOD) == []
    assert list(parts_of(GOOD)) == [part.code for part in PARTS if part.code != "notes"]


@pytest.mark.demand("PI-06")
def test_what_is_left_out_is_named_and_what_matters_most_is_grave():
    assert problems("这个文件很好。") == [
        ("missing", "background", True),
        ("missing", "purpose", False),
        ("missing", "terms", False),
        ("missing", "differences", False),
        ("missing", "measures", True),
        ("missing", "benefits", True),
        ("missing", "scope", False),
        ("missing", "standard", False),
    ]


def test_headings_are_known_with_numbers_and_as_questions():
    text = "一、为什么出台？（背景）\n原办法到期。\n二、《办法》的主要内容是什么？\n放宽对象。\n（一）谁能申请\n低保家庭。"

    assert parts_of(text) == {
        "background": "原办法到期。",
        "measures": "放宽对象。\n（一）谁能申请\n低保家庭。",
    }


@pytest.mark.parametrize(
    ("heading", "words", "problem"),
    [
        ("背景依据", "", "short"),
        ("背景依据", "上级有要求。", "short"),
        ("背景依据", "（为什么要出台，依据哪些法律、法规和上级文件。）", "prompt"),
        (
            "重要举措",
            "一、补给谁\n二、补多少\n三、怎么办\n四、找谁问\n五、什么时候办\n六、在哪里办\n七、办不成怎么办",
            "short",
        ),
    ],
)
def test_a_part_that_is_empty_or_only_headings_or_the_prompt_is_found(heading, words, problem):
    before, _, after = GOOD.partition(f"{heading}\n")
    text = f"{before}{heading}\n{words}\n" + after.partition("\n")[2]

    assert [gap[0] for gap in problems(text)] == [problem]


@pytest.mark.demand("PI-06")
def test_copying_the_document_is_no_interpretation():
    copied = parts_of(GOOD) | {"measures": POLICY}
    half = "\n".join(f"{part.name}\n{copied[part.code]}" for part in PARTS if part.code in copied)
    verbatim = "\n".join(POLICY.splitlines())

    assert copied_share(GOOD, POLICY) == 0
    assert copied_share(verbatim, POLICY) == 1
    assert ("copied", "measures", False) in problems(half)
    assert ("copied", "", True) in problems(verbatim)


def test_short_sentences_that_anyone_says_prove_no_copying():
    assert copied_share("可以申请。依法办理。", "可以申请。依法办理。") == 0


@pytest.mark.demand("PI-07", "PI-09", "PI-10")
def test_the_kind_offers_the_forms_interpreters_and_stages_that_the_rules_know():
    kind = json.loads(
        files("mingtang.data").joinpath("kinds/interpretation.json").read_text(encoding="utf-8")
    )
    choices = {element["code"]: element.get("choices") for element in kind["elements"]}

    assert choices["forms"] == [name for _, name in FORMS]
    assert choices["stage"] == [name for _, name in STAGES]
    assert choices["interpreter_kind"] == [name for _, name in INTERPRETERS]
