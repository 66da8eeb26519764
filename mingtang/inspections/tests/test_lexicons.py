"""The lists that are shipped, and those that an installation adds."""

import csv

import pytest

from mingtang.inspections.detection import inspect
from mingtang.inspections.detection.lexicon import (
    COLUMNS,
    SHIPPED,
    BadLexicon,
    Lexicon,
    entries_in,
    shipped,
    with_local,
)

ENTRIES = list(entries_in(SHIPPED))
HEAD = ",".join(COLUMNS)


def test_every_row_is_whole():
    assert [
        entry.wrong
        for entry in ENTRIES
        if not (entry.right and entry.message and entry.source and entry.date)
    ] == []
    assert [entry.wrong for entry in ENTRIES if entry.wrong == entry.right] == []
    assert {entry.severity for entry in ENTRIES} == {"block", "warn"}


def test_no_word_is_listed_twice():
    words = [entry.wrong for entry in ENTRIES]

    assert len(words) == len(set(words))


def test_every_list_names_its_source_and_version():
    for path in SHIPPED.glob("*.csv"):
        first, second = path.read_text(encoding="utf-8").splitlines()[:2]
        assert first.startswith("# ") and "ource: " in first, path.name
        assert second.startswith("# version: "), path.name


def test_there_are_at_least_three_hundred_pairs_of_typos():
    assert sum(entry.subkind == "wrong_word" for entry in ENTRIES) >= 300


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.wrong for entry in ENTRIES])
def test_a_listed_word_is_found_and_its_right_form_is_not(entry):
    found = shipped().findings(f"甲{entry.wrong}乙")

    assert [(f.kind, f.subkind, f.text) for f in found] == [(entry.kind, entry.subkind, entry.wrong)]
    assert shipped().findings(f"甲{entry.suggestion}乙") == []


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if entry.context], ids=lambda entry: entry.wrong
)
def test_a_wrong_form_inside_a_longer_right_word_is_not_flagged(entry):
    for word in entry.context:
        assert shipped().findings(f"，{word}，") == [], word


def test_the_wrong_word_is_still_found_after_a_longer_right_one():
    found = inspect("按排名次按排座位。")

    assert [(finding.start, finding.text) for finding in found] == [(4, "按排")]


def _list(folder, name, *rows):
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD + "\n")
        csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.mark.demand("CD-02")
def test_an_installation_adds_words_and_switches_shipped_ones_off(tmp_path):
    _list(
        tmp_path,
        "sensitive-local.csv",
        ["云棠县", "云棠区", "已撤县设区", "warn", "区民政局", "2026-01-01", ""],
    )
    _list(tmp_path, "typo-wrong_word.csv", ["帐户", "", "", "off", "", "", ""])
    words = with_local(tmp_path)

    found = inspect("云棠县设立帐户，认真布署。", words=words)

    assert [(f.kind, f.subkind, f.text, f.suggestion) for f in found] == [
        ("sensitive", "local", "云棠县", "云棠区"),
        ("typo", "wrong_word", "布署", "部署"),
    ]
    assert [f.text for f in inspect("云棠县设立帐户，认真布署。")] == ["帐户", "布署"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("words.csv", HEAD, "文件名"),
        ("nonsense-a.csv", HEAD, "文件名"),
        ("typo-a.csv", "wrong,right", "表头"),
        ("typo-a.csv", f"{HEAD}\n甲,乙", "应有7列"),
        ("typo-a.csv", f"{HEAD}\n甲,乙,丙,grave,丁,戊,", "severity"),
        ("typo-a.csv", f"{HEAD}\n甲,甲,丙,warn,丁,戊,", "与之不同"),
        ("typo-a.csv", f"{HEAD}\n,乙,丙,warn,丁,戊,", "须写明"),
    ],
)
def test_a_malformed_list_is_refused_with_its_place(tmp_path, name, content, message):
    (tmp_path / name).write_text(content, encoding="utf-8")

    with pytest.raises(BadLexicon, match=message):
        list(entries_in(tmp_path))


def test_grave_words_with_letters_set_apart_are_found_and_typos_by_chance_are_not():
    found = Lexicon(ENTRIES).findings("国 务 员；按 排；本次会议决 定")

    assert [(f.start, f.end, f.text) for f in found] == [(0, 5, "国 务 员")]
