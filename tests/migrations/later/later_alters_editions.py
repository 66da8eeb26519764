"""Adds a column and widens another: on SQLite both make the table anew, and its triggers are lost on the way."""

from pathlib import Path

from django.db import migrations, models

from mingtang.publishing import migrations as present

NEWEST = max(path.stem for path in Path(present.__file__).parent.glob("0*.py"))


class Migration(migrations.Migration):
    dependencies = [("publishing", NEWEST)]

    operations = [
        migrations.AddField("edition", "later_note", models.CharField(max_length=20, default="以前没有")),
        migrations.AlterField("edition", "title", models.CharField("标题", max_length=400)),
    ]
