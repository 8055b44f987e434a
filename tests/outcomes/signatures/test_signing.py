"""Whoever is shown a certificate must be able to tell that the office made it and nobody changed it."""

import stat
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outcomes import papers

from motcua.interconnect.resilience import Policy
from motcua.interconnect.sandbox import tsa
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.wrongness import Wrong
from motcua.interconnect.timestamps.adapter import HttpTimestamps
from motcua.kernel import clock
from motcua.kernel.errors import OutsideSystemError, SetupError
from motcua.outcomes import services
from motcua.outcomes.documents import rendering
from motcua.outcomes.pki import signing_folder
from motcua.outcomes.signatures import pades, validation
from motcua.outcomes.signatures.signer import SigningError


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signing") / "keys"
    services.make_demo_key(folder, office="UBND Phường Sài Gòn", department="Phòng Kinh tế", now=clock.now())
    return folder


@pytest.fixture(scope="module")
def signed(keys: Path) -> bytes:
    pdf = rendering.render_certificate(papers.certificate())
    return services.sign(pdf, pades.load_signer(keys), reason="Cấp giấy", location="TP. Hồ Chí Minh")


def test_a_signed_certificate_checks_out(keys: Path, signed: bytes) -> None:
    found = validation.validate(signed, keys / signing_folder.TRUST_FILE)
    assert found is not None
    assert found.good
    assert "Sài Gòn" in found.signer
    assert "DEMO" in found.signer, "a demonstration never passes for the real office"


def test_signing_adds_and_changes_nothing(signed: bytes) -> None:
    assert signed.startswith(rendering.render_certificate(papers.certificate()))
    assert b"/ETSI.CAdES.detached" in signed


class Authority:
    """The stand-in time-stamping authority in this process, asked over HTTP."""

    def __init__(self, folder: Path, *, now: Callable[[], datetime] | None = None) -> None:
        self.faults = Faults()
        key = services.make_demo_stamps(folder, now=clock.now())
        self.server = tsa.make(key, 0, self.faults, now=now)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.port = HttpTimestamps(address, Policy(attempts=1, breaker_failures=99))

    def sign(self, keys: Path) -> bytes:
        pdf = rendering.render_certificate(papers.certificate())
        signer = pades.load_signer(keys)
        return signer.sign(pdf, reason="Cấp giấy", location="TP. Hồ Chí Minh", timestamps=self.port)

    def stop(self) -> None:
        self.port.close()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def authority(keys: Path) -> Iterator[Authority]:
    made = Authority(keys)
    yield made
    made.stop()


def test_an_authority_that_is_slow_ends_when_it_is_told_to(keys: Path) -> None:
    """A stand-in asked for a stamp while it is switched to be slow kept the demonstration from ending."""
    stopping, key = threading.Event(), services.make_demo_stamps(keys, now=clock.now())
    server = tsa.make(key, 0, Faults(slow_s=30.0), stopping=stopping)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    port = HttpTimestamps(address, Policy(attempts=1, answer_s=0.2))
    with pytest.raises(OutsideSystemError):
        port.stamp(b"x" * 32)
    began = time.monotonic()
    stopping.set()
    server.shutdown()
    server.server_close()  # waits for every request that is being answered
    assert time.monotonic() - began < 10
    port.close()


def test_a_stamped_certificate_tells_when_it_was_signed(keys: Path, authority: Authority) -> None:
    before = clock.now() - timedelta(seconds=2)
    found = validation.validate(authority.sign(keys), keys / signing_folder.TRUST_FILE)
    assert found is not None
    assert found.good
    assert found.stamped_at is not None
    assert before <= found.stamped_at <= clock.now() + timedelta(seconds=2)
    assert authority.port.check().ok


def test_a_stamp_of_an_authority_nobody_trusts_is_none(
    keys: Path, authority: Authority, tmp_path: Path
) -> None:
    signed = authority.sign(keys)
    office_only = tmp_path / "office.pem"
    office_only.write_bytes(
        (keys / signing_folder.TRUST_FILE).read_bytes().split(b"-----END CERTIFICATE-----")[0]
        + b"-----END CERTIFICATE-----\n"
    )
    found = validation.validate(signed, office_only)
    assert found is not None
    assert found.stamped_at is None


@pytest.mark.parametrize(
    "fault", [{"down": True}, {"error_rate": 1.0}, {"wrong": "not_json"}, {"wrong": "wrong_value"}]
)
def test_without_its_stamp_nothing_is_signed(
    keys: Path, authority: Authority, fault: dict[str, object]
) -> None:
    authority.faults.change(fault)
    with pytest.raises(OutsideSystemError):
        authority.sign(keys)
    assert not authority.port.check().ok


