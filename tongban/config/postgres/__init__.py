"""The project's own thin PostgreSQL backend: composite keys for routed tables, no deferrable constraints."""
