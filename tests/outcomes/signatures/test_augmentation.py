"""What a paper's file proves years later: after the key, its authorities and the stamping ones have ended."""

import io
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    SignatureCoverageLevel,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko_certvalidator import ValidationContext
from tests.support.authority import YEAR, Authority
from tests.support.outside import HASTY, Outside, check, fetched, lasting, roots_of, signed

from motcua.interconnect.timestamps.adapter import HttpTimestamps
from motcua.kernel import clock
from motcua.kernel.errors import OutsideSystemError
from motcua.outcomes.pki import revocation_status
from motcua.outcomes.pki.signing_folder import LISTS_FOLDER
from motcua.outcomes.signatures import augmentation, embedded, pades
from motcua.outcomes.signatures.signer import ProofError

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    made = Outside(tmp_path / "signing")
    yield made
    made.stop()


def test_a_program_elsewhere_finds_all_it_needs_in_the_file(outside: Outside) -> None:
    """An archive has neither our lists nor the authorities' servers and wants a list for each certificate."""
    reader = PdfFileReader(io.BytesIO(lasting(outside)))
    strictly = {"trust_roots": roots_of(outside), "allow_fetching": False, "revocation_mode": "require"}
    # One context each: a certificate that is good for signing is none for stamping.
    own, stamps = (DocumentSecurityStore.read_dss(reader).as_validation_context(strictly) for _ in range(2))
    signature, document_stamp = reader.embedded_signatures
    found = validate_pdf_signature(signature, own, stamps)
    assert found.trusted
    assert found.intact
    assert found.timestamp_validity is not None
    assert found.timestamp_validity.trusted
    assert found.modification_level is ModificationLevel.LTA_UPDATES
    stamped = validate_pdf_timestamp(document_stamp, stamps)
    assert stamped.trusted
    assert stamped.coverage is SignatureCoverageLevel.ENTIRE_FILE
    without = PdfFileReader(io.BytesIO(signed(outside))).embedded_signatures[0]
    assert not validate_pdf_signature(without, ValidationContext(**strictly, crls=[])).trusted


def test_what_was_given_out_before_stays_byte_for_byte(outside: Outside) -> None:
    before = signed(outside)
    after = lasting(outside, before)
    assert after.startswith(before)
    assert lasting(outside, after).startswith(after)
    assert check(outside, after).good


def test_a_certificate_that_is_over_is_outlived_with_a_stamp_only(outside: Outside) -> None:
    long, bare = lasting(outside), signed(outside, stamped=False)
    with clock.frozen(clock.now() + 5 * YEAR):
        found = check(outside, long)
        assert found.good
        assert found.ends_at is not None
        assert found.stamped_at is not None
        assert found.stamped_at < found.ends_at < clock.now()
        unproven = check(outside, bare)
        assert (unproven.intact, unproven.lapsed, unproven.good) == (True, True, False)


def test_the_stamping_authority_ends_too_and_a_stamp_renewed_in_time_outlives_it(outside: Outside) -> None:
    """A stamp whose own certificate is over proves nothing, or an old key of its could date anything back."""
    long = lasting(outside)
    with clock.frozen(clock.now() + 9 * YEAR):
        outside.start_stamps(until=10 * YEAR)
        renewed = lasting(outside, long)
        assert check(outside, renewed).good
    with clock.frozen(clock.now() + 12 * YEAR):
        assert check(outside, renewed).good
        assert check(outside, long).lapsed


@pytest.mark.parametrize("who", ["the key", "an authority above it"])
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_revoked_after_the_stamp_it_holds_revoked_before_it_does_not(
    outside: Outside, who: str, *, before: bool
) -> None:
    long = lasting(outside)
    by, taken = (
        (outside.authority, outside.own) if who == "the key" else (outside.root, outside.authority.root)
    )
    at = clock.now() + (-HOUR if before else HOUR)
    by.revoke(outside.folder, taken, at=at)
    for years in (0, 5):  # also when the certificate has ended since
        with clock.frozen(clock.now() + 2 * HOUR + years * YEAR):
            found = check(outside, long)
            assert found.revoked_at is not None
            assert found.good is not before


