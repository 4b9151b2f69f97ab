"""Commands in the transaction of an ORM session, as an application on SQLAlchemy has it; what is refused instead."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, scoped_session, sessionmaker

from complaintkit.desk import Desk
from complaintkit.errors import InvalidInput, StaleVersion, StoreError
from complaintkit.storage import SQLAlchemyStore
from tests.storage.servers import databases, url_of
from tests.storage.shop import BOSS, CLERK, desk_on, file, shop, yuan


class Base(DeclarativeBase):
    """The tables of a CRM."""


class Ticket(Base):
    """A row of the CRM, which names its complaint."""

    __tablename__ = "tickets"
    id: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    case_id: Mapped[str | None] = mapped_column(sa.String(40))


@pytest.fixture
def store(made):
    return made.store()


@pytest.fixture
def engine(store):
    """The CRM's own engine, with its table in the store's database, empty."""
    engine = sa.create_engine(url_of(store), poolclass=sa.NullPool)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    yield engine
    Base.metadata.drop_all(engine)


def tickets(engine):
    with Session(engine) as session:
        return [(ticket.id, ticket.case_id) for ticket in session.scalars(sa.select(Ticket).order_by(Ticket.id))]


@pytest.mark.parametrize("wrap", [lambda session: session, lambda session: scoped_session(lambda: session)])
def test_a_row_of_the_orm_and_a_complaint_commit_together(store, engine, wrap):
    """What the session held before is written first; nobody sees either before the commit."""
    desk, _ = desk_on(store)
    with Session(engine) as session:
        ticket = Ticket(id="T-1")
        session.add(ticket)
        with desk.using(wrap(session)):
            case = file(desk)
            ticket.case_id = case.id
            assert desk.act(case.id, "accept", by=CLERK, to="bea").version == 2
        assert desk.find().cases == ()
        session.commit()
    assert tickets(engine) == [("T-1", case.id)]
    assert desk.get(case.id).version == 2
    assert desk.verify().ok


def test_and_roll_back_together(store, engine):
    """Neither is left, and the key may be used again."""
    desk, _ = desk_on(store)
    with Session(engine) as session:
        with desk.using(session):
            session.add(Ticket(id="T-1", case_id=file(desk, key="k").id))
        session.rollback()
    assert (tickets(engine), desk.find().cases) == ([], ())
    assert file(desk, key="k").version == 1


def test_an_exception_takes_back_what_the_session_wrote_within_and_it_knows(store, engine):
    """The row added before stays; that of the block is gone from the database and from the session alike."""
    desk, _ = desk_on(store)
    with Session(engine) as session:
        session.add(Ticket(id="T-1"))
        with pytest.raises(ZeroDivisionError), desk.using(session):  # noqa: PT012
            within = Ticket(id="T-2", case_id=file(desk).id)
            session.add(within)
            session.flush()
            raise ZeroDivisionError
        assert within not in session
        session.add(Ticket(id="T-3"))
        session.commit()
    assert (tickets(engine), desk.find().cases) == ([("T-1", None), ("T-3", None)], ())


def test_savepoints_of_the_caller_nest_in_it(store, engine):
    """What one of them takes back is gone, a refused command with it; the rest counts."""
    desk, _ = desk_on(store)
    with Session(engine) as session, session.begin():
        with desk.using(session):
            case = file(desk, channel="post")
            with pytest.raises(ZeroDivisionError), session.begin_nested():  # noqa: PT012
                desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("500")})
                raise ZeroDivisionError
            with session.begin_nested():
                assert desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("700")}).version == 2
            with pytest.raises(Exception, match="above what"):
                desk.act(case.id, "approve", by=CLERK)
            desk.act(case.id, "approve", by=BOSS)
        with desk.using(session):
            session.add(Ticket(id="T-1", case_id=file(desk, 2).id))
    assert [event.body.facts.get("amount") for event in desk.events(case.id)][1] == yuan("700")
    assert desk.get(case.id).version == 3
    assert len(tickets(engine)) == 1
    assert desk.verify().ok


def test_savepoints_of_the_caller_s_connection_nest_in_it_too(store, engine):
    """What was read or written before one was taken back is not remembered."""
    desk, _ = desk_on(store)
    with engine.connect() as own:
        with desk.using(own):
            case = file(desk, channel="post")
            with pytest.raises(ZeroDivisionError), own.begin_nested():  # noqa: PT012
                desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("500")})
                raise ZeroDivisionError
            assert desk.get(case.id).version == 1
            assert desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("700")}).version == 2
        own.commit()
    assert [event.body.facts.get("amount") for event in desk.events(case.id)] == [None, yuan("700")]
    assert desk.verify().ok


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_whoever_ends_the_transaction_within_the_block_is_told(store, engine, end):
    """It ends after the block; an exception on its way is not hidden by that."""
    desk, _ = desk_on(store)
    for open_one in (Session, sa.Engine.connect):
        with open_one(engine) as own:
            with pytest.raises(StoreError, match=r"within the block of using\(\)"), desk.using(own):  # noqa: PT012
                file(desk)
                getattr(own, end)()
            with pytest.raises(ZeroDivisionError), desk.using(own):  # noqa: PT012
                file(desk, 2)
                getattr(own, end)()
                raise ZeroDivisionError
    assert len(desk.find().cases) == (4 if end == "commit" else 0)
    assert file(desk, 3).version == 1


def test_two_sessions_that_would_pass_a_case_on_from_one_state(store, engine):
    """Write skew and lost updates: at the level the CRM's sessions have, the later one is decided on what the earlier
    wrote, or is refused; never do both count from the same state.
    """
    desk, _ = desk_on(store)
    case = file(desk, channel="post")
    with Session(engine) as one, Session(engine) as two:
        two.scalars(sa.select(Ticket)).all()  # its snapshot, where it has one, is from before
        with desk.using(one):
            desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("1")})
        one.commit()
        try:
            with desk.using(two):
                desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("2")})
            two.commit()
        except (StaleVersion, StoreError):
            two.rollback()
    events = desk.events(case.id)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert events[1].body.facts["amount"] == yuan("1")
    assert desk.get(case.id).version == len(events)
    assert desk.verify().ok


def test_the_other_name_of_mariadb_is_the_same_database(tmp_path):
    """A CRM says mariadb:// where the store was given mysql://."""
    with databases("mariadb", tmp_path) as made:
        store = made.store()
        desk, _ = desk_on(store)
        url = sa.make_url(url_of(store)).set(drivername="mariadb+pymysql")
        with sa.create_engine(url, poolclass=sa.NullPool).connect() as own:
            with desk.using(own):
                case = file(desk)
            own.commit()
        assert desk.get(case.id) == case


