"""Words of publishing: steps, gates, scopes. Plain values: code, Chinese name."""

# Three levels by three different people, and one secrecy review for each item. This is the floor: profiles may rename
# and route, never shorten it.
LEVELS = ("level1", "level2", "level3")
SECRECY = "secrecy"
REVIEW_STEPS = (*LEVELS, SECRECY)
EMERGENCY_STEPS = ("emergency1", "emergency2")

STEP_NAMES = {
    "level1": "初审初校",
    "level2": "复审复校",
    "level3": "终审终校",
    "secrecy": "保密审查",
    "emergency1": "应急签发",
    "emergency2": "应急复核",
}

STEP_ROLES = {
    "level1": "reviewer1",
    "level2": "reviewer2",
    "level3": "reviewer3",
    "secrecy": "secrecy_reviewer",
}

# 四关: every level ticks all four, each on its own (requirements CR-03).
GATES = (
    ("political", "政治关"),
    ("legal", "法律关"),
    ("secrecy", "保密关"),
    ("wording", "文字关"),
)

SCOPES = (
    ("public", "向社会公开"),
    ("limited", "限定范围公开"),
    ("targeted", "定点定向公开"),
)

# 公开属性: decided at the source, when the document is drafted.
ATTRIBUTES = (
    ("proactive", "主动公开"),
    ("on_request", "依申请公开"),
    ("withheld", "不予公开"),
)

CONCLUSIONS = (
    ("release", "可以公开"),
    ("after_treatment", "处理后可以公开"),
    ("withhold", "不得公开"),
    ("referred", "不能确定，已报有权机关确定"),
)

CLEANUP_DECISIONS = (
    ("keep", "继续公开"),
    ("archive", "归档下线"),
    ("withdraw", "标注失效后保留"),
    ("redact", "脱敏后重新公开"),
)

# 报、网、端、微、屏: besides the portal, which comes first (MC-02).
CARRIERS = (
    ("press", "报（报刊、公报、广播电视）"),
    ("web", "网（其他网站）"),
    ("app", "端（客户端）"),
    ("weixin_weibo", "微（微信、微博）"),
    ("screen", "屏（公示屏、公示栏）"),
)

# States in which an edition can be read by the public (or by those it is addressed to).
VISIBLE = ("live", "withdrawn")
# States of work in progress: the work list shows these and nothing else.
OPEN = ("draft", "in_review", "ready")

HASH_SCHEME = "mingtang-revision-1"
