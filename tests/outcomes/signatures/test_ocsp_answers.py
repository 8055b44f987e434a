"""What an authority answers about a single certificate, and what is dated ahead."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    validate_pdf_signature,
)
from tests.support.authority import YEAR, Authority
from tests.support.outside import OFFICE, Outside, check, fetched, lasting, roots_of, signed

from motcua.kernel import clock
from motcua.outcomes.pki import crl_fetching
from motcua.outcomes.signatures import augmentation
from motcua.outcomes.signatures.embedded import asn1_of
from motcua.outcomes.signatures.signer import ProofError

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    made = Outside(tmp_path / "signing")
    yield made
    made.stop()


@pytest.fixture
def answering(outside: Outside) -> Outside:
    """The authority of the office's key answers about it, by somebody who may, and its list is huge."""
    purpose = ExtendedKeyUsageOID.OCSP_SIGNING
    by = outside.authority.certificate("Trả lời thay", purpose=purpose)
    outside.own = outside.authority.certificate(
        OFFICE, list_at=outside.lists.at("cap"), ask_at=outside.lists.at("hoi"), key=outside.own.key
    )
    outside.own.signer.signer.cert_registry.register_multiple([asn1_of(outside.authority.root)])
    held = outside.own.certificate
    outside.lists.files["hoi"] = lambda: outside.authority.answer(held, by=by)
    return outside


def test_an_answer_about_the_key_takes_the_place_of_a_list_that_has_megabytes(answering: Outside) -> None:
    """Each certificate would have become three megabytes long, for phones on the way to a bank."""
    long = lasting(answering)
    assert answering.lists.faults.counts["cap"] == 0
    assert b"/OCSPs" in long
    assert check(answering, long).good
    strictly = {"trust_roots": roots_of(answering), "allow_fetching": False, "revocation_mode": "require"}
    reader = PdfFileReader(io.BytesIO(long))
    own, stamps = (DocumentSecurityStore.read_dss(reader).as_validation_context(strictly) for _ in range(2))
    assert validate_pdf_signature(reader.embedded_signatures[0], own, stamps).trusted
    with clock.frozen(clock.now() + 5 * YEAR):
        assert check(answering, long).good


def test_an_answer_by_somebody_who_may_be_revoked_too_needs_the_list(answering: Outside) -> None:
    by = answering.authority.certificate(
        "Trả lời thay", purpose=ExtendedKeyUsageOID.OCSP_SIGNING, list_at=answering.lists.at("cap")
    )
    held = answering.own.certificate
    answering.lists.files["hoi"] = lambda: answering.authority.answer(held, by=by)
    lasting(answering)
    assert answering.lists.faults.counts["cap"] == 1


def test_where_nobody_answers_the_list_does(answering: Outside) -> None:
    pdf = signed(answering)
    for ill in (b"nothing", answering.authority.answer(answering.authority.root)):
        answering.lists.files["hoi"] = lambda ill=ill: ill  # type: ignore[misc]
        assert any(answering.lists.at("hoi") in problem for problem in fetched(answering, pdf))
        assert (
            crl_fetching.missing_addresses(augmentation.paths_in(pdf, answering.folder), answering.folder)
            == []
        )


def test_an_answer_counts_only_by_who_may_give_it(answering: Outside) -> None:
    """Any other customer of the authority could have said that a stolen key is good, or a good one stolen."""
    pdf, held = signed(answering), answering.own.certificate
    customer = answering.authority.certificate("Công ty bất kỳ")
    other = Authority("CA cấp chứng thư")
    for ill in (
        answering.authority.answer(held, by=customer, revoked_at=clock.now() - DAY),
        other.answer(held, revoked_at=clock.now() - DAY),
    ):
        answering.lists.files["hoi"] = lambda ill=ill: ill  # type: ignore[misc]
        assert fetched(answering, pdf)
        assert check(answering, pdf).revoked_at is None


def test_that_it_was_taken_back_is_told_by_an_answer_and_stays_told(answering: Outside) -> None:
    pdf, held = signed(answering), answering.own.certificate
    at = clock.now() - DAY
    answering.lists.files["hoi"] = lambda: answering.authority.answer(held, revoked_at=at)
    fetched(answering, pdf)
    assert not check(answering, pdf).good
    with clock.frozen(clock.now() + 7 * HOUR):
        answering.lists.files["hoi"] = lambda: answering.authority.answer(held)
        fetched(answering, pdf)
        assert not check(answering, pdf).good


@pytest.mark.parametrize("what", ["list", "answer"])
def test_what_is_dated_ahead_says_nothing_of_today_and_keeps_no_true_one_out(
    answering: Outside, what: str
) -> None:
    """Until that day nothing newer took its place: a key taken back meanwhile went on signing."""
    pdf, held, name = signed(answering), answering.own.certificate, {"list": "cap", "answer": "hoi"}[what]
    make: Callable[..., bytes] = {
        "list": lambda *taken: answering.authority.listing(*taken, at=clock.now() - HOUR),
        "answer": lambda *taken: answering.authority.answer(
            held, revoked_at=clock.now() - HOUR if taken else None
        ),
    }[what]
    del answering.lists.files["hoi" if what == "list" else "cap"]
    with clock.frozen(clock.now() + 30 * DAY):
        ahead = make()
    answering.lists.files[name] = lambda: ahead
    assert any("time to come" in problem for problem in fetched(answering, pdf))
    paths = augmentation.paths_in(pdf, answering.folder)
    with clock.frozen(clock.now() + 30 * DAY):  # so it lies where one was believed before
        crl_fetching.fetch([paths[0][:2]], answering.folder, answering.fetching)
    with clock.frozen(clock.now() + MINUTE):
        assert crl_fetching.missing_addresses(paths, answering.folder) == [answering.lists.at("hoi")]
        with pytest.raises(ProofError):
            augmentation.augment(pdf, answering.port, answering.folder)
        answering.lists.files[name] = lambda: make(answering.own)
        fetched(answering, pdf)
        assert check(answering, pdf).revoked_at is not None
