"""What granian serves."""

import gc
import os
from multiprocessing import parent_process

from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import reset_queries

from tongban.config.processes import die_with

# Each worker of granian reads this: none survives a killed main process.
if (main := parent_process()) and main.pid and os.environ.get("TONGBAN_SUPERVISED") == "1":
    die_with(main.pid)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")

application = get_wsgi_application()

# Of what Django does at each request two things are in vain here: emptying a log of statements that nobody keeps, and
# closing caches, which lie in the database.
request_started.disconnect(reset_queries)
request_finished.disconnect(close_caches)

# What was loaded by now stays for the life of the worker: it need not be looked through for circles again and again,
# nor whenever a page has made seven hundred objects more than it has dropped.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
