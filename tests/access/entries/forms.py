"""Who may call what of the forms."""

from tests.access.kinds import Public

FORMS = Public("what a form asks is public, and nothing is kept here")

ENTRIES = {
    f"forms.queries.{name}": FORMS
    for name in (
        *(
            "get_dictionary",
            "get_form",
            "get_schema",
            "list_faults",
            "list_sheet",
            "sample_values",
            "keep",
            "read",
            "validate",
            "view",
        ),
        *("wants_update", "sample_values", "tell", "is_english", "label_of", "limits_told", "sentences", "spoken"),
        "write_value",
    )
}
