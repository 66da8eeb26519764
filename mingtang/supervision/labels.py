"""What is chosen from in plans, tasks and their proofs, and how it reads."""

from __future__ import annotations

PLAN_STATES = (("proposed", "待确认"), ("confirmed", "已确认"), ("dropped", "已放弃"))
PROPOSAL_STATES = (
    ("open", "待确认"),
    ("left_out", "不作为任务"),
    ("merged", "已并入另一项"),
    ("made", "已成为任务"),
)
TASK_STATES = (("open", "进行中"), ("closed", "已办结"), ("ended", "已终止"))
UNIT_ROLES = (("lead", "牵头单位"), ("co", "责任单位"))
CHANGES = (
    ("due_on", "完成时限"),
    ("target", "目标"),
    ("units", "责任单位"),
    ("text", "任务内容"),
    ("ended", "终止"),
)
CHANGE_STATES = (("asked", "待批准"), ("approved", "已批准"), ("refused", "未批准"))
EVIDENCE_KINDS = (("file", "文件"), ("record", "台账记录"), ("publication", "已公开信息"))
EVIDENCE_STATES = (("claimed", "待核验"), ("proven", "已核验"), ("returned", "已退回"))
ROUND_KINDS = (("monthly", "月报"), ("quarterly", "季报"), ("node", "节点报告"))
REPORT_STATES = (("asked", "待报送"), ("submitted", "已报送"), ("accepted", "已通过"), ("returned", "已退回"))

# How a task stands, as everybody sees it: only what is proven counts.
STANDINGS = (
    ("proven", "已印证"),
    ("claimed", "已报未印证"),
    ("missing", "未报"),
    ("overdue", "已逾期"),
)
BREAKDOWN_DAYS = 30
LIGHTS = (("green", "绿灯"), ("yellow", "黄灯"), ("red", "红灯"))
LIGHT_TONES = {"green": "good", "yellow": "warn", "red": "bad"}
STANDING_TONES = {"proven": "good", "claimed": "info", "missing": "neutral", "overdue": "bad"}
# What the public reads instead: of a task with an end, and of a standing one.
PUBLIC_STANDINGS = {
    "proven": "已完成",
    "claimed": "已报成果，正在核验",
    "missing": "正在推进",
    "overdue": "未按期完成",
}
PUBLIC_STANDING_TASK = {
    "proven": "长期任务，本期已落实",
    "claimed": "长期任务，本期成果正在核验",
    "missing": "长期任务，持续推进",
    "overdue": "长期任务，本期未按时落实",
}

# 通报 and what units are asked to put right.
NOTICE_STATES = (("draft", "起草中"), ("issued", "已印发"))
RECTIFICATION_STATES = (
    ("told", "已通报"),
    ("asked", "待整改"),
    ("answered", "待复核"),
    ("returned", "复核退回"),
    ("passed", "复核通过"),
)
RECTIFICATION_TONES = {
    "told": "neutral",
    "asked": "warn",
    "answered": "info",
    "returned": "bad",
    "passed": "good",
}

# 执行和结果公开: what a plan is to the public, how often its progress is published, and what became of each period.
PLAN_SORTS = (
    ("work_points", "年度工作要点"),
    ("work_report", "政府工作报告重点任务"),
    ("livelihood", "民生实事"),
    ("project", "重大项目"),
    ("promise", "公开承诺事项"),
    ("decision", "决策部署和重点工作"),
    ("economic_plan", "国民经济和社会发展计划"),
    ("goal", "发展目标、改革任务和民生举措"),
)
INTERVALS = (("quarterly", "按季度"), ("monthly", "按月"), ("node", "按节点"), ("none", "不另行公布"))
DUTY_STATES = (("asked", "待公布"), ("told", "已公布"), ("partial", "内容不全"), ("void", "不再要求"))
DUTY_TONES = {"asked": "warn", "told": "good", "partial": "bad", "void": "neutral"}
PROGRESS_PARTS = (
    ("progress", "进展情况"),
    ("result", "取得的结果"),
    ("next_steps", "下一步安排"),
    ("implementation", "落实情况"),
)
# 发现问题及整改落实情况, by who found it.
FINDING_SOURCES = (("audit", "审计发现问题"), ("inspection", "督查发现问题"))
OUTCOMES = (("done", "已整改"), ("going", "正在整改"), ("not_done", "未整改"))
OUTCOME_TONES = {"done": "good", "going": "info", "not_done": "bad", "": "neutral"}
