"""The one test, in SQL, of what the public is offered at the instant `at`.

Aliases: `e` the entry, `l` its leaf, `i` the item. `rules.offers.find_absence` says the same of one item, and why not.
"""

LEAF_STANDS = """(l.cancelled_from IS NULL OR l.cancelled_from > %(at)s)
    AND (e.cancelled_from IS NULL OR e.cancelled_from > %(at)s)
    AND (e.in_force_from IS NULL OR e.in_force_from <= %(at)s)
    AND (e.paused_from IS NULL OR e.paused_from > %(at)s OR e.paused_until <= %(at)s)"""
ITEM_OFFERED = """i.state = 'published' AND i.offered_from <= %(at)s
    AND (i.offered_until IS NULL OR i.offered_until > %(at)s)"""
