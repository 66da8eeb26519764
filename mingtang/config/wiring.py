"""What follows from what: every consequence that crosses apps stands on this page."""

from __future__ import annotations

from mingtang.core.events.api import Event
from mingtang.core.files.api import FileCondemned
from mingtang.core.messages.api import NoticeSent
from mingtang.policies.api import ValidityChanged
from mingtang.publishing.api import (
    BatchSigned,
    EditionPublished,
    EditionReturned,
    EditionWithdrawn,
    ReviewAsked,
)
from mingtang.supervision.api import TaskCompleted, TaskReopened

# Events and those who hear of them: dotted names of functions that take the event.
HANDLERS: dict[type[Event], tuple[str, ...]] = {
    BatchSigned: ("mingtang.publishing.api.make_batch_live",),
    # Index, alerts and scans of later trades hear of these two; pages and lists need no news, they read live rows.
    EditionPublished: (
        "mingtang.policies.handlers.keep_published",
        "mingtang.policies.services.proposing.propose_published",
        "mingtang.policies.api.note_published",
        "mingtang.policies.api.follow_published",
        "mingtang.supervision.services.progress_items.note_published",
        "mingtang.supervision.services.findings.note_published",
    ),
    EditionWithdrawn: (
        "mingtang.policies.handlers.undo_withdrawn",
        "mingtang.policies.api.follow_withdrawn",
        "mingtang.supervision.services.keeping.follow_withdrawn",
        "mingtang.supervision.services.progress_items.note_withdrawn",
        "mingtang.supervision.services.findings.note_withdrawn",
    ),
    EditionReturned: ("mingtang.desk.handlers.tell_authors",),
    FileCondemned: ("mingtang.publishing.handlers.warn_of_condemned_file",),
    NoticeSent: ("mingtang.core.messages.api.mail_notice",),
    ReviewAsked: ("mingtang.desk.handlers.tell_reviewers",),
    TaskCompleted: ("mingtang.supervision.handlers.tell_completed",),
    TaskReopened: ("mingtang.supervision.handlers.tell_reopened",),
    ValidityChanged: (),
}

# Who knows where to mail a member of staff.
MAIL_ADDRESS = "mingtang.core.accounts.api.mail_address"

# Importers: functions of the rows just staged, by which a trade takes its facts (number, dates, validity).
IMPORTERS: tuple[str, ...] = (
    "mingtang.policies.services.stock.take",
    "mingtang.gazette.api.keep_staged",
)

# What runs every minute, and what runs once a day with the day as its argument.
EVERY_MINUTE: tuple[str, ...] = (
    "mingtang.publishing.api.release_due",
    "mingtang.policies.api.work_on_packages",
)
DAILY: tuple[str, ...] = (
    "mingtang.publishing.api.keep_facets",
    "mingtang.publishing.api.keep_statistics",
    "mingtang.policies.api.follow_all_relations",
    "mingtang.policies.api.announce_turns",
    "mingtang.publishing.api.raise_cleanup_tasks",
    "mingtang.publishing.api.rescan_public",
    "mingtang.publishing.api.verify_nightly",
    "mingtang.policies.api.keep_interpretations",
    "mingtang.supervision.services.rounds.open_due",
    "mingtang.supervision.services.measuring.measure",
    "mingtang.supervision.services.keeping.keep_lights",
    "mingtang.supervision.services.rounds.remind",
    "mingtang.supervision.services.disclosing.follow",
)

# Measured indicators: names of an `Indicator`, of several, or of a function that returns them. A trade that is not
# built yet has none here, and nobody fakes one for it.
INDICATORS: tuple[str, ...] = (
    "mingtang.policies.api.INTERPRETATION_INDICATORS",
    "mingtang.policies.api.EVALUATION_INDICATORS",
    "mingtang.policies.api.BENEFIT_INDICATORS",
    "mingtang.policies.api.LIBRARY_INDICATORS",
    "mingtang.catalogue.api.INDICATORS",
    "mingtang.gazette.api.INDICATORS",
    "mingtang.publishing.api.INDICATORS",
    "mingtang.supervision.queries.task_indicators.INDICATORS",
    "mingtang.supervision.queries.record_indicators.record_indicators",
)
# The page that shows what an indicator counted of a body in a period, by name and with the indicator's code.
INDICATOR_ROWS = "supervision-desk:indicator-rows"

