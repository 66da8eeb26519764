"""Words for bodies, roles and rights. Plain strings: code, Chinese name."""

BODY_KINDS = (
    ("government", "政府"),
    ("department", "工作部门"),
    ("town", "镇人民政府"),
    ("street", "街道办事处"),
    ("institution", "事业单位"),
    ("enterprise", "公共企事业单位"),
    ("unit", "内设机构"),
)

# Internal units act in the name of the body above them; all others are bodies of their own (条例 art. 10).
INTERNAL = "unit"

ROLES = (
    ("office", "政务公开办"),
    ("contact", "信息员"),
    ("reviewer1", "初审人"),
    ("reviewer2", "复审人"),
    ("reviewer3", "终审人"),
    ("secrecy_reviewer", "保密审查员"),
    ("unit_leader", "单位负责人"),
    ("duty_officer", "值班员"),
    ("auditor", "审计员"),
    ("system_administrator", "系统管理员"),
)

# Roles that may never be combined with a right over content: who runs the machine does not decide what is published.
WITHOUT_CONTENT_RIGHTS = frozenset({"system_administrator", "auditor"})
