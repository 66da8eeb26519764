"""What the database itself refuses on the audit chain."""

from mingtang.core.triggers.api import Declared, Trigger, never_removed

_MESSAGE = "审计记录只能增加，不能修改或删除"

TRIGGERS: list[Declared] = [
    Trigger(
        "audit_entry",
        "UPDATE",
        "only_erasure",
        # The one change allowed: details and salt become empty together, everything else stays.
        "NOT (NEW.details IS NULL AND NEW.salt IS NULL AND NEW.id = OLD.id AND NEW.seq = OLD.seq"
        " AND NEW.at = OLD.at AND NEW.action = OLD.action AND NEW.about_type = OLD.about_type"
        " AND NEW.about_id = OLD.about_id AND NOT (NEW.actor_id @DISTINCT@ OLD.actor_id)"
        " AND NEW.actor_name = OLD.actor_name AND NEW.actor_role = OLD.actor_role"
        " AND NEW.digest = OLD.digest AND NEW.previous_hash = OLD.previous_hash AND NEW.hash = OLD.hash)",
        _MESSAGE,
    ),
    *never_removed("audit_entry", _MESSAGE, unique=(("seq",), ("hash",))),
    *never_removed("audit_chainhead", "审计链尾不能删除"),
]
