from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("publishing", "0008_facets"),
    ]

    operations = [
        migrations.AddField(
            model_name="site",
            name="badge",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="files.storedfile",
                verbose_name="党政机关网站标识",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="badge_address",
            field=models.CharField(blank=True, max_length=300, verbose_name="党政机关网站标识查询地址"),
        ),
        migrations.AddField(
            model_name="kindversion",
            name="title_rules",
            field=models.JSONField(default=dict, verbose_name="标题规范"),
        ),
    ]
