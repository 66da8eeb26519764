"""The words of the components: states that colour may accompany but never replace."""

from __future__ import annotations

MODES = {"standard": "标准版", "elder": "长者模式"}
CONTRASTS = {"normal": "标准对比度", "high": "高对比度"}
TEXT_SIZES = {"standard": "标准字号", "large": "大字号"}

TONES = ("neutral", "info", "good", "warn", "bad")

TODO_STATES = {
    "late": "已逾期",
    "today": "今日到期",
    "soon": "即将到期",
    "open": "待办",
    "waiting": "等待他人",
    "scheduled": "定时",
    "done": "已办结",
}
TODO_TONES = {
    "late": "bad",
    "today": "warn",
    "soon": "warn",
    "open": "info",
    "waiting": "neutral",
    "scheduled": "info",
    "done": "good",
}

STEP_STATES = {"done": "已完成", "current": "当前步骤", "todo": "未开始", "returned": "已退回"}

CHANGES = {"same": "", "insert": "新增", "delete": "删除"}

NOTICE_TITLES = {"info": "提示", "good": "已完成", "warn": "注意", "bad": "警告", "neutral": "说明"}

MESSAGE_TONES = {"debug": "neutral", "info": "info", "success": "good", "warning": "warn", "error": "bad"}
