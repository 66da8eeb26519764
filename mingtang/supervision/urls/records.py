"""Addresses of records and measured indicators."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.supervision.views.desk import indicators, record_lists, records

urlpatterns: list[URLPattern] = [
    path("records/", record_lists.kinds, name="records"),
    path("records/all/", record_lists.everything, name="records-all"),
    path("records/one/<int:pk>/", records.record, name="record"),
    path("records/one/<int:pk>/change/", records.change, name="record-change"),
    path("records/one/<int:pk>/complete/", records.complete, name="record-complete"),
    path("records/one/<int:pk>/correct/", records.correct, name="record-correct"),
    path("records/one/<int:pk>/void/", records.void, name="record-void"),
    path("records/one/<int:pk>/proofs/", records.add_proof, name="record-proof-add"),
    path("records/one/<int:pk>/steps/", records.add_step, name="record-step"),
    path("records/proofs/<int:pk>/", records.proof, name="record-proof"),
    path("records/proofs/<int:pk>/take-away/", records.take_proof_away, name="record-proof-take"),
    path("records/<slug:code>/", record_lists.listed, name="records-of"),
    path("records/<slug:code>/new/", records.new, name="record-new"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/rows/<slug:code>/", indicators.rows, name="indicator-rows"),
    path("indicators/task/<int:pk>/", indicators.of_task, name="task-indicators"),
    path("indicators/<int:pk>/unbind/", indicators.unbind, name="indicator-unbind"),
]
