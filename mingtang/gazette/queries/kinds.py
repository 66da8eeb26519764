"""Which kinds of information are policy documents, and which a gazette never prints."""

from __future__ import annotations

from django.db.models import OuterRef, Q, Subquery

from mingtang.gazette.labels import KIND
from mingtang.publishing.api import Kind, KindVersion

# Policy documents by name; further kinds are known by their page.
POLICY_KINDS = ("policy", "rule")
POLICY_PAGE = "policy"
NEVER_PRINTED = ("news", "enforcement", KIND)


def policy_kinds() -> list[str]:
    """Codes of the kinds that are policy documents: of these names, or with the page of a policy."""
    newest = KindVersion.objects.filter(kind=OuterRef("pk")).order_by("-number").values("page")[:1]
    rows = Kind.objects.annotate(page=Subquery(newest))
    return list(rows.filter(Q(page=POLICY_PAGE) | Q(code__in=POLICY_KINDS)).values_list("code", flat=True))


def never_printed() -> list[int]:
    """Kinds of which a gazette prints nothing: news, single decisions of enforcement, and issues themselves."""
    return list(Kind.objects.filter(code__in=NEVER_PRINTED).values_list("pk", flat=True))
