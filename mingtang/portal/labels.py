"""Words of the portal: relations, tones, and the entrances that every home page has."""

from __future__ import annotations

# How a relation reads: from the subject's page, and from the object's.
RELATIONS = {
    "interprets": ("解读的文件", "政策解读"),
    "repeals": ("废止的文件", "废止本文件的文件"),
    "amends": ("修改的文件", "修改本文件的文件"),
    "partly_repeals": ("部分废止的文件", "部分废止本文件的文件"),
    "replaces": ("替代的文件", "替代本文件的文件"),
    "suspends": ("停止执行的文件", "停止执行本文件的文件"),
    "confirms": ("确认继续有效的文件", "确认本文件继续有效的文件"),
    "transmits": ("印发、转发的文件", "印发、转发本文件的文件"),
    "answers": ("所答复、解释的文件", "答复和解释"),
    "evaluates": ("评价的文件", "政策评价"),
    "led_to": ("评价后形成的文件", "所依据的政策评价"),
    "points_of": ("所拆分的文件", "要点表"),
    "cites": ("引用的文件", "引用本文件的文件"),
    "implements": ("所依据的文件", "配套文件"),
    "consults": ("形成的文件", "征求意见"),
    "feedback": ("征求意见稿", "意见采纳情况"),
}
OTHER_RELATION = ("相关信息", "相关信息")

# 效力级别 narrows the library; behind every title it would be noise.
UNSHOWN_FAMILIES = frozenset({"level"})
LABEL_TONES = {
    "valid": "good", "in_force": "good", "effective": "good", "partly": "warn", "suspended": "warn",
    "expired": "bad", "repealed": "bad", "declared_invalid": "bad", "annulled": "bad", "invalid": "bad",
    "amended": "warn", "not_yet": "info",
}  # fmt: skip

# 政策文件库 and 政府信息公开 are entered from the home page (requirements PO-05): page style or name of the column.
LIBRARY = ("library", ("政策文件库", "政策文件"))
DISCLOSURE = ("disclosure", ("政府信息公开",))
# Further entrances, shown where the site has such a column: words in its name, the seal, the explanation.
ENTRANCES = (
    ("政府公报", "刊", "创刊以来各期公报的目录、全文和电子版"),
    ("公开指南", "指", "怎样查阅、怎样申请政府信息"),
    ("年度报告", "报", "历年政府信息公开工作年度报告"),
    ("法定主动公开", "法", "依照条例应当主动公开的内容"),
    ("政策解读", "解", "文件写了什么、怎么办、找谁办"),
    ("重点领域", "重", "社会救助、养老、教育、医疗等领域信息"),
    ("意见征集", "征", "正在征求公众意见的决策草案"),
    ("执法公示", "执", "行政处罚、行政许可和行政检查结果"),
)
EXPLANATIONS = {
    "library": ("政", "政策文件库", "按机关、文号、年份查找文件及其解读"),
    "disclosure": ("公", "政府信息公开", "指南、制度、法定主动公开内容和年报"),
}

DEFAULT_COLUMN_TYPE = "政务公开"
MEDIA_TYPES = {
    "application/pdf": "PDF",
    "application/msword": "DOC",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.ms-excel": "XLS",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/ofd": "OFD",
    "application/zip": "ZIP",
    "image/png": "PNG",
    "image/jpeg": "JPG",
    "text/plain": "TXT",
    "text/csv": "CSV",
}
