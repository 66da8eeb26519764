"""Making a home: what it was made as, and the kinds of information that ship with the product."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from django.db import transaction

from mingtang.core.elements import api as elements
from mingtang.core.refusals import Refused
from mingtang.publishing.models import Installation, Kind, KindVersion


class WrongHome(Refused):
    """This home was made as something else."""


@transaction.atomic
def install(*, demonstration: bool) -> Installation:
    """Mark a new home. A demonstration never becomes a real installation, nor the other way round."""
    home, new = Installation.objects.get_or_create(pk=1, defaults={"is_demonstration": demonstration})
    if not new and demonstration and not home.is_demonstration:
        raise WrongHome("这里是正式环境，不能装入演示数据。请用另一个 MINGTANG_HOME。")
    return home


def is_demonstration() -> bool:
    return Installation.objects.filter(is_demonstration=True).exists()


def shipped_kinds() -> list[dict[str, Any]]:
    """The kinds in `mingtang/data/kinds`, by file name."""
    folder = files("mingtang.data").joinpath("kinds")
    return [
        json.loads(file.read_text(encoding="utf-8"))
        for file in sorted(folder.iterdir(), key=lambda f: f.name)
        if file.name.endswith(".json")
    ]


@transaction.atomic
def load_kinds() -> int:
    """Load the shipped kinds; one whose data has changed gets a new version, and old revisions keep theirs."""
    return sum(load_kind(data, order=order) for order, data in enumerate(shipped_kinds()))


@transaction.atomic
def load_kind(data: Mapping[str, Any], *, order: int = 0) -> bool:
    """Load one kind from its data; True when that made a new version. ElementError where an element is wrong."""
    elements.parse(data["elements"])
    kind, _ = Kind.objects.update_or_create(
        code=data["code"], defaults={"name": data["name"], "order": order}
    )
    wanted = {
        "elements": data["elements"],
        "list_columns": data.get("list_columns", []),
        "page": data.get("page", "document"),
        "publish_within": data.get("publish_within", {}),
        "public_until": data.get("public_until", {}),
        "title_rules": data.get("title_rules", {}),
    }
    last = kind.versions.order_by("-number").first()
    if last is not None and all(getattr(last, name) == value for name, value in wanted.items()):
        return False
    KindVersion.objects.create(kind=kind, number=last.number + 1 if last else 1, **wanted)
    return True
