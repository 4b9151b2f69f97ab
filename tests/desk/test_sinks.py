"""The sinks that ship: the log, the CloudEvents form, and the webhook against a real server on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import shutil
import ssl
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from complaintkit.desk import Backoff, Courier, Envelope, Notice
from complaintkit.desk.sinks import LogSink, Webhook, cloud_event, cloud_event_json, is_signed, signature
from complaintkit.desk.sinks.webhook import retry_after
from complaintkit.errors import DeliveryFailed, InvalidInput
from complaintkit.testing import FixedClock
from tests.desk.policies import at, policy, world

NOW = datetime(2026, 3, 9, 16, 0, 0, 250_000, tzinfo=UTC)
STAMP = 1_773_072_000
"""Seconds from 1970 to 2026-03-09T16:00:00Z: 20 521 days and 16 hours."""
KEY, OLD_KEY = bytes(range(32)), bytes(range(100, 124))
SECRET, OLD_SECRET = (f"whsec_{base64.b64encode(key).decode()}" for key in (KEY, OLD_KEY))
ENVELOPE = Envelope(
    Notice("acme:c1:4:0", "acme", "c1", "escalation", "reply/late", "head", NOW), people=("emp-2",), role="head"
)


class TestCloudEvents:
    """The structured JSON form of CloudEvents 1.0."""

    def test_every_attribute_is_as_the_specification_has_it(self):
        """Required ones: specversion, id, source, type; time in RFC 3339."""
        assert cloud_event(ENVELOPE, source="https://crm.example.org/complaints") == {
            "specversion": "1.0",
            "id": "acme:c1:4:0",
            "source": "https://crm.example.org/complaints",
            "type": "complaintkit.notice.escalation",
            "subject": "c1",
            "time": "2026-03-09T16:00:00.250000Z",
            "datacontenttype": "application/json",
            "data": {
                "tenant": "acme", "case_id": "c1", "what": "escalation", "subject": "reply/late",
                "to": "head", "role": "head", "people": ["emp-2"], "nobody": False,
            },
        }  # fmt: skip

    def test_the_bytes_are_the_same_each_time_it_is_sent(self):
        """A receiver may compare them; Chinese stays readable; the type begins as asked."""
        again = Envelope(ENVELOPE.notice, 7, people=("emp-2",), role="head")
        made = cloud_event_json(ENVELOPE, source="/c", type_prefix="cn.bank")
        assert made == cloud_event_json(again, source="/c", type_prefix="cn.bank")
        assert json.loads(made)["type"] == "cn.bank.escalation"
        chinese = Envelope(Notice("银行:c1:4:0", "银行", "c1", "form", "slip", "head", NOW))
        assert "银行".encode() in cloud_event_json(chinese, source="/c")


class TestLog:
    """One line a notice."""

    def test_it_names_roles_and_no_person(self, caplog):
        """The people are counted."""
        with caplog.at_level(logging.INFO, "complaintkit.notices"):
            LogSink()(ENVELOPE)
        (record,) = caplog.records
        assert record.getMessage() == "escalation reply/late of case c1 to head (1 people), notice acme:c1:4:0"
        assert (record.notice_id, record.to, record.people) == ("acme:c1:4:0", "head", 1)
        assert "emp-2" not in repr(vars(record))

    def test_the_logger_and_its_level_are_the_embedders_choice(self, caplog):
        LogSink("crm.told", logging.WARNING)(ENVELOPE)
        assert [(r.name, r.levelname) for r in caplog.records] == [("crm.told", "WARNING")]


class Receiver:
    """A server on this machine that answers as it is told, and remembers what it was sent."""

    def __init__(self) -> None:
        self.had: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[Any] = []
        """Each a status, a status with headers, or a function of the handler; 204 once they are used up."""
        self.port = 0
        self._server: ThreadingHTTPServer | None = None

    def start(self, tls: ssl.SSLContext | None = None) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.had.append((dict(self.headers.items()), body))
                answer = receiver.answers.pop(0) if receiver.answers else 204
                if callable(answer):
                    answer(self)
                    return
                status, headers = answer if isinstance(answer, tuple) else (answer, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None

    def webhook(self, **given: Any) -> Webhook:
        options = {"clock": FixedClock(NOW), "timeout": timedelta(seconds=5), "secret": SECRET, **given}
        return Webhook(f"{options.pop('scheme', 'http')}://127.0.0.1:{self.port}/in?token=hush", **options)


@pytest.fixture
def receiver(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    made = Receiver()
    made.start()
    yield made
    made.stop()


def failure(webhook: Webhook) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        webhook(ENVELOPE)
    assert "hush" not in str(caught.value)
    return caught.value


class TestWebhook:
    """A signed POST."""

    def test_what_arrives_is_signed_over_id_timestamp_and_body(self, receiver):
        """Computed here anew, from the bytes that came in."""
        receiver.webhook()(ENVELOPE)
        ((headers, body),) = receiver.had
        assert headers["Content-Type"] == "application/cloudevents+json; charset=UTF-8"
        given = {name.lower(): value for name, value in headers.items()}
        assert (given["webhook-id"], given["webhook-timestamp"]) == ("acme:c1:4:0", str(STAMP))
        mac = hmac.new(KEY, f"acme:c1:4:0.{STAMP}.".encode() + body, hashlib.sha256).digest()
        assert given["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
        assert body == cloud_event_json(ENVELOPE, source="/complaintkit")
        assert is_signed(SECRET, headers, body, now=NOW)

    def test_while_one_secret_takes_the_place_of_another_each_signs(self, receiver):
        """Receivers with the old one and receivers with the new one both find theirs."""
        receiver.webhook(secret=[SECRET, OLD_SECRET])(ENVELOPE)
        ((headers, body),) = receiver.had
        assert is_signed(SECRET, headers, body, now=NOW)
        assert is_signed(OLD_SECRET, headers, body, now=NOW)

    def test_an_id_that_a_header_cannot_carry_is_written_so_that_it_can(self, receiver):
        """A tenant in Chinese, a dot, which parts what is signed, and an end of line."""
        receiver.webhook()(Envelope(Notice("银.行\r\n:c1:4:0", "银.行", "c1", "form", "slip", "head", NOW)))
        ((headers, body),) = receiver.had
        assert headers["Webhook-Id"] == "%E9%93%B6%2E%E8%A1%8C%0D%0A:c1:4:0"
        assert is_signed(SECRET, headers, body, now=NOW)

    @pytest.mark.parametrize("status", [200, 201, 204, 299])
    def test_any_2xx_is_delivered(self, receiver, status):
        """Nothing is raised, and the receiver was asked once."""
        receiver.answers = [status]
        receiver.webhook()(ENVELOPE)
        assert len(receiver.had) == 1

    @pytest.mark.parametrize("status", [300, 304, 400, 404, 408, 429, 500, 503])
    def test_nothing_else_is(self, receiver, status):
        """It is tried again; nothing is halted where the receiver asks for nothing."""
        receiver.answers = [status]
        error = failure(receiver.webhook())
        assert (error.problem, error.retry_after, error.halts, error.final) == (f"status {status}", None, False, False)

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_a_redirection_is_not_followed(self, receiver, status):
        """What is signed for one place goes to no other."""
        receiver.answers = [(status, {"Location": f"http://127.0.0.1:{receiver.port}/elsewhere"})]
        assert failure(receiver.webhook()).problem == f"status {status}"
        assert len(receiver.had) == 1

    def test_retry_after_is_read_in_seconds_and_as_a_date(self, receiver):
        """The date is in whole seconds: 16:02:00 is 1 min 59.75 s from 16:00:00.25."""
        waits = {"120": 120.0, "0": 0.0, "Mon, 09 Mar 2026 16:02:00 GMT": 119.75, "Mon, 09 Mar 2026 15:00:00 GMT": 0.0}
        for text, seconds in waits.items():
            receiver.answers = [(503, {"Retry-After": text})]
            error = failure(receiver.webhook())
            assert error.retry_after is not None
            assert (error.retry_after.total_seconds(), error.halts) == (seconds, True), text
        for text in ("soon", "-5", "1.5", "²"):
            assert retry_after(text, NOW) is None, text
        assert retry_after("9" * 400, NOW) == timedelta(seconds=999_999_999)

    def test_410_halts_until_somebody_resumes(self, receiver):
        """Whatever else it says."""
        receiver.answers = [(410, {"Retry-After": "5"})]
        error = failure(receiver.webhook())
        assert (error.retry_after, error.halts) == (None, True)

    def test_a_slow_answer_is_cut_off(self, receiver):
        """A receiver that says nothing, and one that dribbles: each byte would begin a socket's timeout anew."""
        ended = threading.Event()

        def silent(handler: Any) -> None:
            ended.wait(20)

        def dribbling(handler: Any) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            while not ended.wait(0.05):
                handler.wfile.write(b"x")

        for answer in (silent, dribbling):
            receiver.answers = [answer]
            begun = time.monotonic()
            assert failure(receiver.webhook(timeout=timedelta(seconds=0.3))).problem == "no answer: TimeoutError"
            assert time.monotonic() - begun < 5, "it waited for more than it was told to"
        ended.set()

    def test_a_connection_that_breaks_is_a_failure(self, receiver):
        """In the middle of the answer's head, or where nobody listens; what the body holds is of no interest."""

        def hang_up(handler: Any) -> None:
            handler.wfile.write(b"HTTP/1.1 2")
            handler.close_connection = True

        def nonsense(handler: Any) -> None:
            handler.wfile.write(b"220 smtp.example.org\r\n\r\n")
            handler.close_connection = True

        def half_a_body(handler: Any) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nthanks")
            handler.close_connection = True

        for answer in (hang_up, nonsense):
            receiver.answers = [answer]
            assert failure(receiver.webhook()).problem.startswith("no answer: ")
        receiver.answers = [half_a_body]
        receiver.webhook()(ENVELOPE)
        receiver.stop()
        assert failure(receiver.webhook()).problem == "no answer: ConnectionRefusedError"

    @pytest.mark.parametrize(
        "url",
        ["", "ftp://x/y", "file:///etc/passwd", "http://", "https://me:hush@x/", "http://x y/", "http://x:0x", 3, None,
         "http://x/\r\nhush", "http://x:99999/"],
    )  # fmt: skip
    def test_what_cannot_be_posted_to_is_refused_and_not_shown(self, url):
        """The URL may hold a secret."""
        with pytest.raises(InvalidInput, match="url") as caught:
            Webhook(url, SECRET)
        assert "hush" not in str(caught.value)

    @pytest.mark.parametrize("source", ["", "our crm", "银行", "/a\nb", "<crm>", "a|b"])
    def test_a_source_that_is_no_uri_reference_is_refused(self, source):
        """CloudEvents asks for one; receivers that check it would drop the event."""
        with pytest.raises(InvalidInput, match="source"):
            Webhook("http://x/", SECRET, source=source)
        Webhook("http://x/", SECRET, source="urn:crm:acme%20ltd?a=b#c")

    @pytest.mark.parametrize("secret", ["hush", "whsec_", "whsec_aHVzaA==", "whsec_*", SECRET[6:], [], [SECRET, ""]])
    def test_a_secret_of_another_form_is_refused_and_not_shown(self, secret):
        """Of 24 to 64 bytes, in base64, behind its prefix."""
        with pytest.raises(InvalidInput, match="secret") as caught:
            Webhook("http://x/", secret)
        assert "hush" not in str(caught.value)
        assert "aHVz" not in str(caught.value)

    def test_neither_secret_nor_path_is_in_its_repr(self):
        assert repr(Webhook("https://crm.example.org/in?token=hush", SECRET)) == "Webhook('crm.example.org')"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """A certificate of 127.0.0.1 with its key, and one of another host, each its own authority."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("certificates")
    for name, host in (("own", "IP:127.0.0.1"), ("other", "DNS:elsewhere.example")):
        files = ["-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.crt")]
        subject = ["-subj", f"/CN={name}", "-addext", f"subjectAltName={host}"]
        asked = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *files, *subject]
        subprocess.run(asked, check=True, capture_output=True)
    return folder


class TestOverTLS:
    """The receiver's certificate is checked, by its authority and by its host."""

    @pytest.fixture(autouse=True)
    def without_a_proxy(self, monkeypatch):
        monkeypatch.setenv("no_proxy", "127.0.0.1")

    def serve(self, certificates, name, **more: Any) -> Receiver:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates / f"{name}.crt", certificates / f"{name}.key")
        for key, value in more.items():
            setattr(context, key, value)
        if more:
            context.load_verify_locations(certificates / "other.crt")
        receiver = Receiver()
        receiver.start(context)
        return receiver

    def trusting(self, certificates, name) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=certificates / f"{name}.crt")

    def test_one_whose_authority_is_unknown_is_sent_nothing(self, certificates):
        """Without a context of one's own the system's authorities count."""
        receiver = self.serve(certificates, "own")
        try:
            assert failure(receiver.webhook(scheme="https")).problem == "no answer: SSLCertVerificationError"
            receiver.webhook(scheme="https", tls=self.trusting(certificates, "own"))(ENVELOPE)
        finally:
            receiver.stop()
        assert len(receiver.had) == 1

    def test_another_hosts_certificate_is_refused(self, certificates):
        """Though its authority is trusted."""
        receiver = self.serve(certificates, "other")
        try:
            webhook = receiver.webhook(scheme="https", tls=self.trusting(certificates, "other"))
            assert failure(webhook).problem == "no answer: SSLCertVerificationError"
        finally:
            receiver.stop()
        assert receiver.had == []

    def test_a_receiver_that_asks_for_a_client_certificate_gets_it(self, certificates):
        """By the context it is in."""
        receiver = self.serve(certificates, "own", verify_mode=ssl.CERT_REQUIRED)
        tls = self.trusting(certificates, "own")
        try:
            assert failure(receiver.webhook(scheme="https", tls=tls)).problem.startswith("no answer: ")
            tls.load_cert_chain(certificates / "other.crt", certificates / "other.key")
            receiver.webhook(scheme="https", tls=tls)(ENVELOPE)
        finally:
            receiver.stop()
        assert len(receiver.had) == 1

    def test_a_slow_one_is_cut_off_too(self, certificates):
        """Encrypted or not, the time is bounded in all."""
        ended = threading.Event()

        def dribbling(handler: Any) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            while not ended.wait(0.05):
                handler.wfile.write(b"x")

        receiver = self.serve(certificates, "own")
        receiver.answers = [dribbling]
        try:
            given = {"tls": self.trusting(certificates, "own"), "timeout": timedelta(seconds=0.5)}
            assert failure(receiver.webhook(scheme="https", **given)).problem == "no answer: TimeoutError"
        finally:
            ended.set()
            receiver.stop()

    def test_what_is_no_context_is_refused(self):
        with pytest.raises(InvalidInput, match="tls"):
            Webhook("https://x/", SECRET, tls=False)  # type: ignore[arg-type]


