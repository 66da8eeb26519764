"""Addresses of tasks, rounds and progress."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.supervision.views.desk import overview, rounds, task_acts, tasks

urlpatterns: list[URLPattern] = [
    path("list/", tasks.tasks, name="tasks"),
    path("mine/", tasks.mine, name="mine"),
    path("overview/", overview.overview, name="overview"),
    path("task/<int:pk>/", tasks.task, name="task"),
    path("task/<int:pk>/change/", task_acts.ask_change, name="ask-change"),
    path("task/<int:pk>/units/", task_acts.ask_units, name="ask-units"),
    path("task/<int:pk>/close/", task_acts.close, name="close-task"),
    path("task/<int:pk>/milestone/", task_acts.add_milestone, name="add-milestone"),
    path("task/<int:pk>/words/", task_acts.public_words, name="public-words"),
    path("milestones/<int:pk>/reach/", task_acts.reach_milestone, name="reach-milestone"),
    path("changes/<int:pk>/", task_acts.change, name="change"),
    path("parts/<int:pk>/", tasks.part, name="part"),
    path("parts/<int:pk>/breakdown/", task_acts.break_down, name="break-down"),
    path("parts/<int:pk>/file/", task_acts.prove_by_file, name="prove-by-file"),
    path("parts/<int:pk>/publication/", task_acts.prove_by_publication, name="prove-by-publication"),
    path("parts/<int:pk>/record/", task_acts.prove_by_record, name="prove-by-record"),
    path("proofs/<int:pk>/file/", task_acts.proof_file, name="proof-file"),
    path("proofs/<int:pk>/verify/", task_acts.verify, name="verify"),
    path("proofs/<int:pk>/return/", task_acts.return_proof, name="return-proof"),
    path("reports/<int:pk>/", task_acts.report, name="report"),
    path("reports/<int:pk>/accept/", task_acts.accept_report, name="accept-report"),
    path("reports/<int:pk>/return/", task_acts.return_report, name="return-report"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.new, name="new-rounds"),
    path("rounds/<int:pk>/", rounds.one, name="round"),
    path("rounds/<int:pk>/close/", rounds.close, name="close-round"),
]
