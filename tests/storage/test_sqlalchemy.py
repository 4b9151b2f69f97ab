"""The store on SQLAlchemy: what it keeps beside what the contract tries, its tables, its errors, its isolation."""

from __future__ import annotations

import subprocess
import sys
import threading
from itertools import count

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from complaintkit.errors import IntegrityError, InvalidInput, StaleVersion, StoreError, UnknownTenant
from complaintkit.storage import MemoryStore, SQLAlchemyStore
from complaintkit.storage import sqlalchemy_schema as db
from tests.storage.servers import KINDS, url_of
from tests.storage.shop import BOSS, CLERK, desk_on, file, shop, walk, without_chance, yuan

SERVERS = [kind for kind in KINDS if kind != "sqlite"]


def change(url, *statements):
    """Change a database behind the store's back."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount, f"nothing was changed by: {statement}"


def test_it_keeps_what_the_memory_store_keeps(made):
    """The same commands leave the same on both stores, and so they do when the database is opened again."""
    told, store = [], made.store()
    for kept in (MemoryStore(), store):
        numbers = count(1)
        desk, clock = desk_on(kept, ids=lambda numbers=numbers: f"case-{next(numbers)}")
        walk(desk, clock)
        assert desk.verify().ok
        told.append(without_chance(desk))
    desk, _ = desk_on(made.again(store), now=clock.now())
    told.append(without_chance(desk))
    assert desk.verify().ok
    assert told[0] == told[1] == told[2]


def test_a_case_is_run_with_the_document_it_was_filed_under(made):
    """Another store, and another policy in the code: the open case goes on under the stored one."""
    store = made.store()
    desk, _ = desk_on(store)
    case = file(desk)
    changed, _ = desk_on(made.again(store), shop(version="9"))
    assert changed.act(case.id, "accept", by=CLERK, to="bea").policy == shop().hash


def test_what_was_changed_behind_its_back_is_found(made):
    """A changed event, an index that leads elsewhere, a moment that is not the case's, a changed document."""
    store = made.store()
    desk, _ = desk_on(store)
    case = file(desk)
    url = url_of(store)
    for statement, back, found in (
        (sa.update(db.events).values(hash="0" * 64), sa.update(db.events).values(hash=case.hash), "was changed"),
        (sa.update(db.keys).values(case_id="c9"), sa.update(db.keys).values(case_id=case.id), "are not its own"),
        (sa.update(db.cases).values(stage="done"), sa.update(db.cases).values(stage="new"), "found and woken by"),
    ):
        change(url, statement)
        faults = [what for _, what in desk.verify().faults]
        assert any(found in what for what in faults), faults
        change(url, back)
        assert desk.verify().ok
    change(url, sa.update(db.policies).values(document="{}"))
    with pytest.raises(IntegrityError, match="not the one its hash"), made.again(store).begin() as tx:
        tx.policy(shop().hash)


def test_the_steps_make_the_tables_that_are_used(made):
    """What Alembic's steps make is what the statements are written for; nothing is left to make."""
    url = made.new()
    made.store(url).close()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        options = {"version_table": db.VERSION_TABLE, "compare_type": False}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, db.metadata) == []
        assert db.standing(connection) == "current"


def test_tables_that_are_not_there_or_of_a_newer_release_are_told(made):
    """Without migrate nothing is made; a newer release's tables are left alone."""
    url = made.new()
    with pytest.raises(StoreError, match="migrate=True") as caught:
        made.store(url, migrate=False)
    assert caught.value.kind == "missing"
    made.store(url).close()
    assert made.store(url, migrate=False).path
    version = sa.table(db.VERSION_TABLE, sa.column("version_num"))
    change(url, sa.update(version).values(version_num="9999"))
    with pytest.raises(StoreError, match="upgrade complaintkit") as caught:
        made.store(url)
    assert caught.value.kind == "newer"


