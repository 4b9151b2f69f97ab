"""A MariaDB server of the test's own, that may be stopped, killed and left without room; skipped where none is."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from tests.storage.own_server import free_port, given_to

RUNS_AS = "mysql"
PATIENCE = 60.0
SETTINGS = ("--innodb-buffer-pool-size=32M", "--innodb-log-file-size=16M", "--bind-address=127.0.0.1")
_FIRST = """\
CREATE USER IF NOT EXISTS 'root'@'127.0.0.1';
GRANT ALL ON *.* TO 'root'@'127.0.0.1';
CREATE DATABASE IF NOT EXISTS ck_own;
"""
"""What it does on starting."""
_SIGNALS = {"fast": signal.SIGTERM, "immediate": signal.SIGKILL}


def program(name: str) -> str:
    """Where one of MariaDB's programs is; the test is skipped where it is not."""
    found = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")))
    return found if found is not None else pytest.skip(f"no MariaDB program {name!r} on this machine")


class OwnMariaDB:
    """A server in a folder of its own, on a free port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._server = program("mariadbd")
        self._process: subprocess.Popen[bytes] | None = None
        self.user = given_to(folder, RUNS_AS)
        self.port = free_port()
        given = (f"--datadir={self.data}", "--auth-root-authentication-method=normal", "--skip-test-db")
        with (folder / "told").open("w") as told:
            command = [program("mariadb-install-db"), "--no-defaults", *given]
            done = subprocess.run(command, user=self.user, cwd=folder, stdout=told, stderr=told, check=False)
        assert done.returncode == 0, (folder / "told").read_text()
        (folder / "first").write_text(_FIRST)
        self.url = f"mysql+pymysql://root@127.0.0.1:{self.port}/ck_own"

    def start(self) -> None:
        """Start it, and wait until it can be used."""
        where = (f"--datadir={self.data}", f"--port={self.port}", f"--socket={self.folder / 'socket'}")
        with (self.folder / "log").open("a") as log:
            command = [self._server, "--no-defaults", *where, *SETTINGS, f"--init-file={self.folder / 'first'}"]
            self._process = subprocess.Popen(command, user=self.user, cwd=self.folder, stdout=log, stderr=log)
        ended = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "log").read_text()[-2000:]
            assert time.monotonic() < ended, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.1)

    def database_on(self, place: Path) -> str:
        """The URL of a database whose tables are in a folder elsewhere."""
        (place / "small").mkdir()
        shutil.chown(place / "small", self.user or os.geteuid())
        (self.data / "small").symlink_to(place / "small")
        return str(sa.make_url(self.url).set(database="small"))

    def _answers(self) -> bool:
        """Whether it lets one in."""
        try:
            sa.create_engine(self.url, poolclass=sa.NullPool).connect().close()
        except OperationalError:
            return False
        return True

    def stop(self, how: str) -> None:
        """Stop it: "fast" in order, "immediate" without a word."""
        if self._process is not None:
            self._process.send_signal(_SIGNALS[how])
            self._process.wait(PATIENCE)
            self._process = None


@contextmanager
def own_mariadb() -> Iterator[OwnMariaDB]:
    """A server that is started; stopped and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ck-server-") as folder:
        server = OwnMariaDB(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop("immediate")
