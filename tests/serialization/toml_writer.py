"""Just enough of a TOML writer to say a policy in TOML; the library itself only reads it."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any


def to_toml(data: dict[str, Any]) -> str:
    """A document of plain data. None has no form in TOML; the library reads ``{"$null" = true}`` as it."""
    return "".join(f"{_key(name)} = {_value(value)}\n" for name, value in data.items())


def _key(name: str) -> str:
    return _text(name)


def _text(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted.replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if value is None:
        return '{"$null" = true}'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | date | datetime):
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    pairs = ", ".join(f"{_key(name)} = {_value(item)}" for name, item in value.items())
    return f"{{{pairs}}}"
