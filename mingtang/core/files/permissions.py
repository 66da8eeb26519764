"""Who may have the bytes: nobody, unless the file is clean. The rest is for the owning app to decide."""

from __future__ import annotations

from mingtang.core.files.models import State, StoredFile
from mingtang.core.refusals import Refusal, Refused


class MayNotOpen(Refused):
    """The file is not, or no longer, one that may be given to anybody."""


_WHY = {
    State.PENDING: "文件还在查毒，请稍后再试。",
    State.QUARANTINED: "文件已被隔离，暂不能打开。请联系系统管理员处理。",
    State.CONDEMNED: "文件已被封存，不能打开。请联系系统管理员。",
    State.ERASED: "文件内容已依规定抹除，不能打开。",
}


def opening_refusals(file: StoredFile) -> list[Refusal]:
    """Why this file may not be opened."""
    return [] if file.is_clean else [Refusal(_WHY[State(file.state)])]
