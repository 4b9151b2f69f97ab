"""What Alembic runs to go through the steps, on the connection it is given."""

from __future__ import annotations

from alembic import context

from complaintkit.storage.sqlalchemy_schema import VERSION_TABLE, metadata

if __name__ == "env_py":  # as Alembic names it; whoever else imports this file migrates nothing
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=metadata, version_table=VERSION_TABLE
    )
    with context.begin_transaction():
        context.run_migrations()
