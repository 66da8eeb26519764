"""Words of the workbench: its menu. Plain values."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One way to go: label, name of its address, and the roles that see it (none: everybody)."""

    label: str
    address: str
    roles: frozenset[str] = frozenset()


DRAFTING = frozenset({"contact", "office"})
LEVELS = frozenset({"reviewer1", "reviewer2", "reviewer3"})
REVIEWING = LEVELS | {"secrecy_reviewer"}
RELEASING = frozenset({"contact", "office", "reviewer3", "unit_leader"})
READING = DRAFTING | REVIEWING | RELEASING | {"duty_officer", "auditor"}
DUTY = frozenset({"duty_officer", "office"})
RUNNING = frozenset({"system_administrator"})

# The menu, group by group. An entry whose address does not exist yet is left out.
MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "我的工作",
        (
            Entry("今天要办", "desk:home"),
            Entry("站内通知", "desk:notices"),
            Entry("成批审签", "desk:together", LEVELS),
            Entry("授权代理", "desk:delegations"),
        ),
    ),
    (
        "信息",
        (
            Entry("起草信息", "desk:new", DRAFTING),
            Entry("全部信息", "desk:work", READING),
            Entry("待发布与定时", "desk:releases", RELEASING),
            Entry("应急公开", "desk:emergencies", RELEASING),
            Entry("存量导入批次", "desk:batches", READING),
        ),
    ),
    (
        "公开之后",
        (
            Entry("应急下架", "desk:takedowns", RELEASING | DUTY),
            Entry("清理任务", "desk:cleanup", RELEASING),
            Entry("内容删除", "desk:erasures", RELEASING),
            Entry("栏目更新预警", "desk:columns-due", RELEASING),
            Entry("风险排查", "desk:screenings", READING),
            Entry("统计报表", "desk:reports", READING),
        ),
    ),
    (
        "管理",
        (
            Entry("栏目与授权", "desk:columns", frozenset({"office"})),
            Entry("信息种类", "desk:kinds", frozenset({"office"})),
            Entry("审签方案", "desk:profiles", frozenset({"office"})),
            Entry("网站设置", "desk:sites", frozenset({"office"})),
            Entry("日历与期限", "desk:calendars", frozenset({"office"})),
            Entry("人员与任职", "desk:people", RUNNING | {"office"}),
            Entry("机构", "desk:bodies", RUNNING | {"office"}),
            Entry("审计记录", "desk:audit", frozenset({"auditor", "office"})),
            Entry("未送达事项", "desk:deliveries", RUNNING),
            Entry("隔离的文件", "desk:files", RUNNING),
        ),
    ),
)

# Where the things of each group of work are done.
DOORS = {
    "failed": "desk:release",
    "scheduled": "desk:release",
    "second": "desk:emergency-request",
    "takedown": "desk:takedown",
    "sign": "desk:review",
    "returned": "desk:item",
    "correction": "desk:item",
    "draft": "desk:edit",
    "sheet": "desk:sheet",
    "ready": "desk:prepare",
    "emergency": "desk:item",
    "cleanup": "desk:cleanup-task",
    "batch": "desk:batch",
    "erasure": "desk:erasure",
    "notice": "desk:notice",
}
# Kinds whose texts are alike (双公示): several may be signed with one form, the secrecy review excepted.
SIGNED_TOGETHER = ("enforcement",)
# Groups that can wait for their day: what is neither late nor due today comes next.
LATER = frozenset({"scheduled", "draft", "cleanup"})
