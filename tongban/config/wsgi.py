"""What granian serves."""

import os
from multiprocessing import parent_process

from django.core.wsgi import get_wsgi_application

from tongban.config.processes import die_with

# Each worker of granian reads this: none survives a killed main process.
if (main := parent_process()) and main.pid and os.environ.get("TONGBAN_SUPERVISED") == "1":
    die_with(main.pid)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")

application = get_wsgi_application()
