"""考核评价 on the desk, under /desk/assessments/."""

from django.urls import URLPattern, path

from mingtang.assessments.views import lines, results, schemes

app_name = "assessments-desk"
urlpatterns: list[URLPattern] = [
    path("", schemes.home, name="home"),
    path("new/", schemes.new, name="new"),
    path("schemes/<int:pk>/", schemes.scheme, name="scheme"),
    path("schemes/<int:pk>/change/", schemes.change, name="change"),
    path("schemes/<int:pk>/indicators/new/", schemes.new_indicator, name="new-indicator"),
    path("schemes/<int:pk>/periods/", schemes.periods, name="periods"),
    path("schemes/<int:pk>/units/", schemes.units, name="units"),
    path("schemes/<int:pk>/put-in-force/", schemes.put_in_force, name="put-in-force"),
    path("schemes/<int:pk>/new-version/", schemes.new_version, name="new-version"),
    path("schemes/<int:pk>/year/", results.year, name="year"),
    path("schemes/<int:pk>/year.<str:form>", results.export_year, name="export-year"),
    path("indicators/<int:pk>/", schemes.indicator, name="indicator"),
    path("periods/<int:pk>/begin/", results.begin, name="begin"),
    path("<int:pk>/", results.assessment, name="assessment"),
    path("<int:pk>/by-hand/<int:indicator>/", results.by_hand, name="by-hand"),
    path("<int:pk>/act/<str:name>/", results.act, name="act"),
    path("<int:pk>/use/", results.use, name="use"),
    path("<int:pk>/scores.<str:form>", results.export, name="export"),
    path("<int:pk>/units/<int:organisation>/", lines.unit, name="unit"),
    path("lines/<int:pk>/", lines.line, name="line"),
]
