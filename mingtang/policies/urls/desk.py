from __future__ import annotations

from django.urls import URLPattern

from mingtang.policies.urls import gathered

app_name = "policies-desk"
urlpatterns: list[URLPattern] = [*gathered.DESK]
