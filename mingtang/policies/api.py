"""What other apps may use: names and mappings, no logic."""

from mingtang.policies.analysis.keys import number_key, title_key
from mingtang.policies.events import ValidityChanged
from mingtang.policies.labels import ANSWERS, FACTS, KINDS, LEVELS, ORIGINS
from mingtang.policies.models import Policy, ValidityFact
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
from mingtang.policies.queries.same_source import SameSource, same_source
from mingtang.policies.queries.three_sync import INDICATORS as INTERPRETATION_INDICATORS
from mingtang.policies.queries.three_sync import (
    interpretation_rate,
    interpreted,
    three_sync_rate,
)
from mingtang.policies.queries.validity import Reason, state_of, states_of
from mingtang.policies.services.benefits import complete_benefits
from mingtang.policies.services.evaluating import whole_reports
from mingtang.policies.services.exchange import work_on_packages
from mingtang.policies.services.following import follow_published, follow_withdrawn
from mingtang.policies.services.interpreting import (
    check_template,
    keep_interpretations,
    note_published,
    template_version,
)
from mingtang.policies.services.packing import Packing
from mingtang.policies.services.receiving import Receiving
from mingtang.policies.services.recording import MayNotRecordFact, Stated, record_fact, void_fact
from mingtang.policies.services.resolving import follow_all_relations, resolve_all
from mingtang.policies.services.three_sync import (
    MayNotReleaseAlone,
    allow_alone,
    released_together,
    sign_off,
)
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
    "ORIGINS",
    "Chosen",
    "Disagreement",
    "Library",
    "Life",
    "MayNotRecordFact",
    "MayNotReleaseAlone",
    "Packing",
    "Policy",
    "Reason",
    "Receiving",
    "SameSource",
    "Stated",
    "Stock",
    "ValidityChanged",
    "ValidityFact",
    "Version",
    "allow_alone",
    "announce_turns",
    "check_template",
    "complete_benefits",
    "current_text",
    "disagreements",
    "exported_one",
    "follow_all_relations",
    "follow_published",
    "follow_withdrawn",
    "gathered_item_parts",
    "gathered_parts",
    "gathered_todo",
    "interpretation_rate",
    "interpreted",
    "keep_interpretations",
    "life_of",
    "named_documents",
    "named_policy",
    "note_published",
    "number_key",
    "record_fact",
    "released_together",
    "resolve_all",
    "same_source",
    "sign_off",
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
