"""A key in a token signs as one in a file does; one pulled out loses no dossier, and no PIN locks it."""

import importlib.util
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.test import Client
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings
from tests.outcomes import papers
from tests.support import filing, softhsm
from tests.support.authority import YEAR, Authority

softhsm.need()

from motcua.cli.checkup import checks  # noqa: E402
from motcua.cli.checkup.findings import Level, run  # noqa: E402
from motcua.dossiers import services as dossiers  # noqa: E402
from motcua.kernel import clock  # noqa: E402
from motcua.kernel.errors import SetupError  # noqa: E402
from motcua.outcomes import services  # noqa: E402
from motcua.outcomes.credentials import LIST_SIZE  # noqa: E402
from motcua.outcomes.documents import rendering  # noqa: E402
from motcua.outcomes.pki import signing_folder  # noqa: E402
from motcua.outcomes.signatures import key_cache, pades, token_signer, validation  # noqa: E402
from motcua.outcomes.signatures.signer import SigningError, prove_key  # noqa: E402


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    services.make_demo_key(folder, office="UBND Phường Sài Gòn", department="Phòng Kinh tế", now=clock.now())
    return folder


@pytest.fixture
def soft(tmp_path: Path) -> Iterator[softhsm.SoftToken]:
    before = os.environ.get("SOFTHSM2_CONF")
    yield softhsm.SoftToken(tmp_path)
    os.environ.pop("SOFTHSM2_CONF")
    if before is not None:
        os.environ["SOFTHSM2_CONF"] = before
    key_cache._kept.clear()


@pytest.fixture
def office(settings: Settings, keys: Path, soft: softhsm.SoftToken) -> softhsm.SoftToken:
    """An installation whose key lies in the token and nowhere else."""
    soft.take(keys)
    (keys / signing_folder.KEY_FILE).unlink()
    settings.HOME = keys
    settings.SIGNING_FOLDER, settings.SIGNING_TOKEN = keys, soft.settings
    return soft


def signed_certificate() -> bytes:
    pdf = rendering.render_certificate(papers.certificate())
    return services.sign(pdf, services.office_signer(), reason="Cấp giấy", location="TP. Hồ Chí Minh")


def test_a_renewed_certificate_that_does_not_count_yet_waits_beside_the_one_that_does(
    office: softhsm.SoftToken, keys: Path
) -> None:
    """Put into the token before its time it was taken at once, and nothing was signed until its first day."""
    now = services.office_signer().certificate
    next_one = Authority().certificate("UBND Phường Sài Gòn", since=YEAR, until=5 * YEAR).certificate
    office.add(next_one)
    assert services.office_signer().certificate == now
    assert signed_certificate()
    with clock.frozen(clock.now() + 3 * YEAR):
        assert services.office_signer().certificate == next_one


def test_a_certificate_signed_in_the_token_checks_out_and_a_changed_byte_does_not(
    office: softhsm.SoftToken, keys: Path
) -> None:
    original, signed = rendering.render_certificate(papers.certificate()), signed_certificate()
    found = validation.validate(signed, keys / signing_folder.TRUST_FILE)
    assert found is not None
    assert found.good
    assert "Sài Gòn" in found.signer

    @examples(max_examples=25)
    @given(place=st.floats(0, 0.999), flip=st.integers(1, 255))
    def a_changed_byte_is_told(place: float, flip: int) -> None:
        changed = bytearray(signed)
        changed[int(place * len(original))] ^= flip
        try:
            told = validation.validate(bytes(changed), keys / signing_folder.TRUST_FILE)
        except SigningError:
            return
        assert told is None or not told.good

    a_changed_byte_is_told()


