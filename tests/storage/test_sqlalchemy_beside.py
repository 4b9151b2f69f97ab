"""The store's tables beside those of a CRM: its migrations, a schema of their own, a role that may change no table."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from complaintkit.errors import InvalidInput
from complaintkit.storage import sqlalchemy_schema as db
from tests.storage.servers import url_of
from tests.storage.shop import CLERK, desk_on, file, walk


def not_ours(name, type_, parent_names):
    """What the page on embedding tells a CRM to put into its env.py."""
    return type_ != "table" or not name.startswith("ck_")


def wanted(connection, **options):
    """What Alembic would change for a CRM with one table, which is not there yet."""
    crm = sa.MetaData()
    sa.Table("tickets", crm, sa.Column("id", sa.String(20), primary_key=True))
    context = MigrationContext.configure(connection, opts=options)
    return {(what[0], what[1].name) for what in compare_metadata(context, crm) if isinstance(what, tuple)}


def test_a_crm_s_own_alembic_leaves_our_tables_alone(made):
    """With the hook of the docs it sees its own table alone; without it, it would drop ours."""
    store = made.store(made.new())
    with made.connection(store) as own:
        assert wanted(own, include_name=not_ours) == {("add_table", "tickets")}
        assert ("remove_table", "ck_events") in wanted(own)
        assert ("remove_table", db.VERSION_TABLE) in wanted(own)


def test_the_tables_may_stand_in_a_schema_of_their_own(server):
    """By the search path of the URL; two schemas of one database are two stores."""
    url = sa.make_url(server.new())
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as own:
        own.exec_driver_sql("CREATE SCHEMA complaints")
        own.exec_driver_sql("CREATE SCHEMA claims")
    paths = [url.update_query_dict({"options": f"-csearch_path={path}"}) for path in ("complaints,public", "claims")]
    here, there = (server.store(path.render_as_string(hide_password=False)) for path in paths)
    desk, _ = desk_on(here)
    case = file(desk)
    assert desk.act(case.id, "accept", by=CLERK, to="bea").version == 2
    assert desk_on(there)[0].find().cases == ()
    with sa.create_engine(paths[0], poolclass=sa.NullPool).connect() as own:
        assert set(sa.inspect(own).get_table_names("public")) == set()
        assert "ck_events" in sa.inspect(own).get_table_names("complaints")
        with desk.using(own):
            file(desk, 2)
        own.commit()
        with pytest.raises(InvalidInput, match="another database"), desk_on(there)[0].using(own):
            pass
    assert len(desk.find().cases) == 2


def test_a_role_that_may_change_no_table_is_enough_to_work_with(server):
    """Whoever deploys makes the tables; the application reads and writes rows."""
    owner = server.store(server.new())
    role = f"ck_{uuid.uuid4().hex[:12]}"
    url = sa.make_url(url_of(owner))
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as own:
        for sql in (
            f"CREATE ROLE {role} LOGIN PASSWORD 'hush'",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
        ):
            own.exec_driver_sql(sql)
    try:
        given = url.set(username=role, password="hush").render_as_string(hide_password=False)
        desk, clock = desk_on(server.store(given, migrate=False))
        walk(desk, clock)
        assert desk.verify().ok
    finally:
        with admin.connect() as own:
            own.exec_driver_sql(f"DROP OWNED BY {role}")
            own.exec_driver_sql(f"DROP ROLE {role}")
