"""Words of the gazette. Plain values: code, Chinese name."""

from __future__ import annotations

KIND = "gazette_issue"

LEVELS = (
    ("province", "省级"),
    ("prefecture", "设区的市级"),
    ("county", "其他市、县级"),
)
DUTY_WORDS = {"must": "应当办", "may": "可以办", "must_not": "不得办"}

FREQUENCIES = (
    ("weekly", "周刊"),
    ("semimonthly", "半月刊"),
    ("monthly", "月刊"),
    ("bimonthly", "双月刊"),
    ("quarterly", "季刊"),
    ("irregular", "不定期"),
)
# Days from one issue to the next that a frequency promises; an irregular gazette promises none.
CYCLE_DAYS = {"weekly": 7, "semimonthly": 16, "monthly": 31, "bimonthly": 62, "quarterly": 92}

# An issue's state is seen from its publication: no text yet, on the one road, or public.
STATES = (
    ("planned", "已计划"),
    ("composed", "已编排"),
    ("published", "已出版"),
)

# Columns of a gazette, in order. False: its texts need no document number.
SECTIONS = (
    ("市、县（区）政府文件", True),
    ("政府办公室文件", True),
    ("部门文件", True),
    ("镇街文件", True),
    ("人事任免", False),
    ("大事记", False),
)

# Labels of validity (`law.validity`) under which a document no longer holds.
DEAD = frozenset({"expired", "declared_invalid", "repealed", "annulled"})
# Levels of the library whose texts come from above a city or county.
SUPERIOR_LEVELS = frozenset({"law", "administrative_regulation", "local_regulation", "department_rule"})
RULE = "government_rule"

POINT_KINDS = (
    ("village", "村居"),
    ("library", "图书馆"),
    ("archive", "档案馆"),
    ("service_hall", "政务服务大厅"),
    ("organ", "机关单位"),
    ("school", "学校"),
    ("enterprise", "企业"),
    ("elsewhere", "其他"),
)
WAYS = (
    ("mail", "邮寄"),
    ("courier", "机要或专人送达"),
    ("pick_up", "自取"),
    ("on_display", "现场取阅架"),
)

# Why an entry's text is not shown any more, by the state of its newest edition.
GONE = {
    "removed": "误发撤除",
    "taken_down": "应急下架",
    "archived": "公开期满，已归档",
    "replaced": "已被其他信息替代",
    "discarded": "尚未公开",
    "not_public": "依法不公开",
}
GONE_OTHERWISE = "尚未公开"