def rsa_office(folder: Path) -> Path:
    """An office key as most Vietnamese certification authorities issue it: RSA."""
    folder.mkdir()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Văn phòng RSA")])
    now = clock.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=20))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    lock = serialization.BestAvailableEncryption(b"x")
    bundle = pkcs12.serialize_key_and_certificates(b"office", key, certificate, None, lock)
    (folder / signing_folder.KEY_FILE).write_bytes(bundle)
    (folder / signing_folder.PASSPHRASE_FILE).write_bytes(b"x")
    (folder / signing_folder.TRUST_FILE).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return folder


def test_an_rsa_key_whose_certificate_lies_beside_the_token(
    settings: Settings, soft: softhsm.SoftToken, tmp_path: Path
) -> None:
    folder = rsa_office(tmp_path / "rsa")
    soft.take(folder, with_certificate=False)
    settings.SIGNING_FOLDER, settings.SIGNING_TOKEN = folder, soft.settings
    with pytest.raises(SigningError):  # the key alone does not say who signs
        signed_certificate()
    (folder / token_signer.CERTIFICATES_FILE).write_bytes((folder / signing_folder.TRUST_FILE).read_bytes())
    found = validation.validate(signed_certificate(), folder / signing_folder.TRUST_FILE)
    assert found is not None
    assert found.good
    told = checks.signing()[0]
    assert told.level is Level.NOTE
    assert "ends soon" in told.fix, "an office must hear it weeks before its certificate ends"


def test_a_wallet_can_check_what_the_token_signed(office: softhsm.SoftToken) -> None:
    signer = services.office_signer()
    made = signer.sign_jwt({"name": "Hộ kinh doanh Ánh Dương"}, {"typ": "vc+jwt", "kid": "k"})
    assert jwt.get_unverified_header(made) == {"typ": "vc+jwt", "kid": "k", "alg": "ES256"}
    key = signer.certificate.public_key()
    assert jwt.decode(made, key, algorithms=["ES256"]) == {"name": "Hộ kinh doanh Ánh Dương"}  # type: ignore[arg-type]


def test_a_token_that_is_pulled_out_is_told_and_works_again_when_it_is_back(
    office: softhsm.SoftToken,
) -> None:
    assert checks.signing()[0].level is Level.NOTE  # a demonstration key, and says so
    office.pull_out()
    with pytest.raises(token_signer.TokenError):
        signed_certificate()
    part = checks.PARTS["signing"]
    assert run(part, checks.signing, "plug it in")[0].level is Level.WRONG
    office.put_back()
    assert signed_certificate().startswith(b"%PDF")


def test_a_wrong_pin_is_tried_once_and_is_in_no_message(
    office: softhsm.SoftToken, caplog: pytest.LogCaptureFixture
) -> None:
    """Retried for a week-end it would lock a real token for good."""
    office.pin_file.write_text("11223344")
    for _ in range(5):
        with pytest.raises(token_signer.TokenError) as refused:
            signed_certificate()
        assert "11223344" not in repr(refused.value.details) + str(refused.value) + caplog.text
    office.pin_file.write_text(softhsm.PIN)
    assert signed_certificate(), "the right one works at once"


