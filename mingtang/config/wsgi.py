import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.config.settings")
django = get_wsgi_application()

from mingtang.portal.middleware import ShortWay  # noqa: E402 (needs the loaded settings)

application = ShortWay(django)
