"""Who may call what of routing."""

from tests.access.kinds import Internal

ENTRIES = {
    "routing.commands.spend": Internal("a command spends the key of its own request"),
    **dict.fromkeys(
        (
            f"routing.commands.{name}"
            for name in ("read_key", "insert", "insert_many", "update", "write", "values_of", "values_of_many")
        ),
        Internal("a part of another app's statement, which has checked the right to"),
    ),
    "routing.commands.forget_spent_keys": Internal("the worker's upkeep"),
    "routing.queries.find_result": Internal("the app whose key it is says who may ask"),
    "routing.queries.value_of": Internal("a part of spending a key"),
    "routing.commands.reseal": Internal("whoever owns the rows has checked the right to"),
    "routing.commands.reseal_all": Internal("whoever owns the rows has checked the right to"),
}
