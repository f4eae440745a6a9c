"""The settings of a served site, and beside its addresses one view that answers the bytes of a file."""

from tongban.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.served_urls"
KEPT_ASKED_EVERY = 0.5