def test_a_database_that_cannot_be_used_is_told_without_the_password(tmp_path):
    """Nothing of the URL's secret, of statements or of values stands in the error."""
    with pytest.raises(StoreError) as caught:
        SQLAlchemyStore(f"sqlite:///{tmp_path}/nowhere/x.db")
    assert caught.value.kind == "cannot_open"
    with pytest.raises(StoreError) as caught:
        SQLAlchemyStore("postgresql+psycopg://me:hush@127.0.0.1:1/none")
    assert caught.value.kind == "cannot_open"
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (3, "URL"),
        ("", "URL"),
        ("oracle://x/y", "oracle"),
        ("sqlite://", "MemoryStore"),
        ("postgresql+nope://x/y", "no driver 'postgresql\\+nope'"),
    ],
)
def test_what_is_no_database_is_refused(wrong, told):
    """No URL, a database of another kind, SQLite without a file."""
    with pytest.raises(InvalidInput, match=told):
        SQLAlchemyStore(wrong)


def test_a_driver_that_is_not_installed_is_told_with_the_extras(monkeypatch):
    """Nothing of the URL's secret is shown."""
    monkeypatch.setitem(sys.modules, "MySQLdb", None)
    with pytest.raises(StoreError, match=r"driver 'MySQLdb' is not installed; the extras") as caught:
        SQLAlchemyStore("mysql+mysqldb://me:hush@127.0.0.1/none")
    assert caught.value.kind == "cannot_open"
    assert "hush" not in str(caught.value)


