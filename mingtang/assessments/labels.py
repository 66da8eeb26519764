"""What is chosen from in schemes, assessments and objections, and how it reads."""

from __future__ import annotations

SCHEME_STATES = (("draft", "编制中"), ("in_force", "执行中"), ("closed", "已停用"))
ASSESSMENT_STATES = (("open", "评分中"), ("shown", "已反馈单位"), ("frozen", "已定版"))
ASSESSMENT_TONES = {"open": "info", "shown": "warn", "frozen": "good"}
OBJECTION_STATES = (("raised", "待答复"), ("upheld", "已采纳"), ("dismissed", "未采纳"))
USE_KINDS = (("praise", "表扬"), ("accountability", "问责"))

RULE_KINDS = (
    ("share", "按完成比例"),
    ("steps", "按达到的档次"),
    ("minimum", "不少于若干次"),
    ("count", "每项若干分（须封顶）"),
    ("deduct", "每处扣若干分"),
    ("hand", "人工评分"),
)

# What the yearly plans say must be among the indices.
AREAS = (
    ("general", "一般指标"),
    ("public_enterprises", "公共企事业单位信息公开"),
    ("grassroots", "基层政务公开标准化规范化"),
)
WANTED_AREAS = ("public_enterprises", "grassroots")
OBJECTION_DAYS = 5
