from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "mingtang.assessments"
    label = "assessments"
    verbose_name = "考核评价"
