"""What the processes of these tests do. Each acknowledged act is a line on standard output, written after its commit.

acting.py forks      for every line read, fork a process that does what the line says: `web` or `worker`
acting.py report     what stands in the database, as JSON
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections import Counter
from datetime import date

DAY = date(2026, 11, 20)


def main(what: str) -> None:
    from mingtang.config.output import start_django

    start_django()
    if what == "forks":
        _forks()
    else:
        _say(json.dumps(_report(), ensure_ascii=False))


def _say(*words: object) -> None:
    # One write for one line: the processes share the pipe, and a killed one must not leave half a line.
    line = (" ".join(map(str, words)) + "\n").encode()
    while line:
        line = line[os.write(1, line) :]


def _forks() -> None:
    """Django is loaded once; each process forks before it has opened a connection, and is killed from outside."""
    from mingtang.config.commands import worker_  # noqa: F401 (loaded before the first fork)
    from mingtang.inspections import api as _inspections  # noqa: F401
    from mingtang.publishing import testing as _testing  # noqa: F401
    from tests.durability import wiring as _wiring  # noqa: F401

    children: list[int] = []
    for line in sys.stdin:
        if line.strip() == "reap":
            while children:
                os.waitpid(children.pop(), 0)
            _say("reaped")
            continue
        child = os.fork()
        if child == 0:
            _work(line.strip())
        children.append(child)
        _say("started", line.strip(), child)


def _work(role: str) -> None:
    try:
        if role == "web":
            _sign_and_publish()
            _say("finished")
        else:
            from mingtang.config.cli import main as mingtang

            mingtang(["worker"])
    except BaseException:
        traceback.print_exc()
        _say("failed", role)
    finally:
        os._exit(0)


def _sign_and_publish() -> None:
    """What the last reviewer and the contact do all day: sign the last step, publish, next."""
    from mingtang.core.accounts.models import User
    from mingtang.publishing.api import Edition, newest_revision, publish_now, sign
    from mingtang.publishing.testing import GATE_CODES

    reviewer, contact = (User.objects.get(name=name) for name in ("郑终审", "林信息"))
    for edition in Edition.objects.filter(state__in=["in_review", "ready"]).order_by("pk"):
        if edition.state == "in_review":
            shown = newest_revision(edition).content_hash
            sign(edition, "level3", by=reviewer, on=DAY, seen_hash=shown, gates=GATE_CODES, proof_read=True)
            _say("signed", edition.pk)
        publish_now([edition], by=contact, on=DAY)
        _say("published", edition.pk)


def _report() -> dict[str, object]:
    from django.utils.timezone import localdate

    from mingtang.core.audit import api as audit
    from mingtang.core.events.models import Delivery
    from mingtang.core.messages.api import Notice
    from mingtang.publishing.api import (
        ColumnMonth,
        Edition,
        LiveEdition,
        Placement,
        Release,
        Signature,
        verify,
    )

    live = Edition.objects.filter(state="live").order_by("pk")
    recorded = Counter(json.loads(text)["revision"] for text, _ in audit.recorded("publishing.published"))
    return {
        "live": [edition.pk for edition in live],
        "signed": sorted(
            Signature.objects.filter(step="level3").values_list("revision__edition_id", flat=True)
        ),
        "rows": sorted(LiveEdition.objects.values_list("pk", "title"))
        == sorted(live.values_list("pk", "title")),
        "places": dict(Counter(Counter(Placement.objects.values_list("live_id", flat=True)).values())),
        "listed_in_months": sum(ColumnMonth.objects.values_list("count", flat=True)),
        "this_month": localdate().replace(day=1) in set(ColumnMonth.objects.values_list("month", flat=True)),
        "recorded_once": [edition.pk for edition in live if recorded[edition.live_revision_id] == 1],
        "signatures": sorted(
            set(
                Counter(
                    Signature.objects.filter(revision__in=live.values("live_revision")).values_list(
                        "revision_id", flat=True
                    )
                ).values()
            )
        ),
        "released": Release.objects.filter(state="released").count(),
        "releases": Release.objects.exclude(state="released").count(),
        "owed": Delivery.objects.exclude(state="done").count(),
        "told": sorted(
            int(key.rsplit("-", 1)[1])
            for key in Notice.objects.filter(key__startswith="published-").values_list("key", flat=True)
        ),
        "faults": [f"{fault.about}：{fault.what}" for fault in verify()],
    }


if __name__ == "__main__":
    main(sys.argv[1])
