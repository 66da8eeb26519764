import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.config.settings")
django = get_wsgi_application()

from mingtang.portal.middleware import ShortWay  # noqa: E402 (needs the loaded settings)

application = ShortWay(django)

# What was loaded stays for the life of the process: looking through it again would halt a request for 60 ms.
gc.collect()
gc.freeze()
