"""What other apps may use: names and mappings, no logic."""

from mingtang.policies.analysis.keys import number_key, title_key
from mingtang.policies.events import ValidityChanged
from mingtang.policies.labels import ANSWERS, FACTS, KINDS, LEVELS, ORIGINS
from mingtang.policies.models import (
    Campaign,
    CampaignAnswer,
    Policy,
    PolicyPoint,
    RelationProposal,
    ValidityFact,
)
from mingtang.policies.queries.benefits import INDICATORS as BENEFIT_INDICATORS
from mingtang.policies.queries.citing import Library
from mingtang.policies.queries.disagreements import CLASSES, Disagreement, disagreements
from mingtang.policies.queries.evaluations import INDICATORS as EVALUATION_INDICATORS
from mingtang.policies.queries.exchange import Chosen, exported_one, named_policy
from mingtang.policies.queries.finding import (
    Life,
    Version,
    current_text,
    life_of,
    named_documents,
    versions_of,
)
from mingtang.policies.queries.gathered_work import document_parts as gathered_parts
from mingtang.policies.queries.gathered_work import item_parts as gathered_item_parts
from mingtang.policies.queries.gathered_work import todo as gathered_todo
from mingtang.policies.queries.library import Stock, stock
from mingtang.policies.queries.library_indicators import INDICATORS as LIBRARY_INDICATORS
from mingtang.policies.queries.same_source import SameSource, same_source
from mingtang.policies.queries.three_sync import INDICATORS as INTERPRETATION_INDICATORS
from mingtang.policies.queries.three_sync import (
    interpretation_rate,
    interpreted,
    three_sync_rate,
)
from mingtang.policies.queries.validity import Reason, state_of, states_of
from mingtang.policies.services.benefits import complete_benefits
from mingtang.policies.services.confirming import Answer, answer, close_campaign, draft_result, open_campaign
from mingtang.policies.services.evaluating import (
    add_measure,
    draft_report,
    finish_measure,
    plan_evaluation,
    record_round,
    set_duty,
    whole_reports,
)
from mingtang.policies.services.exchange import work_on_packages
from mingtang.policies.services.following import follow_published, follow_withdrawn
from mingtang.policies.services.interpreting import (
    arrange_series,
    check_template,
    keep_interpretations,
    note_published,
    set_fields,
    template_version,
)
from mingtang.policies.services.lists import adjust, define_list
from mingtang.policies.services.packing import Packing
from mingtang.policies.services.past_texts import open_past_text
from mingtang.policies.services.planning import Plan, deploy_plan, make_plan, sign_plan
from mingtang.policies.services.proposing import judge
from mingtang.policies.services.receiving import Receiving
from mingtang.policies.services.recording import MayNotRecordFact, Stated, record_fact, void_fact
from mingtang.policies.services.resolving import follow_all_relations, resolve_all
from mingtang.policies.services.splitting import confirm_point, draft_sheet, leave_out, propose_points
from mingtang.policies.services.three_sync import (
    MayNotReleaseAlone,
    allow_alone,
    released_together,
    sign_off,
)
from mingtang.policies.services.topics import decide_candidate, enter_candidate, gather
from mingtang.policies.services.turning import announce_turns

__all__ = [
    "ANSWERS",
    "BENEFIT_INDICATORS",
    "CLASSES",
    "EVALUATION_INDICATORS",
    "FACTS",
    "INTERPRETATION_INDICATORS",
    "KINDS",
    "LEVELS",
    "LIBRARY_INDICATORS",
    "ORIGINS",
    "Answer",
    "Campaign",
    "CampaignAnswer",
    "Chosen",
    "Disagreement",
    "Library",
    "Life",
    "MayNotRecordFact",
    "MayNotReleaseAlone",
    "Packing",
    "Plan",
    "Policy",
    "PolicyPoint",
    "Reason",
    "Receiving",
    "RelationProposal",
    "SameSource",
    "Stated",
    "Stock",
    "ValidityChanged",
    "ValidityFact",
    "Version",
    "add_measure",
    "adjust",
    "allow_alone",
    "announce_turns",
    "answer",
    "arrange_series",
    "check_template",
    "close_campaign",
    "complete_benefits",
    "confirm_point",
    "current_text",
    "decide_candidate",
    "define_list",
    "deploy_plan",
    "disagreements",
    "draft_report",
    "draft_result",
    "draft_sheet",
    "enter_candidate",
    "exported_one",
    "finish_measure",
    "follow_all_relations",
    "follow_published",
    "follow_withdrawn",
    "gather",
    "gathered_item_parts",
    "gathered_parts",
    "gathered_todo",
    "interpretation_rate",
    "interpreted",
    "judge",
    "keep_interpretations",
    "leave_out",
    "life_of",
    "make_plan",
    "named_documents",
    "named_policy",
    "note_published",
    "number_key",
    "open_campaign",
    "open_past_text",
    "plan_evaluation",
    "propose_points",
    "record_fact",
    "record_round",
    "released_together",
    "resolve_all",
    "same_source",
    "set_duty",
    "set_fields",
    "sign_off",
    "sign_plan",
    "state_of",
    "states_of",
    "stock",
    "template_version",
    "three_sync_rate",
    "title_key",
    "versions_of",
    "void_fact",
    "whole_reports",
    "work_on_packages",
]
