"""Addresses of the library on the public site. Those of documents are the portal's; they are permanent."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.policies.urls import exchange, gathered, interpretations
from mingtang.policies.views import as_of, public

app_name = "policies"
urlpatterns: list[URLPattern] = [
    path("policies/", public.library, name="library"),
    path("policies/feed.xml", public.feed, name="feed"),
    path("policies/<slug:public_id>/as-of", as_of.as_of, name="as-of"),
    *exchange.PUBLIC,
    *gathered.PUBLIC,
    *interpretations.PUBLIC,
]