def test_a_session_that_does_not_say_which_database_is_told(store):
    """One with a bind for each of its classes, and none for all."""
    desk, _ = desk_on(store)
    with (
        sessionmaker()() as session,
        pytest.raises(InvalidInput, match="bind_arguments"),
        desk.using(session),
    ):
        pass
    assert file(desk).version == 1


@pytest.mark.parametrize("url", ["postgresql+psycopg_async://x/y", "postgresql+asyncpg://x/y", "sqlite+aiosqlite:///x"])
def test_an_asynchronous_driver_is_refused_with_the_way_out(url):
    """A task that waits lets others of its thread run; their commands would get into its transaction."""
    with pytest.raises(InvalidInput, match=r"asynchronous.*worker thread"):
        SQLAlchemyStore(url)


def test_asynchronous_engines_and_connections_are_refused(tmp_path):
    """As a store's database and as the caller's own, also where SQLAlchemy gives a synchronous face to it."""
    pytest.importorskip("greenlet", reason="SQLAlchemy's asyncio needs greenlet")
    from sqlalchemy.ext.asyncio import create_async_engine

    with databases("postgresql", tmp_path) as made:
        store = made.store()
        desk, _ = desk_on(store)

        def within(connection):
            with pytest.raises(InvalidInput, match="its driver is asynchronous"), desk.using(connection):
                pass

        async def main():
            engine = create_async_engine(url_of(store), poolclass=sa.NullPool)
            with pytest.raises(InvalidInput, match="AsyncEngine is asynchronous"):
                SQLAlchemyStore(engine)
            async with engine.connect() as own:
                with pytest.raises(InvalidInput, match="AsyncConnection is asynchronous"), desk.using(own):
                    pass
                await own.run_sync(within)

        asyncio.run(main())
        assert file(desk).version == 1


def test_a_task_does_not_get_into_the_batch_of_another(tmp_path):
    """Both run in one thread: what the second files is refused, and not taken back with the first one's batch."""
    with SQLAlchemyStore(f"sqlite:///{tmp_path}/x.db", server_clock=False) as store:
        desk, clock = desk_on(store)

        async def waiting(begun: asyncio.Event, go_on: asyncio.Event) -> None:
            with desk.batch():
                file(desk)
                begun.set()
                await go_on.wait()
                file(desk, 2)

        async def both() -> None:
            begun, go_on = asyncio.Event(), asyncio.Event()
            first = asyncio.create_task(waiting(begun, go_on))
            await begun.wait()
            with pytest.raises(InvalidInput, match="await nothing within"):
                file(desk, 3)
            go_on.set()
            await first
            assert await asyncio.to_thread(file, desk, 4)

        asyncio.run(both())
        assert sorted(case.refs["crm"] for case in desk.find().cases) == ["T-1", "T-2", "T-4"]
        assert Desk(shop(), store, tenant="acme", clock=clock).find(limit=9).cases == desk.find(limit=9).cases