def test_another_process_does_not_try_the_pin_that_was_refused(
    office: softhsm.SoftToken, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three processes that try it once each lock a real token."""
    office.pin_file.write_text("11223344")
    with pytest.raises(token_signer.TokenError):
        signed_certificate()
    assert "11223344" not in (keys / token_signer.REFUSED_FILE).read_text()
    spec = importlib.util.find_spec(token_signer.__name__)
    assert spec is not None
    assert spec.loader is not None
    other = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, token_signer.__name__, other)
    spec.loader.exec_module(other)  # as a process that just started has it
    office.change_pin("11223344")
    with pytest.raises(other.TokenError, match="signing_token") as refused:
        services.office_signer().certificate  # noqa: B018 - opens the token
    assert "not tried again" in refused.value.details["cause"]
    (keys / token_signer.REFUSED_FILE).unlink()  # as the operator is told to do
    assert services.office_signer().certificate is not None


@pytest.mark.django_db
def test_strangers_do_not_keep_the_token_busy(
    office: softhsm.SoftToken, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    opened: list[str] = []
    login = token_signer.TokenSigner._login

    def counted(self: token_signer.TokenSigner, pin: str) -> object:
        opened.append("")
        return login(self, pin)

    monkeypatch.setattr(token_signer.TokenSigner, "_login", counted)
    answers = [client.get("/.well-known/did.json") for _ in range(121)]
    assert [answer.status_code for answer in answers] == [200] * 120 + [429]
    assert len(opened) == 1
    paper = services.issue(dossiers.submit(filing.draft().pk).pk, "certificate", "1", b"%PDF")
    number, address = paper.pk // LIST_SIZE, "https://motcua.example/status/0"
    lists = {services.signed_status_list(number, status_url=address) for _ in range(3)}
    assert (len(lists), len(opened)) == (1, 2), "one opening signs, and names the key"
    services.mark_revoked(paper.pk, actor="officer:an", why="withdrawn", reason="Kê khai gian dối")
    assert services.signed_status_list(number, status_url=address) not in lists, "it shows at once"
    later = clock.now() + key_cache.LIFE
    monkeypatch.setattr(clock, "now", lambda: later)
    services.did_document()
    assert len(opened) == 4


@pytest.mark.django_db
def test_a_token_that_is_away_is_not_looked_for_at_each_call(
    office: softhsm.SoftToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.pull_out()
    for _ in range(2):
        with pytest.raises(token_signer.TokenError):
            services.did_document()
        office.put_back() if office.away.exists() else None
    later = clock.now() + timedelta(seconds=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert services.did_document()["verificationMethod"]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"token": "another"}, token_signer.TokenError),
        ({"key": "another"}, token_signer.TokenError),
        ({"module": "/nowhere/lib.so"}, token_signer.TokenError),
        ({"pin_file": "/nowhere/pin"}, SetupError),
        ({"key": ""}, SetupError),
    ],
)
def test_what_is_not_there_is_said(
    settings: Settings, office: softhsm.SoftToken, changed: dict[str, str], error: type[Exception]
) -> None:
    settings.SIGNING_TOKEN = office.settings | changed
    with pytest.raises(error):
        signed_certificate()
    found = run(checks.PARTS["signing"], checks.signing, "see the docs")[0]
    assert found.level is Level.WRONG


def test_a_certificate_of_another_key_is_noticed(settings: Settings, keys: Path, tmp_path: Path) -> None:
    other = services.make_demo_key(tmp_path / "o", office="Khác", department="Khác", now=clock.now()).parent
    mixed, own = pades.load_signer(keys), pades.load_signer(other)
    mixed.signer._signing_cert = own.signer.signing_cert  # type: ignore[attr-defined]
    with pytest.raises(SigningError):
        prove_key(mixed)


def test_a_token_that_hangs_keeps_one_thread_and_not_the_whole_web_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Eight strangers who asked for the public keys meanwhile had all eight threads, and no page came."""
    monkeypatch.setattr(key_cache, "_PATIENCE_S", 0.05)
    asked, answers = threading.Event(), threading.Event()

    def hangs() -> str:
        asked.set()
        answers.wait(10)
        return "key"

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(key_cache.cached, "hanging", hangs)
        assert asked.wait(10)
        with pytest.raises(key_cache.KeyBusyError) as told:
            key_cache.cached("hanging", lambda: "key")
        assert told.value.status == 503
        answers.set()
        assert first.result() == "key"
    assert key_cache.cached("hanging", lambda: "another") == "key"
    key_cache._kept.clear()


def test_another_signature_that_does_not_end_is_a_token_that_is_away(
    office: softhsm.SoftToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_signer, "_PATIENCE_S", 0.05)
    with token_signer._lock, pytest.raises(token_signer.TokenError):
        _ = services.office_signer().subject
    assert services.office_signer().subject