@pytest.mark.parametrize("who", ["it", "an authority above it"])
def test_of_a_stamping_key_in_other_hands_no_stamp_counts_but_those_shown_to_be_older(
    outside: Outside, who: str
) -> None:
    """With such a key anybody dates anything back: a stolen office key under a date before its loss."""
    long = lasting(outside)
    with clock.frozen(clock.now() + YEAR / 2):
        outside.start_stamps(until=10 * YEAR)
        renewed = lasting(outside, long)
    first = embedded.signatures(long)[-1].certificate
    by, taken = (
        (outside.stamps_authority, first)
        if who == "it"
        else (outside.stamps_root, outside.stamps_authority.root)
    )
    with clock.frozen(clock.now() + 2 * YEAR):
        by.revoke(outside.folder, taken, at=clock.now() - DAY)
        assert check(outside, long).lapsed, "its only stamps are worth nothing now"
        assert check(outside, renewed).good is (who == "it"), "the newer key's stamp is of before"


def test_of_a_stamping_authority_that_closed_the_stamps_of_before_count(outside: Outside) -> None:
    """RFC 3161, 4.1: its list says that the key was never in other hands."""
    long = lasting(outside)
    with clock.frozen(clock.now() + 2 * YEAR):
        outside.stamps_authority.revoke(
            outside.folder,
            outside.stamper,
            at=clock.now() - DAY,
            reason=x509.ReasonFlags.cessation_of_operation,
        )
        assert check(outside, long).good


def test_nothing_is_called_provable_while_a_list_or_a_trusted_stamp_is_missing(
    outside: Outside, tmp_path: Path
) -> None:
    pdf = signed(outside)
    with pytest.raises(ProofError) as missing:
        augmentation.augment(pdf, outside.port, outside.folder)
    assert outside.lists.at("cap") in str(missing.value.details["lists"])
    fetched(outside, pdf)
    with clock.frozen(clock.now() + 2 * DAY), pytest.raises(ProofError):  # out of date
        augmentation.augment(pdf, outside.port, outside.folder)
    stranger = Outside(tmp_path / "stranger")
    with pytest.raises(ProofError):
        augmentation.augment(pdf, stranger.port, outside.folder)
    stranger.stop()
    outside.faults.change({"slow_s": 5.0})
    hasty = HttpTimestamps(outside.stamps_at, HASTY)
    with closing(hasty), pytest.raises(OutsideSystemError):
        augmentation.augment(pdf, hasty, outside.folder)


@pytest.mark.parametrize(
    "fault", [{"down": True}, {"error_rate": 1.0}, {"wrong": "not_json"}, {"slow_s": 5.0}]
)
def test_a_list_that_cannot_be_had_leaves_the_one_there_is(
    outside: Outside, fault: dict[str, object]
) -> None:
    pdf = signed(outside)
    assert fetched(outside, pdf) == []
    kept = {file: file.read_bytes() for file in (outside.folder / LISTS_FOLDER).iterdir()}
    assert len(kept) == 4
    outside.lists.faults.change(fault)
    with outside.hurrying(), clock.frozen(clock.now() + 7 * HOUR):
        assert len(fetched(outside, pdf)) == 4
    assert {file: file.read_bytes() for file in (outside.folder / LISTS_FOLDER).iterdir()} == kept


def test_a_list_of_somebody_else_or_an_older_one_takes_no_place(outside: Outside) -> None:
    """Lists come over plain HTTP: whoever stands between could put back the one from before a revocation."""
    pdf, older = signed(outside), outside.authority.listing()
    outside.lists.files["cap"] = lambda: Authority("CA cấp chứng thư").listing(outside.own)
    assert any("signed" in problem for problem in fetched(outside, pdf))
    with clock.frozen(clock.now() + HOUR):
        outside.lists.files["cap"] = lambda: outside.authority.listing(outside.own)
        assert fetched(outside, pdf) == []
    with clock.frozen(clock.now() + 8 * HOUR):
        outside.lists.files["cap"] = lambda: older
        assert any("older" in problem for problem in fetched(outside, pdf))
        assert revocation_status.revocations_on(augmentation.paths_in(pdf, outside.folder)[0], outside.folder)


def test_that_a_certificate_was_taken_back_is_known_after_its_authority_left_it_out(outside: Outside) -> None:
    """Authorities leave out who is over: a paper by a stolen key came to life again."""
    pdf = signed(outside)
    at = clock.now() - DAY
    outside.lists.files["cap"] = lambda: outside.authority.listing(outside.own, at=at)
    fetched(outside, pdf)
    with clock.frozen(clock.now() + 7 * HOUR):
        outside.lists.files["cap"] = outside.authority.listing
        fetched(outside, pdf)
        found = check(outside, pdf)
    assert found.revoked_at is not None
    assert not found.good