@settings(max_examples=40)
@given(place=st.floats(0, 0.999), flip=st.integers(1, 255))
def test_any_changed_byte_of_the_paper_is_found(keys: Path, signed: bytes, place: float, flip: int) -> None:
    original = rendering.render_certificate(papers.certificate())
    changed = bytearray(signed)
    changed[int(place * len(original))] ^= flip
    try:
        found = validation.validate(bytes(changed), keys / signing_folder.TRUST_FILE)
    except SigningError:
        return
    assert found is None or not found.good


def test_words_added_after_signing_are_found(keys: Path, signed: bytes) -> None:
    found = validation.validate(signed + b"\n% more\n", keys / signing_folder.TRUST_FILE)
    assert found is not None
    assert not found.whole
    assert not found.good


def test_another_offices_authority_is_not_trusted(tmp_path: Path, signed: bytes) -> None:
    services.make_demo_key(tmp_path / "other", office="Khác", department="Khác", now=clock.now())
    found = validation.validate(signed, tmp_path / "other" / signing_folder.TRUST_FILE)
    assert found is not None
    assert found.intact
    assert not found.trusted


def test_a_paper_without_signature_has_none(keys: Path) -> None:
    assert validation.validate(rendering.render_slip(papers.slip()), keys / signing_folder.TRUST_FILE) is None


def test_a_broken_file_is_told_as_such(keys: Path) -> None:
    with pytest.raises(SigningError):
        validation.validate(b"%PDF-1.7 /ByteRange [0 20 30 9]", keys / signing_folder.TRUST_FILE)
    assert validation.validate(b"%PDF-1.7 nothing", keys / signing_folder.TRUST_FILE) is None
    with pytest.raises(SigningError):
        services.sign(b"not a paper", pades.load_signer(keys))


def test_only_the_owner_reads_the_key_and_a_second_start_keeps_it(keys: Path) -> None:
    for name in (signing_folder.KEY_FILE, signing_folder.PASSPHRASE_FILE):
        assert stat.S_IMODE((keys / name).stat().st_mode) == 0o600
    before = (keys / signing_folder.KEY_FILE).read_bytes()
    later = clock.now() + timedelta(days=1)
    services.make_demo_key(keys, office="Khác", department="Khác", now=later)
    assert (keys / signing_folder.KEY_FILE).read_bytes() == before


def test_a_missing_or_locked_key_says_what_to_do(keys: Path, tmp_path: Path) -> None:
    with pytest.raises(SetupError) as missing:
        pades.load_signer(tmp_path)
    assert "missing" in missing.value.details
    with pytest.raises(SetupError):
        pades.load_signer(keys, passphrase=b"wrong")
    with pytest.raises(SetupError):
        validation.validate(b"%PDF-", tmp_path / "nothing.pem")


@pytest.mark.parametrize("minutes", [0, 10, -300])
def test_an_authority_of_another_time_is_told_and_still_stamps(
    keys: Path, authority: Authority, minutes: int, caplog: pytest.LogCaptureFixture
) -> None:
    """A certificate of today with a stamp of yesterday: nobody heard of it but whoever opened the PDF."""
    with clock.frozen(clock.now() - timedelta(minutes=minutes)):
        asked = authority.port.check()
        assert asked.ok is (minutes == 0)
        assert ("NTP" in asked.what) is (minutes != 0)
        signed = authority.sign(keys)
    assert any("NTP" in record.message for record in caplog.records) is (minutes != 0)
    found = validation.validate(signed, keys / signing_folder.TRUST_FILE)
    assert found is not None
    assert found.intact


@pytest.mark.parametrize("years", [-5, 20], ids=["not yet", "over"])
def test_a_key_whose_certificate_is_not_valid_today_signs_nothing(keys: Path, years: int) -> None:
    """Papers went on to be signed after the key's certificate was over: no reader of a PDF believed them."""
    pdf, signer = rendering.render_certificate(papers.certificate()), pades.load_signer(keys)
    with (
        clock.frozen(clock.now() + timedelta(days=365 * years)),
        pytest.raises(SigningError) as refused,
    ):
        services.sign(pdf, signer)
    assert "valid from" in refused.value.details["cause"]
    assert services.sign(pdf, signer)


#: An hour behind is a clock: certificates go on, and somebody is told.
_OF_ITS_TIME = {"", "old_signature"}


@pytest.mark.parametrize("wrong", [wrong for wrong in get_args(Wrong) if wrong not in _OF_ITS_TIME])
def test_no_wrong_answer_of_a_stamping_authority_goes_into_a_paper(
    keys: Path, authority: Authority, wrong: str
) -> None:
    """A stamp of another year, or by a key that is not the authority's, went into a certificate; 5 MB were
    read to the end before anybody saw that they are no stamp.
    """
    authority.sign(keys)
    authority.faults.change({"wrong": wrong})
    with pytest.raises(OutsideSystemError):
        authority.sign(keys)
    authority.faults.clear()
    found = validation.validate(authority.sign(keys), keys / signing_folder.TRUST_FILE)
    assert found is not None
    assert found.stamped_at is not None
