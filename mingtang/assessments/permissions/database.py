"""What the database itself refuses: changes of schemes in force and of frozen assessments."""

from __future__ import annotations

from mingtang.core.triggers.api import Declared, NoTruncate, Trigger, append_only, never_removed

SCHEME = "assessments_scheme"
PARTS = ("assessments_schemeindicator", "assessments_schemeperiod", "assessments_schemeunit")
ASSESSMENT = "assessments_assessment"
LINE = "assessments_scoreline"
OBJECTION = "assessments_objection"
USE = "assessments_use"

_FIXED = "考核方案已经执行，不能再改；请另起新版本"
_FROZEN = "考核结果已经定版，不能再改"
_NOT_DRAFT = f"EXISTS (SELECT 1 FROM {SCHEME} s WHERE s.id = {{row}}.scheme_id AND s.state <> 'draft')"
_IS_FROZEN = (
    f"EXISTS (SELECT 1 FROM {ASSESSMENT} a WHERE a.id = {{row}}.assessment_id AND a.state = 'frozen')"
)
_LINE_IS_FROZEN = (
    f"EXISTS (SELECT 1 FROM {LINE} l JOIN {ASSESSMENT} a ON a.id = l.assessment_id "
    "WHERE l.id = {row}.line_id AND a.state = 'frozen')"
)


def _held(table: str, condition: str, message: str) -> list[Declared]:
    """No row comes, changes or goes while the thing above it is fixed."""
    old, new = condition.format(row="OLD"), condition.format(row="NEW")
    return [
        Trigger(table, "INSERT", "fixed", new, message),
        Trigger(table, "UPDATE", "fixed", f"{old} OR {new}", message),
        Trigger(table, "DELETE", "fixed", old, message),
        NoTruncate(table, message),
    ]


TRIGGERS: list[Declared] = [
    Trigger(
        SCHEME,
        "UPDATE",
        "fixed",
        "OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.id <> OLD.id OR NEW.year <> OLD.year "
        "OR NEW.version <> OLD.version OR NEW.name <> OLD.name OR NEW.basis <> OLD.basis "
        "OR NEW.organisation_id <> OLD.organisation_id OR NEW.objection_days <> OLD.objection_days)",
        _FIXED,
    ),
    Trigger(SCHEME, "DELETE", "fixed", "OLD.state <> 'draft'", _FIXED),
    *(trigger for table in PARTS for trigger in _held(table, _NOT_DRAFT, _FIXED)),
    Trigger(ASSESSMENT, "UPDATE", "frozen", "OLD.state = 'frozen'", _FROZEN),
    *never_removed(ASSESSMENT, "考核不能删除", unique=(("period_id",),)),
    *_held(LINE, _IS_FROZEN, _FROZEN),
    *_held(OBJECTION, _LINE_IS_FROZEN, _FROZEN),
    *append_only(USE, "结果运用登记不能修改或删除"),
]
