"""Editing the gazette, under /desk/gazette/."""

from django.urls import URLPattern, path

from mingtang.gazette.views.desk import distribution, gazettes, issues, old

app_name = "gazette-desk"
urlpatterns: list[URLPattern] = [
    path("", gazettes.gazettes, name="gazettes"),
    path("new/", gazettes.new, name="new"),
    path("<int:pk>/", gazettes.gazette, name="gazette"),
    path("<int:pk>/settings/", gazettes.settings, name="settings"),
    path("<int:pk>/cycle/", gazettes.cycle_report, name="cycle"),
    path("<int:pk>/plan/", issues.plan, name="plan"),
    path("<int:pk>/import/", old.import_table, name="import"),
    path("<int:pk>/stage/", old.stage, name="stage"),
    path("<int:pk>/points/", distribution.points, name="points"),
    path("<int:pk>/sent.csv", distribution.all_sent_csv, name="all-sent-csv"),
    path("points/<int:pk>/", distribution.point, name="point"),
    path("issues/<int:pk>/", issues.issue, name="issue"),
    path("issues/<int:pk>/change/", issues.change, name="change"),
    path("issues/<int:pk>/give-up/", issues.give_up, name="give-up"),
    path("issues/<int:pk>/take-in/", issues.take_in, name="take-in"),
    path("issues/<int:pk>/compose/", issues.compose, name="compose"),
    path("issues/<int:pk>/hand-in/", issues.hand_in, name="hand-in"),
    path("issues/<int:pk>/scan/", issues.scan, name="scan"),
    path("issues/<int:pk>/sent/", distribution.sent, name="sent"),
    path("entries/<int:pk>/take-out/", issues.take_out, name="take-out"),
    path("entries/<int:pk>/move/", issues.move, name="move"),
    path("sent/<int:pk>/correct/", distribution.correct, name="correct"),
]
