"""Whoever is shown a certificate must be able to tell that the office made it and nobody changed it."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outcomes import papers

from motcua.kernel import clock
from motcua.kernel.errors import SetupError
from motcua.outcomes import rendering, services, signing


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signing") / "keys"
    signing.make_demo_key(folder, office="UBND Phường Sài Gòn", department="Phòng Kinh tế", now=clock.now())
    return folder


@pytest.fixture(scope="module")
def signed(keys: Path) -> bytes:
    pdf = rendering.render_certificate(papers.certificate())
    return services.sign(pdf, signing.load_signer(keys), reason="Cấp giấy", location="TP. Hồ Chí Minh")


def test_a_signed_certificate_checks_out(keys: Path, signed: bytes) -> None:
    found = signing.check(signed, keys / signing.TRUST_FILE)
    assert found is not None
    assert found.good
    assert "Sài Gòn" in found.signer
    assert "DEMO" in found.signer, "a demonstration never passes for the real office"


def test_signing_adds_and_changes_nothing(signed: bytes) -> None:
    assert signed.startswith(rendering.render_certificate(papers.certificate()))
    assert b"/ETSI.CAdES.detached" in signed


@settings(max_examples=40)
@given(place=st.floats(0, 0.999), flip=st.integers(1, 255))
def test_any_changed_byte_of_the_paper_is_found(keys: Path, signed: bytes, place: float, flip: int) -> None:
    original = rendering.render_certificate(papers.certificate())
    changed = bytearray(signed)
    changed[int(place * len(original))] ^= flip
    try:
        found = signing.check(bytes(changed), keys / signing.TRUST_FILE)
    except signing.SigningError:
        return
    assert found is None or not found.good


def test_words_added_after_signing_are_found(keys: Path, signed: bytes) -> None:
    found = signing.check(signed + b"\n% more\n", keys / signing.TRUST_FILE)
    assert found is not None
    assert not found.whole
    assert not found.good


def test_another_offices_authority_is_not_trusted(tmp_path: Path, signed: bytes) -> None:
    signing.make_demo_key(tmp_path / "other", office="Khác", department="Khác", now=clock.now())
    found = signing.check(signed, tmp_path / "other" / signing.TRUST_FILE)
    assert found is not None
    assert found.intact
    assert not found.trusted


def test_a_paper_without_signature_has_none(keys: Path) -> None:
    assert signing.check(rendering.render_slip(papers.slip()), keys / signing.TRUST_FILE) is None


def test_a_broken_file_is_told_as_such(keys: Path) -> None:
    with pytest.raises(signing.SigningError):
        signing.check(b"%PDF-1.7 nothing", keys / signing.TRUST_FILE)
    with pytest.raises(signing.SigningError):
        services.sign(b"not a paper", signing.load_signer(keys))


def test_only_the_owner_reads_the_key_and_a_second_start_keeps_it(keys: Path) -> None:
    for name in (signing.KEY_FILE, signing.PASSPHRASE_FILE):
        assert stat.S_IMODE((keys / name).stat().st_mode) == 0o600
    before = (keys / signing.KEY_FILE).read_bytes()
    later = clock.now() + timedelta(days=1)
    signing.make_demo_key(keys, office="Khác", department="Khác", now=later)
    assert (keys / signing.KEY_FILE).read_bytes() == before


def test_a_missing_or_locked_key_says_what_to_do(keys: Path, tmp_path: Path) -> None:
    with pytest.raises(SetupError) as missing:
        signing.load_signer(tmp_path)
    assert "missing" in missing.value.details
    with pytest.raises(SetupError):
        signing.load_signer(keys, passphrase=b"wrong")
    with pytest.raises(SetupError):
        signing.check(b"%PDF-", tmp_path / "nothing.pem")
