"""Words of the policy library. Plain values: code, Chinese name."""

# What the library filters by; from the top of the hierarchy down (立法法, 国办发〔2018〕115号).
LEVELS = (
    ("law", "法律"),
    ("administrative_regulation", "行政法规"),
    ("local_regulation", "地方性法规"),
    ("department_rule", "部门规章"),
    ("government_rule", "地方政府规章"),
    ("normative", "行政规范性文件"),
    ("other_policy", "其他政策文件"),
)
LEVEL_NAMES = dict(LEVELS)

# How a document came into the library: number and index number are unique for what is made here.
ORIGINS = (
    ("made", "本级制发"),
    ("received", "上级文件收录"),
    ("imported", "存量导入"),
)

# 事实: what happened to a document. Force and 已修改 are computed from these for any date (mingtang.law.validity).
FACTS = (
    ("made", "制定"),
    ("takes_effect", "施行"),
    ("amended", "修改"),
    ("superseded", "被新版本替代"),
    ("partly_repealed", "部分废止"),
    ("repealed", "废止"),
    ("declared_invalid", "宣布失效"),
    ("suspended", "停止执行"),
    ("resumed", "恢复执行"),
    ("annulled", "撤销"),
    ("confirmed", "确认继续有效"),
    ("expiry", "有效期届满"),
)
FACT_NAMES = dict(FACTS)

FACT_SOURCES = (
    ("elements", "签发的文件要素"),
    ("text", "正文载明"),
    ("other_text", "其他文件载明"),
    ("later_version", "同名文件的新版本"),
    ("import", "导入的元数据"),
    ("person", "人工登记"),
    ("campaign", "集中确认"),
    ("relation", "公开的文件关系"),
)

# What a document's text says of another: the clause (条款) and the fact that follows for the other.
CLAUSES = (
    ("repeals", "废止"),
    ("amends", "修改"),
    ("partly_repeals", "部分废止"),
    ("declares_invalid", "宣布失效"),
    ("suspends", "停止执行"),
)
FACT_OF_CLAUSE = {
    "repeals": "repealed",
    "amends": "amended",
    "partly_repeals": "partly_repealed",
    "declares_invalid": "declared_invalid",
    "suspends": "suspended",
}

# 集中确认: what a drafting unit answers of its document.
ANSWERS = (
    ("keep", "继续有效"),
    ("amend", "修改"),
    ("repeal", "废止"),
    ("declare_invalid", "宣布失效"),
    ("expired", "期满失效"),
)
ANSWER_NAMES = dict(ANSWERS)

# Kinds of information whose editions are documents of the library.
KINDS = ("policy", "government_rule", "law", "rule")

# Families of dated labels that the library sets on its publications.
VALIDITY, AMENDED, LEVEL = "validity", "amended", "level"
