from __future__ import annotations

import pytest
from django.db import connection

from mingtang.publishing.services.statistics import keep_statistics
from mingtang.publishing.testing import DAY, published

if connection.vendor == "sqlite":  # PostgreSQL keeps its statistics by itself

    def test_the_planner_is_told_what_the_lists_hold(government):
        published(government, column=government.child)

        keep_statistics(DAY)

        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat1")
            known = {table for (table,) in cursor.fetchall()}
        wanted = {"publishing_placement", "publishing_edition", "publishing_revision", "publishing_signature"}
        assert known >= wanted


@pytest.mark.django_db
def test_it_may_be_asked_on_either_engine_at_any_time():
    keep_statistics()
    keep_statistics(DAY)
    assert connection.is_usable()
