"""Make one of the project's own virtual environments, or use it again as it is.

    python .ci/environment.py test          # prints the environment's Python
    python .ci/environment.py test --wheel  # installs a built wheel instead of the working tree

The environment stands in ``.venv/<name>`` and holds the package and the dependency group of that name (``demo`` has no
group: what a user gets). It is made anew when ``pyproject.toml``, the interpreter or the place of the project
changed. Only the standard library is used here; pip's own output is shown only when it fails.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "complaintkit"


def requirements(group: str) -> tuple[list[str], list[str]]:
    """The extras of our own package and the other requirements that a dependency group asks for."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    extras: list[str] = ["timezones"] if group == "demo" else []
    others: list[str] = []
    for entry in groups.get(group, ()):
        if entry.startswith(f"{PACKAGE}["):
            extras += [extra.strip() for extra in entry[len(PACKAGE) + 1 : entry.index("]")].split(",")]
        else:
            others.append(entry)
    return extras, others


def fingerprint(*parts: str) -> str:
    """What the environment was made from; another answer means that it must be made anew."""
    digest = hashlib.sha256()
    for part in (sys.version, sys.executable, str(ROOT), *parts):
        digest.update(part.encode() + b"\0")
    for path in (ROOT / "pyproject.toml", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@contextlib.contextmanager
def only_one_at_a_time(place: Path) -> Iterator[None]:
    """Two commands started together must not build the same environment twice."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_name(f"{place.name}.lock").open("w") as lock:
        try:
            import fcntl
        except ImportError:  # not on Windows: there the second one simply builds again
            yield
        else:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def run(command: list[str]) -> None:
    """Run quietly; on failure show everything it said."""
    environment = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
    environment |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}\nThis failed (its output is above): {' '.join(command)}")


def build(place: Path, name: str, *, wheel: bool) -> None:
    """Make the environment from nothing and install into it."""
    print(f"Preparing {place.relative_to(ROOT)} with Python {sys.version.split()[0]} …", file=sys.stderr)
    shutil.rmtree(place, ignore_errors=True)
    own_pip = importlib.util.find_spec("ensurepip") is not None
    python = python_of(place)
    if own_pip:
        run([sys.executable, "-m", "venv", str(place)])
        pip = [str(python), "-m", "pip", "install"]
    else:  # some systems ship Python without ensurepip: their pip installs from outside
        venv.create(place, with_pip=False)
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install"]
    extras, others = requirements(name)
    target = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    run([*pip, *([] if wheel else ["--editable"]), target, *others])


def python_of(place: Path) -> Path:
    """The interpreter inside an environment."""
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main() -> None:
    """Print the interpreter of the environment asked for, made if need be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="demo, or a dependency group of pyproject.toml")
    parser.add_argument("--wheel", action="store_true", help="install the package as users get it, always anew")
    arguments = parser.parse_args()
    version = "{}.{}".format(*sys.version_info)
    place = ROOT / ".venv" / f"{arguments.name}{'-wheel' if arguments.wheel else ''}-{version}"
    stamp = place / "made-from"
    now = fingerprint(arguments.name)
    with only_one_at_a_time(place):
        if arguments.wheel or not stamp.is_file() or stamp.read_text() != now or not python_of(place).exists():
            build(place, arguments.name, wheel=arguments.wheel)
            stamp.write_text(now)
    print(python_of(place))


if __name__ == "__main__":
    main()
