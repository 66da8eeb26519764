from __future__ import annotations

from django.db.models import QuerySet

from mingtang.core.events.models import Delivery, DeliveryState


def failed() -> QuerySet[Delivery]:
    """What was given up, newest first: the list that someone must look at."""
    return Delivery.objects.filter(state=DeliveryState.FAILED).order_by("-announced_at", "-id")


def owed() -> QuerySet[Delivery]:
    """All that is still owed, whether due or waiting for its next try."""
    return Delivery.objects.filter(state__in=[DeliveryState.OWED, DeliveryState.CLAIMED])
