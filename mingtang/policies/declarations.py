"""Local rules that may give a document its period of validity (core.parameters)."""

from __future__ import annotations

from mingtang.core.parameters.api import Direction, Parameter, declare
from mingtang.policies.labels import NO_TERM, NORMATIVE_TERM, TRIAL_TERM

# There is no national rule: a period is never guessed. What is declared is so long that it never counts.
_ARTICLE = "国家没有统一规定；地方规定有的，从其规定"

for name, meaning in (
    (NORMATIVE_TERM, "未写明有效期的行政规范性文件的有效期"),
    (TRIAL_TERM, "未写明有效期的暂行、试行文件的有效期"),
):
    declare(
        Parameter(
            name=name,
            meaning=meaning,
            national=NO_TERM,
            unit="个月",
            article=_ARTICLE,
            direction=Direction.MAY_SHORTEN,
            has_national_rule=False,
        )
    )
