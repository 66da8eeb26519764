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
LEVEL_CODES = {name: code for code, name in LEVELS}

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
    ("local_rule", "地方规定"),
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

# --- 政策解读: the choices of the kind `interpretation` (data/kinds/interpretation.json), by code. People read the names.

# 解读形式. Others count only on top of a text one (按要求扎实做好文字解读材料的基础上).
FORMS = (
    ("text", "文字解读"),
    ("qa", "简明问答"),
    ("one_picture", "一图读懂"),
    ("chart", "图表图解"),
    ("video", "视频动漫"),
    ("audio", "音频"),
    ("case", "案例说明"),
    ("live", "互动直播"),
    ("press_conference", "新闻发布会"),
    ("briefing", "吹风会"),
    ("talk_on_site", "现场宣讲"),
    ("lecture", "政策宣讲会"),
    ("commentary", "评论文章"),
    ("interview", "在线访谈"),
)
TEXT_FORM = "文字解读"

# 全周期解读: of the draft under consultation, with publication, and once it is carried out.
STAGES = (
    ("consultation", "草案征询"),
    ("publication", "公开发布"),
    ("execution", "实施落地"),
)
STAGE_NAMES = dict(STAGES)

INTERPRETERS = (
    ("head", "部门主要负责人"),
    ("drafter", "政策参与制定者"),
    ("scholar", "专家学者"),
    ("professional", "专业机构从业人员"),
    ("commentator", "新闻评论员"),
    ("journalist", "媒体记者"),
)

# Why a policy was released without its interpretation: the law's own limit, or the day from which it applies.
GROUNDS = (
    ("publication_limit", "主动公开期限将满（条例第二十六条）"),
    ("effective_day", "施行日期已近"),
)

# Where the interpretation of a policy that went out without it stands on a day.
ARREARS = {
    "owed": "待补发",
    "overdue": "逾期未补发",
    "in_time": "已按期补发",
    "late": "已补发（逾期）",
}

# What the year's list of fields is for: to sort interpretations, or to measure whether policies of a field have one.
FIELD_USES = (("classify", "分类解读"), ("measure", "公开与解读并行"))

# How a clause of the new text stands to the old one.
CLAUSE_CHANGES = {
    "same": "未变",
    "renumbered": "仅序号变动",
    "changed": "修改",
    "added": "新增",
    "removed": "删去",
}
# Of these kinds the government is the maker: their numbers are unique in their series.
MADE_KINDS = frozenset({"policy", "government_rule", "rule"})

# Local rules that may give a period where the text gives none (core.parameters), in months.
NORMATIVE_TERM, TRIAL_TERM = "policies.normative_months", "policies.trial_months"
# What is declared where no national rule gives a period: so long that it never counts.
NO_TERM = 1200

# 法律效力, in a plain sentence for readers (立法法第九十八条至第一百零二条; 国办发〔2018〕37号).
EFFECTS = {
    "law": "法律由全国人民代表大会及其常务委员会制定，在全国适用，效力高于行政法规、地方性法规和规章。",
    "administrative_regulation": "行政法规由国务院制定，在全国适用，效力高于地方性法规和规章。",
    "local_regulation": "地方性法规由有立法权的地方人大及其常委会制定，在本行政区域适用，效力高于本级和下级地方政府规章。",
    "department_rule": "部门规章由国务院部门在本部门权限范围内制定，在全国适用。",
    "government_rule": "地方政府规章由有立法权的地方人民政府制定，在本行政区域适用。",
    "normative": "行政规范性文件在本行政区域或者本部门职权范围内有普遍约束力，反复适用，不得与法律、法规、规章相抵触。",
    "other_policy": "本文件用于部署、指导工作或者告知事项，对外不直接增加公民、法人和其他组织的义务，不减损其权利。",
}

# Exchange with another library: which way a package goes, and how far it is.
PACKAGE_DIRECTIONS = (("out", "导出"), ("in", "接收"))
PACKAGE_STATES = (
    ("owed", "排队中"),
    ("working", "办理中"),
    ("ready", "已完成"),
    ("failed", "未能完成"),
    ("dropped", "已删除"),
)

# Relations that a text suggests, until a person has said yes or no.
PROPOSALS = (("proposed", "待确认"), ("confirmed", "已确认"), ("rejected", "不是关系"))
