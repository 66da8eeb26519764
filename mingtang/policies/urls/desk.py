from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.policies.urls import exchange, gathered, interpretations, validity
from mingtang.policies.views import desk_past_texts, desk_relations

app_name = "policies-desk"
urlpatterns: list[URLPattern] = [
    *exchange.DESK,
    *gathered.DESK,
    *interpretations.DESK,
    *validity.DESK,
    path("relations/", desk_relations.relations, name="relations"),
    path("relations/answer", desk_relations.answer, name="relations-answer"),
    path("relations/<int:pk>/read", desk_relations.read, name="relations-read"),
    path("past-texts/<int:pk>/", desk_past_texts.past_texts, name="past-texts"),
]