class TestSignature:
    """What receivers check."""

    def test_a_webhook_is_genuine_only_whole_and_in_time(self):
        """Another body, id, secret or version; more than five minutes off, in either direction."""
        headers = {
            "webhook-id": "n-1",
            "webhook-timestamp": str(STAMP),
            "webhook-signature": f"v1,AAAA {signature(SECRET, 'n-1', STAMP, b'{}')}",
        }
        then = datetime(2026, 3, 9, 16, tzinfo=UTC)
        assert is_signed(SECRET, headers, b"{}", now=then)
        for minutes, fits in ((5, True), (-5, True), (5.01, False), (-5.01, False)):
            now = then + timedelta(minutes=minutes)
            assert is_signed(SECRET, headers, b"{}", now=now) is fits, minutes
        assert not is_signed(OLD_SECRET, headers, b"{}", now=then)
        for name, value in (
            ("webhook-id", "n-2"), ("webhook-timestamp", str(STAMP + 1)), ("webhook-timestamp", "soon"),
            ("webhook-signature", ""), ("webhook-signature", headers["webhook-signature"].replace("v1", "v2")),
        ):  # fmt: skip
            assert not is_signed(SECRET, {**headers, name: value}, b"{}", now=then), (name, value)
        assert not is_signed(SECRET, {}, b"{}", now=then)


