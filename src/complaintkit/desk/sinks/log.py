"""A sink that writes a line into the log."""

from __future__ import annotations

import logging

from complaintkit.desk.outbox import Envelope


class LogSink:
    """Logs each notice: its id, case, what it is, about what and to which role. No person is named, only how many.

    ``logger`` is the name of the logger, ``level`` a level of the standard library's. The same is on the record as the
    fields ``notice_id``, ``tenant``, ``case_id``, ``what``, ``about``, ``to`` and ``people``, for loggers that write
    JSON.

    >>> LogSink()
    LogSink('complaintkit.notices')
    """

    def __init__(self, logger: str = "complaintkit.notices", level: int = logging.INFO) -> None:
        self._logger = logging.getLogger(logger)
        self._level = level

    def __call__(self, envelope: Envelope) -> None:
        """Log one notice."""
        notice = envelope.notice
        fields = {
            "notice_id": notice.id,
            "tenant": notice.tenant,
            "case_id": notice.case_id,
            "what": notice.what,
            "about": notice.subject,
            "to": notice.to,
            "people": len(envelope.people),
        }
        text = "%(what)s %(about)s of case %(case_id)s to %(to)s (%(people)d people), notice %(notice_id)s"
        self._logger.log(self._level, text, fields, extra=fields)

    def __repr__(self) -> str:
        return f"LogSink({self._logger.name!r})"
