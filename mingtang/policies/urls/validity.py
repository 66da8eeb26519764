"""Addresses of 文件效力 and 集中确认 on the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.policies.views import desk_campaigns, desk_validity

DESK: list[URLPattern] = [
    path("validity/<int:pk>/", desk_validity.document, name="validity"),
    path("validity/<int:pk>/void/<int:fact>/", desk_validity.void, name="validity-void"),
    path("expiring/", desk_validity.near_end, name="expiring"),
    path("incomplete/", desk_validity.gaps, name="incomplete"),
    path("campaigns/", desk_campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", desk_campaigns.new, name="campaign-new"),
    path("campaigns/<int:pk>/", desk_campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/act/", desk_campaigns.act, name="campaign-act"),
    path("campaigns/answers/<int:pk>/", desk_campaigns.answer, name="campaign-answer"),
]
