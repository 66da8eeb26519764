"""Words of the section 政府信息公开: its four parts, their states, its layouts, and the kinds that feed it. No Django."""

from __future__ import annotations

# 国办公开办函〔2019〕61号: one name everywhere, four parts, neither more nor fewer.
SECTION = "政府信息公开"
PARTS = (
    ("guide", "政府信息公开指南"),
    ("rules", "政府信息公开制度"),
    ("statutory", "法定主动公开内容"),
    ("reports", "政府信息公开工作年度报告"),
)
PART_NAMES = dict(PARTS)

PART_STATES = (
    ("missing", "尚未公布"),
    ("empty", "内容为空"),
    ("incomplete", "不完整"),
    ("outdated", "已过时"),
    ("good", "正常"),
)
PART_STATE_NAMES = dict(PART_STATES)
STATE_TONES = {"missing": "bad", "empty": "bad", "incomplete": "warn", "outdated": "warn", "good": "good"}

LAYOUTS = (("side", "左侧导航（参考样式）"), ("top", "顶部导航"))

# Bodies that have a section of their own; others by the law that authorises them (条例 art. 54) are added by the office.
ORGANS = ("government", "department", "town", "street")
ORGAN_GROUPS = (
    ("政府", ("government",)),
    ("政府部门", ("department",)),
    ("镇街", ("town", "street")),
    ("其他组织", ("institution", "enterprise")),
)

# Kinds of information by which the parts are fed.
GUIDE = "disclosure_guide"
RULES = "rule"
REPORT = "annual_report"
INSTITUTION = "institution"
POWER_LIST = "power_list"
DUTY_CHANGE = "duty_change"
FILLED = {
    GUIDE: "政府信息公开指南",
    RULES: "政府信息公开制度",
    REPORT: "政府信息公开工作年度报告",
    INSTITUTION: "机构职能目录",
    POWER_LIST: "权责清单",
    DUTY_CHANGE: "职责变化",
}

# What the guide tells (条例 art. 12), in two groups as the page shows it.
GUIDE_OFFICE = (
    *("body_name", "office_name", "address", "hours", "phone", "fax", "internet", "categories", "ways"),
)
GUIDE_REQUESTS = ("request_ways", "request_receiver", "receipt_rule", "reply_limit", "fees", "remedy")

# The parameter that says how old a guide may become; declared by the app when it starts.
GUIDE_AGE = "catalogue.guide_age"
GUIDE_AGE_DAYS = 365