# Checks before publication: (function that names the version of its lists, function of the content).
CHECKS: tuple[tuple[str, str], ...] = (
    ("mingtang.inspections.api.lists_version", "mingtang.inspections.api.check_revision"),
    ("mingtang.config.checks.links_version", "mingtang.config.checks.dead_links"),
    ("mingtang.config.checks.metadata_version", "mingtang.config.checks.metadata"),
    ("mingtang.policies.queries.citing.citations_version", "mingtang.policies.queries.citing.dead_citations"),
    ("mingtang.policies.api.template_version", "mingtang.policies.api.check_template"),
)
# Guards: functions of the editions of a release that return refusals. Every road asks them, the scheduler too.
GUARDS: tuple[str, ...] = (
    "mingtang.publishing.services.guards.legal_review",
    "mingtang.publishing.services.guards.open_column",
    "mingtang.policies.services.guards.identification",
    "mingtang.policies.api.complete_benefits",
    "mingtang.policies.api.whole_reports",
    "mingtang.gazette.api.guard",
    "mingtang.supervision.services.findings.whole_findings",
)

# Guards of a release that was decided on, now or by the scheduler; an emergency does not wait for what they ask.
RELEASE_GUARDS: tuple[str, ...] = ("mingtang.policies.api.released_together",)
# Guards before the final signature: functions of one edition.
SIGNING_GUARDS: tuple[str, ...] = ("mingtang.policies.api.sign_off",)

# 数据同源: every door that shows a public record: (name, function of the publication -> hash of the text it shows, or None).
SAME_SOURCE: tuple[tuple[str, str], ...] = (
    ("文件页", "mingtang.portal.queries.same_source.on_page"),
    ("政策文件库", "mingtang.policies.queries.same_source.in_library"),
    ("政府信息公开专栏", "mingtang.catalogue.queries.same_source.in_section"),
    ("栏目", "mingtang.publishing.api.in_columns"),
    ("检索文本", "mingtang.publishing.api.in_search_text"),
    ("订阅源", "mingtang.portal.queries.same_source.in_feed"),
    ("政府公报", "mingtang.gazette.queries.same_source.printed"),
    ("终端与接口", "mingtang.policies.queries.same_source.in_answer"),
)

# The address, by name and with the key of an edition, at which the portal shows a text that is not public yet.
PREVIEW = "portal:preview"

