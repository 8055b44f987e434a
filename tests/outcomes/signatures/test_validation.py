"""A file somebody sends is believed only if the office's own key signed it while its certificate counted."""

import io
import time
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from tests.outcomes import papers
from tests.outcomes.signatures.test_signing import Authority as Stamps
from tests.support.authority import YEAR, Authority, Issued

from motcua.kernel import clock
from motcua.outcomes import services
from motcua.outcomes.documents import rendering
from motcua.outcomes.pki import revocation_status
from motcua.outcomes.signatures import signer, validation
from motcua.outcomes.signatures.embedded import asn1_of

HOUR = timedelta(hours=1)


class Office:
    """An office with a certificate of an authority that many others have one of, and a stamping authority."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.authority = folder, Authority()
        self.trust = self.authority.trusted(folder)
        self.own = self.authority.certificate("UBND Phường Sài Gòn")
        self.stamps = Stamps(folder)
        self.pdf = rendering.render_certificate(papers.certificate())

    def signed(self, by: Issued | None = None, *, stamped: bool = False) -> bytes:
        port = self.stamps.port if stamped else None
        return (by or self.own).signer.sign(self.pdf, reason="", location="", timestamps=port)

    def check(self, pdf: bytes) -> validation.SignatureCheck:
        found = validation.validate(pdf, self.trust, own=[self.own.certificate])
        assert found is not None
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "signing")
    yield made
    made.stamps.stop()


def test_whoever_else_has_a_certificate_of_the_same_authority_does_not_sign_for_the_office(
    office: Office,
) -> None:
    """Each customer of a public authority could make certificates "with the office's unbroken signature"."""
    customer = office.authority.certificate("Công ty bất kỳ")
    found = office.check(office.signed(customer))
    assert found.intact
    assert not found.good
    assert not found.named, "nor does a file that has nothing to do with the office bear its name"
    assert office.check(office.signed()).good


def test_the_renewed_key_of_the_office_is_still_the_office(office: Office) -> None:
    """Same name, new key: what the old one signed must not turn into a stranger's paper."""
    before = office.signed()
    office.own = office.authority.certificate("UBND Phường Sài Gòn")
    assert office.check(before).good


@pytest.mark.parametrize("lost_before", [False, True], ids=["", "key lost earlier"])
def test_a_revoked_certificate_counts_for_what_was_stamped_before_only(
    office: Office, *, lost_before: bool
) -> None:
    stamped, bare = office.signed(stamped=True), office.signed()
    office.authority.revoke(
        office.folder,
        office.own,
        at=clock.now() + HOUR,
        lost_at=clock.now() - HOUR if lost_before else None,
    )
    assert office.check(stamped).good is not lost_before
    for unproven in (bare, stamped) if lost_before else (bare,):
        found = office.check(unproven)
        assert found.intact
        assert not found.good
        assert found.revoked_at is not None


def test_what_is_stamped_after_the_revocation_counts_for_nothing(office: Office) -> None:
    office.authority.revoke(office.folder, office.own, at=clock.now() - HOUR)
    found = office.check(office.signed(stamped=True))
    assert found.stamped_at is not None
    assert found.revoked_at is not None
    assert not found.good


def test_a_list_that_the_authority_did_not_sign_takes_no_certificate_back(office: Office) -> None:
    stranger = Authority()  # under the same name
    file = stranger.revoke(office.folder, office.own, at=clock.now() - HOUR)
    assert revocation_status.revoked_since(office.own.certificate, office.folder) is None
    file.write_bytes(b"no list at all")
    assert revocation_status.revoked_since(office.own.certificate, office.folder) is None
    assert office.check(office.signed()).good


def test_a_paper_outlives_the_certificate_that_signed_it_where_a_stamp_shows_when(office: Office) -> None:
    """An honest paper that the records lost was called forged as soon as the certificate was over."""
    stamped, bare = office.signed(stamped=True), office.signed()
    with clock.frozen(clock.now() + 2 * YEAR):
        assert office.check(stamped).good
        found = office.check(bare)
    assert (found.intact, found.whole, found.good, found.lapsed) == (True, True, False, True)


