"""One request to a real receiver: what it may do to us is bounded."""

import datetime
import socket
import ssl
import threading
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.webhooks.addresses import Target, address_of, target_of
from api.webhooks.posting import Outcome, post
from tests.support.receivers import Behaves, dies, drips, receiver, says, takes

BODY = b'{"type":"test"}'


def sent(url: str, seconds: float = 10.0) -> Outcome:
    target = target_of(url, development=True)
    return post(target, address_of(target, development=True), {"a": "b"}, BODY, seconds=seconds)


def test_a_message_arrives_as_it_is() -> None:
    with receiver() as hook:
        assert sent(hook.url) == Outcome(204)
    (got,) = hook.got
    assert got.body == BODY
    assert got.headers["host"] == f"127.0.0.1:{hook.port}"
    assert (got.headers["content-type"], got.headers["a"]) == ("application/json", "b")


@pytest.mark.parametrize(
    ("behaves", "status", "words"),
    [
        (says(500), 500, "answered 500"),
        (says(404), 404, "answered 404"),
        (says(302, Location="http://127.0.0.1:1/"), 302, "redirects are not followed"),
        (dies, None, "no answer"),
        (drips, None, "no answer in 0.3 seconds"),
    ],
    ids=["fails", "not there", "redirects", "dies", "drips"],
)
def test_what_a_receiver_does_is_told(behaves: Behaves, status: int | None, words: str) -> None:
    with receiver(behaves) as hook:
        outcome = sent(hook.url, seconds=0.3 if behaves is drips else 10.0)
        assert not outcome.taken
        assert outcome.status == status
        assert words in outcome.words
        assert len(hook.got) == 1


def test_a_receiver_that_never_answers_is_given_up() -> None:
    let_go = threading.Event()
    with receiver(lambda _: let_go.wait(20) and None) as hook:
        outcome = sent(hook.url, seconds=0.2)
        let_go.set()
    assert outcome.words == "no answer in 0.2 seconds"


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert "ConnectionRefusedError" in sent(f"http://127.0.0.1:{port}/").words


@pytest.mark.parametrize(("asked", "given"), [("120", 120), ("999999", 3600), ("soon", 0)])
def test_a_receiver_may_ask_for_time(asked: str, given: int) -> None:
    with receiver(says(503, Retry_After=asked)) as hook:
        assert sent(hook.url) == Outcome(503, "answered 503", given)


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A key and a certificate for hooks.example, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("hooks.example"), x509.IPAddress(ip_address("192.0.2.1"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return folder / "key.pem", folder / "cert.pem"


def test_the_certificate_is_the_host_s_though_the_address_is_chosen(
    certified: tuple[Path, Path],
) -> None:
    key, certificate = certified
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)
    trusted = ssl.create_default_context(cafile=str(certificate))
    with receiver(takes, tls=serving) as hook:
        right = Target("https", "hooks.example", hook.port, "/x")
        assert post(right, "127.0.0.1", {}, BODY, trusted=trusted) == Outcome(204)
        assert hook.got[0].headers["host"] == f"hooks.example:{hook.port}"
        wrong = Target("https", "other.example", hook.port, "/x")
        assert "certificate" in post(wrong, "127.0.0.1", {}, BODY, trusted=trusted).words
        assert "certificate" in post(right, "127.0.0.1", {}, BODY).words
        assert len(hook.got) == 1
