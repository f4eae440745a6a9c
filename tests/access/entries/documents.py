"""Documents are made of data the caller may see; nothing is kept."""

from tests.access.kinds import Internal

ANYBODY = Internal("the caller has read the data under its own right")

ENTRIES = {
    "documents.queries.list_templates": ANYBODY,
    "documents.queries.render_pdf": ANYBODY,
    "documents.queries.render_for_seal": ANYBODY,
    "documents.queries.render_drawing": ANYBODY,
    "documents.queries.render_drawing_ofd": ANYBODY,
    "documents.queries.render_drawing_pdf": ANYBODY,
    "documents.queries.find_undrawable": ANYBODY,
}
