"""Personal data in a text: what may not be published without masking, or a reason.

`find(text)` returns hits in order, not overlapping, with offsets into the text as given. A table of detectors, each with
its pattern, its validator, its rule of certainty and its law. Certainty: `certain` and `likely` stop publication until
masked or waived with a reason, `weak` is a warning.

An organ's own particulars are statutory content and no personal data: landlines, document, index and project numbers,
credit and organisation codes, amounts, dates, office addresses and mailboxes (政府信息公开条例, arts. 12 and 20).

Law: 个人信息保护法 (2021), arts. 25, 28, 34; 政府信息公开条例, art. 15. Worked cases: docs/law/personal_data.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from mingtang.law.masking import mask
from mingtang.law.number_clusters import Number, clusters, numbers
from mingtang.law.personal_circumstances import identified_lines, listed_names, sensitive_circumstances
from mingtang.law.personal_data_page import KINDS, RANK, Hit, Kind, Page
from mingtang.law.personal_numbers import (
    bank_card,
    citizen_number,
    disability_number,
    mobile,
    old_citizen_number,
    stands_alone,
)
from mingtang.law.personal_patterns import addresses, birth_dates, emails, passports, plates, social_accounts

__all__ = ["DETECTORS", "KINDS", "Detector", "Hit", "Kind", "find", "mask"]

_PROJECT_CODE = re.compile(r"(?:19|20)\d\d-\d{6}-\d\d-\d\d-\d{6}", re.ASCII)
NumberRule = Callable[[Page, Number], Hit | None]


@dataclass(frozen=True)
class Detector:
    """A way to find one kind: for numbers their lengths and rule, for other patterns a search of its own."""

    name: str
    kind: str
    lengths: frozenset[int] = frozenset()
    rule: NumberRule | None = None
    search: Callable[[Page], Iterator[Hit]] | None = None


DETECTORS: tuple[Detector, ...] = (
    Detector("公民身份号码（18位）", "id_card", frozenset({18}), citizen_number),
    Detector("残疾人证号（20位）", "id_card", frozenset({20}), disability_number),
    Detector("公民身份号码（15位）", "id_card", frozenset({15}), old_citizen_number),
    Detector("手机号码", "mobile", frozenset({11, 12, 13, 15}), mobile),
    Detector("银行卡号", "bank_card", frozenset(range(13, 20)), bank_card),
    Detector("护照和通行证", "passport", search=passports),
    Detector("机动车号牌", "plate", search=plates),
    Detector("住址", "address", search=addresses),
    Detector("电子邮箱", "email", search=emails),
    Detector("微信和QQ", "social_account", search=social_accounts),
    Detector("出生日期", "birth_date", search=birth_dates),
)
_BY_LENGTH: dict[int, list[NumberRule]] = {
    length: [d.rule for d in DETECTORS if d.rule and length in d.lengths] for length in range(8, 21)
}
_LONGEST = max(_BY_LENGTH)


def find(text: str) -> list[Hit]:
    """Every place with personal data, in order; of overlapping finds the most certain, then the longest, stays."""
    page = Page(text)
    hits = list(_number_hits(page))
    for detector in DETECTORS:
        if detector.search:
            hits += detector.search(page)
    hits = _without_overlaps(hits)
    lines = identified_lines(page, hits)
    names = listed_names(page, lines) if len(lines) > 1 else []
    return _without_overlaps([*hits, *names, *sensitive_circumstances(page, lines)])


def _number_hits(page: Page) -> Iterator[Hit]:
    for groups in clusters(page.text):
        whole = Number(page.text, groups)
        code = _PROJECT_CODE.search(whole.text)
        for number in numbers(page.text, groups, _LONGEST):
            rules = _BY_LENGTH[len(number.digits)]
            if not rules or (code and _overlap(code, number, whole.start)) or not stands_alone(page, number):
                continue
            yield from filter(None, (rule(page, number) for rule in rules))


def _overlap(code: re.Match[str], number: Number, offset: int) -> bool:
    return number.start < code.end() + offset and code.start() + offset < number.end


def _without_overlaps(hits: Iterable[Hit]) -> list[Hit]:
    """Sorted by place; where two overlap, the more certain and then the longer one stays."""
    kept: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (RANK[hit.certainty], hit.start - hit.end, hit.start)):
        if taken.isdisjoint(range(hit.start, hit.end)):
            taken.update(range(hit.start, hit.end))
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
