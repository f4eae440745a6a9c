"""Numbers that name people, bodies, items, licences and places: read, checked, built. One module for each subject."""
