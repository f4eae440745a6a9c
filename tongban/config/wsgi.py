"""What granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from tongban.config.processes import die_with_parent

if os.environ.get("TONGBAN_SUPERVISED") == "1":
    die_with_parent()  # each worker of granian runs this: none survives a killed main process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")

application = get_wsgi_application()
