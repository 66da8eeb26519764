"""Looking again at what is public: when the lists change, what went out under old ones is checked under the new."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from mingtang.core.refusals import Refused
from mingtang.publishing.models import CheckRun, CleanupTask, Edition, EditionState
from mingtang.publishing.models.leaving import CleanupReason
from mingtang.publishing.services.checking import lists_version, run_checks
from mingtang.publishing.services.leaving import CLEANUP_DAYS

A_NIGHT = 5000


def rescan_public(today: date, limit: int = A_NIGHT) -> int:
    """Check up to `limit` public editions not yet checked with the present lists, newest first; returns how many.

    Personal data found raises a clean-up task for the unit that published (谁公开、谁清理).
    """
    done = CheckRun.objects.filter(lists_version=lists_version()).values("revision")
    waiting = (
        Edition.objects.filter(state=EditionState.LIVE)
        .exclude(live_revision__in=done)
        .select_related("live_revision__content", "live_revision__kind_version")
        .order_by("-published_at", "-pk")[:limit]
    )
    seen = 0
    for edition in waiting:
        seen += 1
        if edition.live_revision is not None and _leaks(edition.live_revision):
            _raise_task(edition, today)
    return seen


def _leaks(revision: Any) -> bool:
    try:
        findings = run_checks(revision)
    except Refused:  # an attachment that cannot be opened any more is told by its own handler
        return False
    return any(f.kind == "personal_data" and f.severity == "block" and f.waived_at is None for f in findings)


def _raise_task(edition: Edition, today: date) -> None:
    CleanupTask.objects.get_or_create(
        edition=edition,
        decision="",
        defaults={
            "organisation_id": edition.organisation_id,
            "reason": CleanupReason.PERSONAL_DATA,
            "note": "词表更新后复查发现疑似个人信息",
            "raised_on": today,
            "due_on": today + timedelta(days=CLEANUP_DAYS),
        },
    )