def test_without_the_extra_the_error_names_it():
    """The store is imported late; without SQLAlchemy the rest of the package works."""
    code = (
        "import sys; sys.modules['sqlalchemy'] = None\n"
        "from complaintkit.storage import MemoryStore\n"
        "try:\n    from complaintkit.storage import SQLAlchemyStore\n"
        "except ImportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "complaintkit[sqlalchemy]" in done.stdout


def test_a_statement_that_fails_quotes_no_value(made):
    """A table gone from under it: the error says so, and holds nothing of what was to be written."""
    store = made.store(made.new())
    desk, _ = desk_on(store)
    file(desk)
    engine = sa.create_engine(url_of(store), poolclass=sa.NullPool)
    with engine.begin() as connection:
        db.personal.drop(connection)
    with pytest.raises(StoreError) as caught:
        file(desk, 2)
    assert caught.value.kind == "failed"
    assert "cups" not in str(caught.value) + str(caught.value.__cause__)


def test_a_closed_store_says_so(made):
    store = made.store()
    store.close()
    with pytest.raises(StoreError, match="closed"), store.begin():
        pass


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_two_commands_that_wait_for_each_other(server):
    """Each holds the case the other wants: the database ends one, which is stale, and the other is done."""
    store = server.store()
    desk, _ = desk_on(store)
    one, two = file(desk).id, file(desk, 2).id
    other = server.again(store)
    held, ended = threading.Barrier(2), []

    def lock(kept, first, second):
        try:
            with kept.begin() as tx:
                tx.load("acme", first)
                held.wait()
                tx.load("acme", second)
            ended.append("done")
        except StaleVersion:
            ended.append("stale")

    threads = [threading.Thread(target=lock, args=given) for given in ((store, one, two), (other, two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(ended) == ["done", "stale"]


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_a_connection_that_is_cut_in_mid_transaction_loses_that_transaction_alone(server):
    """What it wrote is gone, the error says that the connection was lost, and the next command goes through."""
    store = server.store()
    desk, _ = desk_on(store)
    case = file(desk)
    admin = server.connection(store)
    with pytest.raises(StoreError) as caught, store.begin() as tx:  # noqa: PT012
        tx.count("acme", "cut")
        if server.kind == "postgresql":
            pid = tx._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            admin.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
        else:
            pid = tx._connection.exec_driver_sql("SELECT connection_id()").scalar_one()
            admin.exec_driver_sql(f"KILL {pid}")
        admin.commit()
        tx.count("acme", "cut")
    assert caught.value.kind == "io"
    assert desk.act(case.id, "accept", by=CLERK, to="bea").version == 2
    with store.begin() as tx:
        assert tx.tally("acme", "cut") == 0
    assert desk.verify().ok


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_the_isolation_is_what_is_stated(server):
    """A writing transaction reads what is committed, a reading one sees one state."""
    store = server.store()
    for reading, level in ((True, "REPEATABLE READ"), (False, "READ COMMITTED")):
        with store.begin(reading=reading) as tx:
            tx.load("acme", "none")
            if server.kind == "postgresql":
                found = tx._connection.exec_driver_sql("SHOW transaction_isolation").scalar_one().upper()
            else:
                found = tx._connection.get_isolation_level()
            assert found == level


class TestReadsByName:
    """On PostgreSQL the message that begins calls a prepared statement with the tenant and the id in it."""

    @pytest.mark.parametrize("forgets", [True, False])
    def test_a_session_that_knows_other_statements_is_used_without_them(self, server, forgets):
        """As behind a pool that gives a transaction whichever session of the server is free: what was prepared is not
        there, or is there already.
        """
        store = server.store()
        desk, _ = desk_on(store)
        with pytest.raises(UnknownTenant):
            desk.get("none")
        with store._engine.connect() as connection:
            if forgets:
                connection.exec_driver_sql("DEALLOCATE ALL")
            else:
                assert connection.info.pop("ck_prepared")
        with pytest.raises(KeyError), store.begin() as tx:  # noqa: PT012 - what is undone comes before
            assert tx.load("acme", "none") is None
            tx.count("acme", "kept")
            raise KeyError
        case = file(desk)
        assert desk.act(case.id, "accept", by=CLERK, to="bea") == desk.get(case.id)
        assert desk.verify().ok
        with store.begin(reading=True) as tx:
            assert tx.tally("acme", "kept") == 0

    @pytest.mark.parametrize("id", ["a'b", "a\\'b", "a');--", "$$x$$", "中文 ✓", "a\nb", "%s", ":x", "{x}"])
    def test_an_id_is_what_it_is(self, server, id):
        """Whatever stands in it is its text, and nothing of the statement."""
        store = server.store()
        file(desk_on(store, ids=lambda: id)[0])
        desk, _ = desk_on(server.again(store))
        assert desk.get(id).id == id
        assert desk.act(id, "accept", by=CLERK, to="bea").version == 2

    @pytest.mark.parametrize("id", ["a\0", "a\0b", "\0"])
    def test_an_id_that_no_text_of_the_server_can_be(self, server, id):
        """It is not cut off and taken for another's."""
        store = server.store()
        file(desk_on(store, ids=lambda: "a")[0])
        with pytest.raises(StoreError), store.begin() as tx:
            tx.load("acme", id)


class TestUsing:
    """Commands in the caller's own transaction."""

    @pytest.fixture
    def store(self, made):
        return made.store()

    @pytest.fixture
    def own(self, made, store):
        """The CRM's own connection, with a table of its own in the database, empty."""
        connection = made.connection(store)
        connection.exec_driver_sql("DROP TABLE IF EXISTS tickets")
        connection.exec_driver_sql("CREATE TABLE tickets (id VARCHAR(20), case_id VARCHAR(40))")
        connection.commit()
        return connection

    def tickets(self, own):
        found = own.exec_driver_sql("SELECT id FROM tickets").scalars().all()
        own.commit()
        return found

    def test_a_row_of_the_crm_and_a_complaint_commit_together(self, own, store):
        desk, _ = desk_on(store)
        own.exec_driver_sql("INSERT INTO tickets VALUES ('T-1', NULL)")
        with desk.using(own):
            case = file(desk)
            assert desk.act(case.id, "accept", by=CLERK, to="bea").number == "260301"
        assert desk.find().cases == ()
        own.commit()
        assert desk.get(case.id).version == 2
        assert self.tickets(own) == ["T-1"]
        assert desk.verify().ok

    def test_and_roll_back_together(self, own, store):
        desk, _ = desk_on(store)
        own.exec_driver_sql("INSERT INTO tickets VALUES ('T-1', NULL)")
        with desk.using(own):
            file(desk, key="k")
        own.rollback()
        assert desk.find().cases == ()
        assert self.tickets(own) == []
        assert file(desk, key="k").version == 1

    def test_an_exception_takes_back_the_commands_and_no_more(self, own, store):
        """A refused command in between takes back itself alone."""
        desk, _ = desk_on(store)
        own.exec_driver_sql("INSERT INTO tickets VALUES ('T-1', NULL)")
        with pytest.raises(ZeroDivisionError), desk.using(own):  # noqa: PT012
            file(desk)
            raise ZeroDivisionError
        with desk.using(own):
            case = file(desk, channel="post")
            desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("500")})
            with pytest.raises(Exception, match="above what"):
                desk.act(case.id, "approve", by=CLERK)
            desk.act(case.id, "approve", by=BOSS)
        own.commit()
        assert [c.version for c in desk.find().cases] == [3]
        assert self.tickets(own) == ["T-1"]
        assert [attempt.trigger for attempt in desk.attempts(case.id)] == ["approve"]

    def test_what_is_no_such_connection_is_refused(self, made, own, store):
        """To another database, one that commits by itself, no connection at all."""
        desk, _ = desk_on(store)
        elsewhere = made.connection(made.store())
        by_itself = own.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        for wrong, told in ((elsewhere, "another database"), (by_itself, "by itself"), (None, "NoneType")):
            with pytest.raises(InvalidInput, match=told), desk.using(wrong):
                pass
        by_itself.close()
        assert file(desk).version == 1


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_a_pool_that_is_used_up_is_told(server):
    """With what to do; and the store goes on once a connection is back."""
    engine = sa.create_engine(url_of(server.store()), pool_size=1, max_overflow=0, pool_timeout=0.05)
    try:
        with SQLAlchemyStore(engine, server_clock=False) as store:
            desk, _ = desk_on(store)
            with engine.connect(), pytest.raises(StoreError, match="larger pool") as caught:
                file(desk)
            assert caught.value.kind == "locked"
            assert file(desk).version == 1
    finally:
        engine.dispose()


def cut(made, store):
    """Every connection to the database of a store is cut by its server."""
    asked, cuts = {
        "postgresql": ("pid FROM pg_stat_activity WHERE datname = current_database()", "pg_terminate_backend({id})"),
        "mariadb": ("id FROM information_schema.processlist WHERE db = database()", ""),
    }[made.kind]
    with made.connection(store) as own:
        me = own.exec_driver_sql(f"SELECT {'pg_backend_pid' if cuts else 'connection_id'}()").scalar_one()
        for (id,) in own.exec_driver_sql(f"SELECT {asked}").all():
            if id != me:
                own.exec_driver_sql(f"SELECT {cuts.format(id=id)}" if cuts else f"KILL {id}")


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_a_connection_that_was_cut_between_two_commands(server, monkeypatch):
    """Idle for a second it is asked and replaced unseen; used just before, one command is told, the next goes on."""
    store = server.store()
    desk, _ = desk_on(store)
    case = file(desk)
    cut(server, store)
    try:
        desk.act(case.id, "accept", by=CLERK, to="bea")
    except StoreError as error:  # where taking the connection up shows it already, the command does not notice
        told = error.kind
        desk.act(case.id, "accept", by=CLERK, to="bea")
    else:
        told = "io"
    assert (told, desk.get(case.id).version) == ("io", 2)
    cut(server, store)
    monkeypatch.setattr("complaintkit.storage.sqlalchemy.IDLE", -1.0)
    assert desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("5")}).version == 3
    assert desk.verify().ok
