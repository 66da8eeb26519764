"""What holds in a demonstration and nowhere else."""

from __future__ import annotations

from mingtang.core.refusals import Refused
from mingtang.publishing import api as publishing


class NotADemonstration(Refused):
    """This can be done in a demonstration only."""


def require_demonstration() -> None:
    """Refuse in a real home."""
    if not publishing.is_demonstration():
        raise NotADemonstration(
            "这里是正式环境，不能装入演示数据，也不能由演示人员签署。请用另一个 MINGTANG_HOME。"
        )