def test_a_key_whose_certificate_does_not_count_signs_nothing(
    office: Office, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.SIGNING_FOLDER", office.folder)
    assert services.sign(office.pdf, office.own.signer)
    for since, until in ((-2 * YEAR, -YEAR / 2), (YEAR / 2, YEAR)):
        other = office.authority.certificate("UBND Phường Sài Gòn", since=since, until=until)
        with pytest.raises(signer.CertificateError):
            services.sign(office.pdf, other.signer)
    office.authority.revoke(office.folder, office.own, at=clock.now() - HOUR)
    with pytest.raises(signer.SigningError) as refused:
        services.sign(office.pdf, office.own.signer)
    assert "revoked" in refused.value.details["cause"]


def _with_cms(pdf: bytes, change: object) -> bytes:
    """Return the file with its signature's structure changed, at its place and of its length."""
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    end = pdf.index(b">", start)
    held = cms.ContentInfo.load(bytes.fromhex(pdf[start:end].decode()))
    change(held["content"])  # type: ignore[operator]
    written = held.dump(force=True).hex().encode()
    return pdf[:start] + written.ljust(end - start, b"0") + pdf[end:]


def _longer_lived(data: cms.SignedData) -> None:
    for held in data["certificates"]:
        validity = held.chosen["tbs_certificate"]["validity"]
        validity["not_after"].chosen.set(clock.now() + 9 * YEAR)


def _signed_earlier(data: cms.SignedData) -> None:
    for attribute in data["signer_infos"][0]["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            attribute["values"][0] = b"\0" * 32


def test_what_was_tampered_with_is_told_as_in_the_office_s_name_and_not_as_it_was(office: Office) -> None:
    true = office.signed(stamped=True)
    writer = IncrementalPdfFileWriter(io.BytesIO(true))
    writer.root["/Lang"] = generic.pdf_string("en")
    writer.update_root()
    updated = io.BytesIO()
    writer.write(updated)
    later = bytearray(true)
    later[true.index(b"/M (D") + 16] ^= 1  # the year
    for changed in (
        updated.getvalue(),
        bytes(later),
        _with_cms(true, _longer_lived),
        _with_cms(true, _signed_earlier),
        Authority().certificate("UBND Phường Sài Gòn").signer.sign(office.pdf, reason="", location=""),
    ):
        found = office.check(changed)
        assert found.named
        assert not found.good


def test_a_stamp_of_another_authority_says_nothing_about_when(office: Office, tmp_path: Path) -> None:
    other = Stamps(tmp_path / "other")
    signed = office.own.signer.sign(office.pdf, reason="", location="", timestamps=other.port)
    other.stop()
    assert office.check(signed).stamped_at is None
    office.authority.revoke(office.folder, office.own, at=clock.now() + HOUR)
    assert not office.check(signed).good


def _bomb() -> bytes:
    """Return a PDF of 70 KB whose table of objects unfolds to 70 MB; it was read for a minute and a half."""
    table = zlib.compress(bytes(70_000_000), 9)
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/AcroForm<</SigFlags 3/Fields[]>>>>\nendobj\n"
    head = b"2 0 obj\n<</Type/XRef/Size 10000000/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>\nstream\n"
    tail = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + head % len(table) + table + tail


def test_a_file_that_unfolds_does_not_keep_the_verification_page_busy(office: Office) -> None:
    """Anybody may send one there; each held a thread of the web server and its memory."""
    before = time.process_time()
    assert validation.validate(_bomb(), office.trust) is None
    many = b"%PDF-1.7\n" + b"/ByteRange [0 9 9 9]" * 50_000
    with pytest.raises(signer.SigningError):
        validation.validate(many, office.trust)
    assert time.process_time() - before < 2


@pytest.mark.parametrize("heap", [4, 10], ids=["as many as looked at", "too many"])
def test_a_heap_of_certificates_of_one_name_is_not_searched_for_ways(office: Office, heap: int) -> None:
    """Among nine that may each stand above each other it took minutes, for whoever sent the file."""
    circle = [Authority() for _ in range(5)]  # all under the name of the office's own authority
    crossed = [one.vouch(circle[(at + step) % 5]) for step in (1, 2) for at, one in enumerate(circle)]
    stranger = circle[0].certificate("Không ai").signer
    stranger.signer.cert_registry.register_multiple([asn1_of(item) for item in crossed[:heap]])
    file = stranger.sign(office.pdf, reason="", location="")
    before = time.process_time()
    if heap == 4:
        assert not office.check(file).good
    else:
        with pytest.raises(signer.SigningError):
            office.check(file)
    assert time.process_time() - before < 2
