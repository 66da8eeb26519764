"""Wrong forms and sensitive wording that a list of words cannot hold: they depend on what stands around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mingtang.inspections.detection import nearby
from mingtang.inspections.detection.finding import Finding, Kind, Severity

_XINHUA = "新华社禁用词和慎用词"
_GUIDING = "习近平新时代中国特色社会主义思想"


@dataclass(frozen=True)
class Rule:
    kind: Kind
    subkind: str
    hints: tuple[str, ...]  # one of these is in every match
    pattern: re.Pattern[str]
    message: str
    suggestion: Callable[[re.Match[str]], str]
    severity: Severity


RULES = (
    Rule(
        "sensitive",
        "territory",
        tuple(f"{word}{place}" for word in "和与、及同跟" for place in ("香港", "澳门", "台湾", "港澳台")),
        re.compile(
            r"(?<![“‘])中国(?:和|与|、|及|以及|同|跟)(?=香港|澳门|台湾|港澳台)(?:香港|澳门|台湾|港澳台)"
        ),
        f"不得将中国与其地区并列（{_XINHUA}）",
        lambda match: re.sub(
            r"^中国(?:和|与|、|及|以及|同|跟)",
            lambda _: "内地和" if "台湾" not in match[0] else "大陆和",
            match[0],
        ),
        "block",
    ),
    Rule(
        "sensitive",
        "territory",
        ("香港", "澳门", "台湾", "港澳台"),
        re.compile(
            r"(?:香港|澳门|台湾|港澳台)(?:[、和及与][\u4e00-\u9fff]{2,6}){0,4}等(?:\d{0,3}|多|几|数)个?(?:国家|国(?!家))"
            r"(?![和或、及与]\s?地区|[（(]地区|家?地区|际|内|有)"
        ),
        f"港澳台不是国家，应作“国家和地区”（{_XINHUA}）",
        lambda match: re.sub("(?:国家|国)$", "国家和地区", match[0]),
        "block",
    ),
    Rule(
        "sensitive",
        "territory",
        ("台湾政府",),
        re.compile(r"(?<![“‘「])台湾政府(?![”’」])"),
        f"“台湾政府”不得使用（{_XINHUA}）",
        lambda _: "台湾当局",
        "block",
    ),
    Rule(
        "sensitive",
        "territory",
        ("中华民国",),
        re.compile(
            r"(?<![“‘「《])(?<!创立了|建立了|成立了)中华民国(?!时期|初年|元年|成立|临时|政府时期|开国|史|[二三一四]?十?[一二三四五六七八九十]年|[”’」》])"
        ),
        f"1949年10月1日以后的台湾当局不得称“中华民国”（{_XINHUA}）",
        lambda _: "台湾当局",
        "warn",
    ),
    Rule(
        "sensitive",
        "respect",
        ("回教",),
        re.compile(
            r"(?<![返收召撤驳退拉挽追找赢夺送带])回教(?![育室学师材职练务程改科研辅龄具案会导官体工义训书徒参鞭])"
        ),
        f"“回教”不宜使用（{_XINHUA}）",
        lambda _: "伊斯兰教",
        "warn",
    ),
    Rule(
        "wrong_form",
        "fixed_phrase",
        ("习近平新时代",),
        re.compile(
            r"习近平新时代(?!中国特色社会主义(?:经济)?思想)(?:中国特色|特色)?(?:社会主义)?(?:[\u4e00-\u9fff]{0,4}?思想|理论)?"
        ),
        f"固定表述有误：应为“{_GUIDING}”",
        lambda _: _GUIDING,
        "block",
    ),
    Rule(
        "wrong_form",
        "fixed_phrase",
        ("三个代表",),
        re.compile(r"(?<![“\"])三个代表(?![”\"])重要思想"),
        "固定表述应加引号：“三个代表”重要思想",
        lambda _: "“三个代表”重要思想",
        "warn",
    ),
    Rule(
        "wrong_form",
        "fixed_phrase",
        ("共和国共和国", "共和国中华人民"),
        re.compile(r"中华人民共和国(?:中华人民)?共和国"),
        "国名重复或有误",
        lambda _: "中华人民共和国",
        "block",
    ),
)


def findings(text: str) -> Iterator[Finding]:
    for rule in RULES:
        for match in nearby.matches(text, rule.hints, rule.pattern):
            yield Finding(
                rule.kind,
                rule.subkind,
                match.start(),
                match.end(),
                match[0],
                rule.message,
                rule.suggestion(match),
                rule.severity,
            )
