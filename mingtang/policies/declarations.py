"""What local rules may fix of documents: periods of validity, the time for an interpretation that follows (core.parameters)."""

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

# 国办发〔2016〕80号 is known from memory only: a local rule with its source takes this one's place, and only a shorter one.
ARREARS = declare(
    Parameter(
        name="interpretation.arrears",
        meaning="文件先行公开后补发解读的期限",
        national=3,
        unit="个工作日",
        article="国办发〔2016〕80号（条文待核）",
        direction=Direction.MAY_SHORTEN,
    )
)