def test_a_receiver_that_is_restarted_gets_every_notice_in_order(receiver):
    """Down, then busy, then slow, then well: nothing is lost, the ids tell what comes twice."""
    found = world(policy(), now=at(6))
    with found.store.begin() as tx:
        tx.post([Notice(f"c1:{n}", "acme", "c1", "form", "slip", "head", at(5)) for n in range(4)])
    slow = threading.Event()
    backoff = Backoff(first=timedelta(minutes=1), jitter=0)
    courier = Courier(receiver.webhook(clock=found.clock, timeout=timedelta(seconds=0.3)), backoff=backoff)
    assert found.desk.deliver(courier, 1).delivered == ("c1:0",)
    receiver.stop()
    assert found.desk.deliver(courier).failed == (("c1:1", "no answer: ConnectionRefusedError"),)
    receiver.start()
    receiver.answers = [(503, {"Retry-After": "600"}), lambda handler: slow.wait(20)]
    found.clock.advance(timedelta(minutes=1))
    assert found.desk.deliver(courier).halted.startswith("status 503")
    found.clock.advance(timedelta(minutes=10))
    assert found.desk.deliver(courier).failed[0][1].startswith("no answer: ")
    slow.set()
    found.clock.advance(timedelta(minutes=4))
    assert found.desk.deliver(courier).delivered == ("c1:1", "c1:2", "c1:3")
    assert [headers["Webhook-Id"] for headers, _ in receiver.had] == ["c1:0", *["c1:1"] * 3, "c1:2", "c1:3"]
    assert all(is_signed(SECRET, headers, body, now=found.clock.now(), tolerance=timedelta(hours=1))
               for headers, body in receiver.had)  # fmt: skip
