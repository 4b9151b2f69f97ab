"""A sink that posts each notice to a URL, signed."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.message import Message as Headers
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from complaintkit.desk.outbox import Envelope, check_positive
from complaintkit.desk.ports import Clock, SystemClock
from complaintkit.desk.sinks.cloudevents import CONTENT_TYPE, cloud_event_json
from complaintkit.desk.sinks.signing import key_of, signature
from complaintkit.errors import DeliveryFailed, Faults, InvalidInput
from complaintkit.values.checks import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE = 410


class Webhook:
    """Posts each notice to ``url`` as a CloudEvents JSON document, signed as the Standard Webhooks scheme has it.

    The headers ``webhook-id`` (stable: the receiver drops what it had before), ``webhook-timestamp`` and
    ``webhook-signature`` go with it; :func:`is_signed` checks them. ``secret`` is ``whsec_`` and 24 to 64 bytes in
    base64, or several while one takes the place of another: each signs. ``source`` and ``type_prefix`` are those of
    :func:`cloud_event`. ``timeout`` is how long one delivery may take in all, from connecting to the end of the
    answer's head; the courier's lease must be longer. ``clock`` gives the timestamp. Over https the receiver's
    certificate is checked against the system's authorities, or by ``tls``: a context with an authority, or a client
    certificate, of your own.

    Only an answer 2xx counts as delivered. A ``Retry-After``, in seconds or as a date, halts delivery for that long;
    410 halts it until somebody resumes it. Redirections are failures. What fails is told by its status or the name of
    the error, never with the URL, which may hold a secret. Proxies are those of the environment.

    :raises InvalidInput: an argument cannot be used; all faults at once.
    """

    def __init__(
        self,
        url: str,
        secret: str | Sequence[str],
        *,
        source: str = "/complaintkit",
        type_prefix: str = "complaintkit.notice",
        timeout: timedelta = timedelta(seconds=15),
        clock: Clock | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        faults = Faults()
        self._host = _check_url(url, faults)
        self._secrets = (secret,) if isinstance(secret, str) else tuple(secret)
        if not self._secrets:
            faults.add("secret", "expected one secret or several, got none")
        for each in self._secrets:
            try:
                key_of(each)
            except InvalidInput as error:
                faults.extend(error.faults)
        _check_source(source, faults)
        check_text(type_prefix, "type_prefix", faults)
        check_positive(timeout, "timeout", faults)
        _check_tls(tls, faults)
        faults.raise_if_any(InvalidInput, "the webhook cannot be built")
        self._url = url
        self._source = source
        self._type_prefix = type_prefix
        self._timeout = timeout.total_seconds()
        self._clock: Clock = SystemClock() if clock is None else clock
        self._tls = tls

    def __call__(self, envelope: Envelope) -> None:
        """Post one notice. Raises DeliveryFailed unless the answer is 2xx."""
        body = cloud_event_json(envelope, source=self._source, type_prefix=self._type_prefix)
        id, stamp = quote(envelope.id, safe=":").replace(".", "%2E"), int(self._clock.now().timestamp())
        headers = {
            "Content-Type": CONTENT_TYPE,
            "User-Agent": "complaintkit",
            "webhook-id": id,
            "webhook-timestamp": str(stamp),
            "webhook-signature": " ".join([signature(secret, id, stamp, body) for secret in self._secrets]),
        }
        status, answered = self._post(urllib.request.Request(self._url, body, headers, method="POST"))
        if not 200 <= status < 300:
            raise self._failure(status, answered)

    def _post(self, request: urllib.request.Request) -> tuple[int, Headers]:
        connections: list[http.client.HTTPConnection] = []
        opener = urllib.request.build_opener(_HTTP(connections), _HTTPS(connections, self._tls), _NoRedirection())
        with _cut_off(connections, self._timeout) as cut:
            try:
                with opener.open(request, timeout=self._timeout) as response:
                    status, answered = response.status, response.headers
            except urllib.error.HTTPError as error:
                with error:
                    status, answered = error.code, error.headers
            except (OSError, http.client.HTTPException) as error:
                why = getattr(error, "reason", error)  # a URLError tells what it was
                name = type(why if isinstance(why, BaseException) else error).__name__
                raise DeliveryFailed(f"no answer: {'TimeoutError' if cut.is_set() else name}") from None
            if cut.is_set():  # what was read of the answer ends where it was cut
                raise DeliveryFailed("no answer: TimeoutError")
            return status, answered

    def _failure(self, status: int, headers: Headers) -> DeliveryFailed:
        if status == GONE:
            return DeliveryFailed(f"status {GONE}: the receiver wants nothing any more", halts=True)
        wait = retry_after(headers.get("Retry-After", ""), self._clock.now())
        return DeliveryFailed(f"status {status}", wait, halts=wait is not None)

    def __repr__(self) -> str:
        return f"Webhook({self._host!r})"


def retry_after(text: str, now: datetime) -> timedelta | None:
    """What the header Retry-After asks for: seconds, or a date in the forms of HTTP; None where it cannot be read."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=int(text[:9]))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(at.replace(tzinfo=at.tzinfo or UTC) - now, timedelta(0))


