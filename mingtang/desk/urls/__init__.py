"""Addresses of the desk, under /desk/."""

from mingtang.desk.urls import drafting, system, work

app_name = "desk"
urlpatterns = [*work.urlpatterns, *drafting.urlpatterns, *system.urlpatterns]
