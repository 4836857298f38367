"""Runs migrations through the connection that `kipux.adapters.postgres.migrate` has opened and locked."""

from alembic import context

from kipux.adapters.postgres.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table="alembic_versions",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