def _check_url(url: Any, faults: Faults) -> str:
    """The URL's host; a fault where it is none that can be posted to. Nothing of the URL is shown."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        fits = isinstance(url, str) and url.isascii() and not any(c <= " " for c in url)
    except (ValueError, TypeError, AttributeError):
        fits = False
    if not fits or parts.scheme not in ("http", "https") or not host or parts.username is not None:
        faults.add("url", f"expected an http or https URL without a user name, got a {type(url).__name__} that is none")
        return ""
    return host


def _check_source(source: object, faults: Faults) -> None:
    """CloudEvents asks for a URI reference: some receivers drop an event whose source is none."""
    check_text(source, "source", faults)
    if isinstance(source, str) and not all("!" <= c <= "~" and c not in '"<>\\^`{|}' for c in source):
        faults.add("source", "expected a URI reference, such as https://crm.example.org/complaints: escape the rest")


def _check_tls(tls: object, faults: Faults) -> None:
    if tls is not None and not isinstance(tls, ssl.SSLContext):
        faults.add("tls", f"expected an ssl.SSLContext, got {type(tls).__name__}")


@contextmanager
def _cut_off(connections: list[http.client.HTTPConnection], seconds: float) -> Iterator[threading.Event]:
    """Cut the connections once the time is over, and say so: a timeout of a socket begins anew with each byte."""
    done, cut = threading.Event(), threading.Event()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            cut.set()
            wait = 0.05
            for connection in connections:
                if connection.sock is not None:
                    with suppress(OSError):
                        connection.sock.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=watch, daemon=True, name="complaintkit webhook").start()
    try:
        yield cut
    finally:
        done.set()


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """None: the answer stands."""


def _noting(
    connections: list[http.client.HTTPConnection], kind: Callable[..., http.client.HTTPConnection]
) -> Callable[..., Any]:
    """Make connections of a kind, and note them."""

    def make(*args: Any, **options: Any) -> http.client.HTTPConnection:
        connections.append(kind(*args, **options))
        return connections[-1]

    return make


class _HTTP(urllib.request.HTTPHandler):
    def __init__(self, connections: list[http.client.HTTPConnection]) -> None:
        super().__init__()
        self._connections = connections

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_noting(self._connections, http.client.HTTPConnection), req)


class _HTTPS(urllib.request.HTTPSHandler):
    def __init__(self, connections: list[http.client.HTTPConnection], tls: ssl.SSLContext | None) -> None:
        super().__init__()
        self._connections = connections
        self._tls = tls

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_noting(self._connections, http.client.HTTPSConnection), req, context=self._tls)
