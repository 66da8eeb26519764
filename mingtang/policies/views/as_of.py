"""A document of the library as of a day: its force on that day, and its text as far as it may still be read."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mingtang.core.design.api import Crumb, Tag, public_not_found, public_page, public_site
from mingtang.law.validity import AMENDED_LABEL
from mingtang.policies.queries.history import life_of, text_on, version_on
from mingtang.policies.views.parts import TONES, sentence_of
from mingtang.publishing import api as publishing


@require_safe
def as_of(request: HttpRequest, public_id: str) -> HttpResponse:
    """`?on=YYYY-MM-DD`; today where no day is given."""
    present = publishing.public_edition(public_id, public_site(request))
    if present is None or present.live_revision is None:
        return public_not_found(request)
    said = request.GET.get("on", "")
    day = _day(said)
    life = life_of(present.publication_id, day or localdate())
    if life is None:
        return public_not_found(request)
    text = text_on(present.publication, day) if day else None
    title = publishing.content_of(present.live_revision).title
    content = (
        publishing.content_of(text.edition.live_revision) if text and text.edition.live_revision else None
    )
    context = {
        "title": title,
        "address": present.publication.get_absolute_url(),
        "day": day or localdate(),
        "problem": "" if day else f"“{said[:20]}”不是日期，请按 2026-09-01 这样填写。",
        "tag": Tag(life.state.force.label, TONES.get(life.state.force, "bad")),
        "amended": Tag(AMENDED_LABEL, "warn") if life.state.amended else None,
        "sentence": sentence_of(life).replace("本文件", "这一天，本文件", 1),
        "life": life,
        "text": text,
        "content": content,
        "body": publishing.sanitise(content.body) if content else "",
        "other": version_on(life.policy, day) if day else None,
        "crumbs": [
            Crumb("首页", "/"),
            Crumb(title, present.publication.get_absolute_url()),
            Crumb("按日期查看"),
        ],
        "noindex": True,
    }
    named = life.mentions | {public_id}
    return public_page(request, "policies/as_of.html", context, mentions=named)


def _day(said: str) -> date | None:
    if not said:
        return localdate()
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
