"""Whether a title is written as its kind wants it (标题规范). The rules are data of the kind; they warn, never forbid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mingtang.publishing.analysis.checking import Found

Rules = Mapping[str, Any]


def title_findings(title: str, rules: Rules) -> list[Found]:
    """What is unusual about a title: too short or long, without a word that tells its genre, a stop at its end."""
    return [*_length(title, rules), *_words(title, rules), *_ending(title, rules)]


def title_help(rules: Rules) -> str:
    """The rules in one line, as the author reads them beside the field; empty where the kind has none."""
    least, most = rules.get("min_length"), rules.get("max_length")
    span = f"{least}至{most}字" if least and most else f"不超过{most}字" if most else ""
    said = str(rules.get("help", "")).rstrip("。；")
    # Kinds that say their length in words are not told it twice.
    return "；".join(part for part in (said, "" if f"{most}字" in said else span) if part) + (
        "。" if said or span else ""
    )


def _length(title: str, rules: Rules) -> Iterator[Found]:
    length, least, most = len(title), rules.get("min_length"), rules.get("max_length")
    if least and length < least:
        yield _found("title_short", title, f"标题只有{length}字，这类信息的标题一般不少于{least}字", rules)
    if most and length > most:
        yield _found("title_long", title, f"标题有{length}字，这类信息的标题一般不超过{most}字", rules)


def _words(title: str, rules: Rules) -> Iterator[Found]:
    wanted = rules.get("must_contain_any") or ()
    if wanted and not any(word in title for word in wanted):
        words = "、".join(wanted)
        yield _found("title_words", title, f"标题中没有标明文种或类别的字样（{words}）", rules)


def _ending(title: str, rules: Rules) -> Iterator[Found]:
    for ending in rules.get("must_not_end_with") or ():
        if title.endswith(ending):
            message = f"标题末尾不用“{ending}”"
            yield _found("title_end", ending, message, rules, start=len(title) - len(ending))


def _found(subkind: str, text: str, message: str, rules: Rules, start: int = 0) -> Found:
    advice = str(rules.get("help", ""))
    return Found("wrong_form", subkind, "title", start, start + len(text), text, message, advice, "warn")