def test_lists_are_asked_for_a_few_times_a_day(outside: Outside) -> None:
    pdf = signed(outside)
    for hours in (0, 1, 2, 5, 7, 8):
        with clock.frozen(clock.now() + hours * HOUR):
            fetched(outside, pdf)
    assert outside.lists.faults.counts["cap"] == 2


def _stamped(outside: Outside, writer: IncrementalPdfFileWriter) -> bytes:
    """Return what somebody wrote with a genuine stamp of the same authority over it: anybody can buy one."""
    out = io.BytesIO()
    PdfTimeStamper(pades.PortTimeStamper(outside.port), field_name="Khac").timestamp_pdf(
        writer, "sha256", output=out
    )
    return out.getvalue()


def test_another_page_over_a_paper_of_ours_with_a_genuine_stamp_is_told(outside: Outside) -> None:
    """The office's signature is whole over its part and the stamp over all; what is shown is a stranger's."""
    for true in (signed(outside), lasting(outside)):
        writer = IncrementalPdfFileWriter(io.BytesIO(true))
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT (false) Tj ET"))
        writer.update_container(page)
        found = check(outside, _stamped(outside, writer))
        assert found.named
        assert not found.whole
    writer = IncrementalPdfFileWriter(io.BytesIO(signed(outside)))
    assert check(outside, _stamped(outside, writer)).good, "a stamp alone, of an archive, changes nothing"


def _added(pdf: bytes, said: bytes) -> bytes:
    """Return a file with an addition, well formed, of an object that says this and a stamp of something else.

    So all of it is covered, and only taking it apart tells what it is.
    """
    stamp = embedded.signatures(pdf)[-1].data
    token = cms.ContentInfo({"content_type": "signed_data", "content": stamp}).dump().hex().encode()
    previous = int(pdf[pdf.rindex(b"startxref") + len(b"startxref") :].split()[0])
    first = b"900 0 obj\n" + said + b"\nendobj\n"
    head = b"901 0 obj\n<< /Type /DocTimeStamp /Contents "
    start = len(pdf) + len(first) + len(head)
    end = start + len(token) + 2
    tail = b"\n/ByteRange [0 %d %d %010d] >>\nendobj\n"
    table_at = end + len(tail % (start, end, 0))
    table = b"xref\n900 2\n%010d 00000 n \n%010d 00000 n \n" % (len(pdf), len(pdf) + len(first))
    trailer = b"trailer\n<< /Size 902 /Root 111 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    after = table + trailer % (previous, table_at)
    covered = table_at + len(after) - end
    return pdf + first + head + b"<" + token + b">" + tail % (start, end, covered) + after


@pytest.mark.parametrize("kind", ["bomb", "nested", "long", "circle", "hidden"])
def test_what_is_put_behind_a_paper_of_ours_keeps_the_page_busy_no_longer(
    outside: Outside, kind: str
) -> None:
    """Whoever has a certificate has a file whose first part our key signed."""
    true = lasting(outside)
    flood = zlib.compress(bytes(40_000_000), 9)
    packed = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(flood) + flood + b"\nendstream"
    inner = b"901 0 obj\n" + packed + b"\nendobj\n"
    said = {
        "bomb": packed,
        "nested": b"[" * 15_000 + b"]" * 15_000,
        "long": b"(" + b"a" * 40_000 + b")",
        "circle": b"<< /Prev 900 0 R /Next 900 0 R >>",
        "hidden": b"<< /Length %d >>\nstream\n" % len(inner) + inner + b"\nendstream",
    }[kind]
    file = _added(true, said)
    assert embedded.signatures(file)[-1].end == len(file)
    before = time.process_time()
    found = check(outside, file)
    assert time.process_time() - before < 2
    assert found.named
    assert not found.whole


def test_the_most_stamps_that_are_looked_at_take_no_time(outside: Outside) -> None:
    file = lasting(outside)
    for _ in range(13):
        file = augmentation.augment(file, outside.port, outside.folder)
    before = time.process_time()
    assert check(outside, file).good
    assert time.process_time() - before < 2