# The frames of the two front doors, in which the trades show their own pages (`core.design.api`).
FRAMES = {
    "public": "mingtang.portal.views.answers.framed",
    "not_found": "mingtang.portal.views.answers.no_such_page",
    "keep": "mingtang.portal.views.answers.public",
    "site": "mingtang.portal.queries.sites.site_of",
    "desk": "mingtang.desk.views.frame.page",
}
# Pages of the trades on the portal's home page and in its navigation: title, name of the address, seal, explanation.
ENTRANCES: tuple[tuple[str, str, str, str], ...] = (
    ("政策文件库", "policies:library", "政", "按机关、文号、年份查找文件及其解读"),
    ("政府信息公开", "catalogue:section", "公", "指南、制度、法定主动公开内容和年报"),
    ("惠企惠民政策", "policies:benefits", "惠", "可以申请的补贴、奖励和减免，条件、材料、流程、时限"),
    ("高效办成一件事", "policies:one-things", "办", "围绕一件事集中的政策、办事指南、解读和办理进展"),
    ("重点任务进展", "supervision:progress", "督", "重点任务、民生实事、公开承诺的进展和问题整改"),
)
# Those of them that stand in the navigation too, where they take the place of a column of that name.
IN_NAVIGATION: tuple[str, ...] = ("政策文件库", "政府信息公开")
# Columns that a trade has a page of its own for: name of the column, name of the address.
COLUMN_PAGES: tuple[tuple[str, str], ...] = (("政府公报", "gazette:home"),)
# What stands beside the four parts of 政府信息公开, never among them: title, name of the address.
BESIDE_DISCLOSURE: tuple[tuple[str, str], ...] = (("政策文件库", "policies:library"),)
# What the trades add to a document's public page, (edition, content, on) -> list[Part], in this order.
DOCUMENT_PARTS: tuple[str, ...] = (
    "mingtang.policies.views.parts.document_parts",
    "mingtang.policies.api.gathered_parts",
    "mingtang.policies.views.interpretation_parts.document_parts",
    "mingtang.gazette.api.document_parts",
    "mingtang.supervision.queries.document_parts.document_parts",
)
# What they add to the page of an item on the desk: (edition, user, on) -> list[Part].
ITEM_PARTS: tuple[str, ...] = (
    "mingtang.policies.views.desk_validity.item_parts",
    "mingtang.policies.views.desk_relations.item_parts",
    "mingtang.policies.views.interpretation_parts.item_parts",
    "mingtang.policies.api.gathered_item_parts",
    "mingtang.policies.views.desk_exchange.item_parts",
    "mingtang.gazette.api.item_parts",
)
# What they ask of a person: (user, standings, on) -> Todo.
TODO: tuple[str, ...] = (
    "mingtang.policies.views.desk_campaigns.todo",
    "mingtang.policies.views.interpretation_parts.todo",
    "mingtang.policies.api.gathered_todo",
    "mingtang.gazette.api.todo",
    "mingtang.assessments.api.todo",
    "mingtang.supervision.queries.plans.todo",
    "mingtang.supervision.queries.task_todo.task_todo",
    "mingtang.supervision.queries.record_todo.record_todo",
    "mingtang.supervision.queries.notices.notice_todo",
    "mingtang.supervision.queries.disclosure.disclosure_todo",
)
# Their entries in the menu of the desk: (group, ((label, name of the address, roles that see it), …)).
MENU: tuple[tuple[str, tuple[tuple[str, str, frozenset[str]], ...]], ...] = (
    (
        "政策",
        (
            ("政策文件交换", "policies-desk:packages", frozenset({"office"})),
            ("文件库运维", "policies-desk:units", frozenset({"office", "auditor", "contact", "unit_leader"})),
            ("文件关系确认", "policies-desk:relations", frozenset({"office", "contact"})),
            ("集中确认", "policies-desk:campaigns", frozenset({"office", "contact", "unit_leader"})),
            ("到期预警", "policies-desk:expiring", frozenset({"office", "contact", "unit_leader"})),
            ("要素完整性", "policies-desk:incomplete", frozenset({"office", "contact", "unit_leader"})),
            (
                "政策解读",
                "policies-desk:interpretations",
                frozenset({"office", "contact", "unit_leader"}),
            ),
            (
                "三同步",
                "policies-desk:three-sync",
                frozenset(
                    {"office", "auditor", "contact", "unit_leader", "reviewer1", "reviewer2", "reviewer3"}
                ),
            ),
            ("要点拆分", "policies-desk:points", frozenset({"office", "auditor", "contact", "unit_leader"})),
            (
                "惠企惠民政策",
                "policies-desk:benefits",
                frozenset({"office", "auditor", "contact", "unit_leader"}),
            ),
            (
                "一件事专题",
                "policies-desk:topics",
                frozenset({"office", "auditor", "contact", "unit_leader"}),
            ),
            ("政策清单", "policies-desk:lists", frozenset({"office", "auditor", "contact", "unit_leader"})),
            (
                "政策评价",
                "policies-desk:evaluations",
                frozenset({"office", "auditor", "contact", "unit_leader"}),
            ),
        ),
    ),
    (
        "公开之后",
        (
            (
                "政府信息公开专栏",
                "catalogue-desk:state",
                frozenset(
                    {"office", "auditor", "contact", "unit_leader", "reviewer1", "reviewer2", "reviewer3"}
                ),
            ),
            ("政府公报", "gazette-desk:gazettes", frozenset({"office", "contact"})),
        ),
    ),
    (
        "督办",
        (
            ("工作要点", "supervision-desk:plans", frozenset({"office", "auditor"})),
            (
                "我的任务",
                "supervision-desk:mine",
                frozenset({"contact", "unit_leader"}),
            ),
            (
                "任务",
                "supervision-desk:tasks",
                frozenset(
                    {"office", "auditor", "contact", "unit_leader", "reviewer1", "reviewer2", "reviewer3"}
                ),
            ),
            ("报送", "supervision-desk:rounds", frozenset({"office", "auditor", "contact", "unit_leader"})),
            ("进度", "supervision-desk:overview", frozenset({"office", "auditor", "contact", "unit_leader"})),
            (
                "工作台账",
                "supervision-desk:records",
                frozenset({"office", "auditor", "contact", "unit_leader"}),
            ),
            (
                "工作通报",
                "supervision-desk:notices",
                frozenset({"office", "auditor", "contact", "unit_leader"}),
            ),
            (
                "进展公布",
                "supervision-desk:disclosure",
                frozenset({"office", "auditor", "contact", "unit_leader"}),
            ),
            ("考核评价", "assessments-desk:home", frozenset({"office", "auditor", "contact", "unit_leader"})),
            (
                "测量指标",
                "supervision-desk:indicators",
                frozenset({"office", "auditor", "contact", "unit_leader"}),
            ),
        ),
    ),
)

# What the database itself refuses.
TRIGGERS: tuple[str, ...] = (
    "mingtang.core.audit.permissions.TRIGGERS",
    "mingtang.publishing.permissions.database.TRIGGERS",
    "mingtang.assessments.permissions.database.TRIGGERS",
)
