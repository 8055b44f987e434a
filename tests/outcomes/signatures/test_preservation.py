"""Results are handed over in time whatever stamps and lists do, and get later what proves them for years."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.desk import people
from tests.outcomes import papers
from tests.support import filing
from tests.support.authority import YEAR, Authority
from tests.support.outside import Outside

from motcua.audit.models import Event
from motcua.cli import results
from motcua.cli.checkup import checks as doctor_checks
from motcua.cli.checkup.findings import Level
from motcua.dossiers import services as dossiers
from motcua.dossiers.models import Dossier
from motcua.interconnect import services as interconnect
from motcua.interconnect.types import OutsideCallError
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError
from motcua.outcomes import selectors, services, tasks
from motcua.outcomes.documents import machine_readable, rendering
from motcua.outcomes.models import IssuedPaper, PaperProof
from motcua.outcomes.signatures import augmentation, key_cache, preservation
from motcua.outcomes.signatures.signer import CertificateError

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def outside(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    made = Outside(tmp_path / "signing")
    settings.SIGNING_FOLDER, settings.TSA_URL = made.folder, made.stamps_at
    # The real adapters, with more patience than in service.
    monkeypatch.setattr(interconnect, "timestamps", lambda: made.port)
    monkeypatch.setattr(interconnect, "revocation_lists", lambda: made.fetching)
    key_cache._kept.clear()
    yield made
    key_cache._kept.clear()
    made.stop()


def given_out(number: str = "079190001234") -> IssuedPaper:
    """Give out a certificate as the office does."""
    dossier = Dossier.objects.first() or dossiers.submit(filing.draft().pk)
    data = papers.certificate()
    pdf = services.sign(rendering.render_certificate(data), services.office_signer(), lasting=True)
    return services.issue(dossier.pk, "certificate", number, pdf, content=machine_readable.as_json(data))


def verified(client: Client, paper: IssuedPaper, pdf: bytes | None = None) -> str:
    address = reverse("portal:verify", args=[paper.token])
    if pdf is None:
        return client.get(address).content.decode()
    return client.post(address, {"file": SimpleUploadedFile("giay.pdf", pdf)}).content.decode()


def test_with_all_at_hand_a_result_is_provable_for_years_as_it_is_handed_over(outside: Outside) -> None:
    preservation.augment_paper(given_out("1").pk)  # from the first on it is known which authority stamps
    paper = given_out()
    assert paper.proven_until is not None
    assert paper.proven_until > clock.now() + 9 * YEAR
    assert not preservation.due()
    assert preservation.current_pdf(paper) == bytes(paper.pdf), "one file, for as long as the stamp holds"


@pytest.mark.parametrize("fault", ["lists down", "lists slow", "lists wrong", "stamps gone after the first"])
def test_what_hangs_outside_delays_no_result_and_is_made_up_for(
    outside: Outside, client: Client, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault == "stamps gone after the first":
        preservation.augment_paper(given_out("1").pk)
        stamp, times = outside.port.stamp, iter([None, None])  # a trial, and the signature's own

        def once(query: bytes) -> bytes:
            if next(times, "gone") == "gone":
                outside.faults.change({"down": True})
            return stamp(query)

        monkeypatch.setattr(type(outside.port), "stamp", lambda self, query: once(query))
    else:
        ill: dict[str, dict[str, object]] = {
            "lists down": {"down": True}, "lists slow": {"slow_s": 9.0}, "lists wrong": {"wrong": "not_json"},
        }  # fmt: skip
        outside.lists.faults.change(ill[fault])
    paper = given_out()
    checked = services.check_signature(bytes(paper.pdf))
    assert checked is not None
    assert checked.good
    assert checked.stamped_at is not None, "B-T at least"
    assert preservation.due() == [paper.pk]
    with outside.hurrying(), pytest.raises(MotcuaError):
        tasks.augment_paper(paper_id=paper.pk)
    assert selectors.stamps_late("phuong-sai-gon") is None, "a minute is no delay to tell of"
    client.force_login(people.officer("binh", role="decision"))
    with clock.frozen(clock.now() + timedelta(hours=2)):
        page = client.get(reverse("desk:queue")).content.decode()
        assert "Chữ ký số chưa đủ bằng chứng lâu dài" in page
        [found] = doctor_checks.proofs()
        assert found.level is Level.NOTE
    monkeypatch.undo()
    monkeypatch.setattr(interconnect, "timestamps", lambda: outside.port)
    monkeypatch.setattr(interconnect, "revocation_lists", lambda: outside.fetching)
    outside.lists.faults.clear()
    outside.faults.clear()
    tasks.augment_paper(paper_id=paper.pk)
    paper.refresh_from_db()
    assert not preservation.due()
    assert paper.proven_until is not None
    longer = preservation.current_pdf(paper)
    assert longer.startswith(bytes(paper.pdf))
    assert "Chữ ký số chưa đủ" not in client.get(reverse("desk:queue")).content.decode()
    [found] = doctor_checks.proofs()
    assert found.level is Level.GOOD, found.seen
    # Who downloaded it before holds the office's file all the same.
    for file in (bytes(paper.pdf), longer):
        assert "Từng byte của tệp bạn gửi giống bản gốc" in verified(client, paper, file)


@pytest.mark.parametrize("why", ["a stranger's", "over"])
def test_no_result_is_given_out_with_a_stamp_that_proves_nothing(outside: Outside, why: str) -> None:
    """It looked stamped, and no stamp added later could prove it: that was found when the first was due."""
    if why == "over":
        outside.start_stamps(until=DAY)
    else:
        outside.trust.write_bytes(outside.root.root.public_bytes(Encoding.PEM))
    with clock.frozen(clock.now() + 2 * DAY), pytest.raises(OutsideCallError) as refused:
        given_out()
    assert (refused.value.system, refused.value.kind) == ("timestamps", "untrusted")


def test_what_is_due_is_queued_behind_all_else_and_once(outside: Outside) -> None:
    paper = given_out()
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        tasks.requeue_owed()
        tasks.requeue_owed()
    [job] = ProcrastinateJob.objects.filter(task_name="outcomes.lift")
    assert job.args == {"paper_id": paper.pk}
    assert job.priority < 0


@pytest.mark.django_db(transaction=True)
def test_no_row_is_held_while_the_authorities_are_asked(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stamping authority that hangs must not keep an officer from taking the certificate back."""
    paper, seen = given_out(), []
    for where, name in ((type(outside.port), "stamp"), (type(outside.fetching), "fetch")):
        asked = getattr(where, name)

        def noted(self: object, what: Any, asked: Any = asked) -> bytes:
            seen.append(connection.in_atomic_block)
            answer: bytes = asked(self, what)
            return answer

        monkeypatch.setattr(where, name, noted)
    assert preservation.augment_paper(paper.pk)
    assert len(seen) == 5, "four lists and a stamp"
    assert not any(seen)


def test_two_workers_add_one_stamp(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = given_out()
    preservation.fetch_lists()
    extend, others = augmentation.augment, iter([paper.pk])

    def slow(*given: Any) -> bytes:
        for other in others:
            assert preservation.augment_paper(other)
        return extend(*given)

    monkeypatch.setattr(augmentation, "augment", slow)
    assert not preservation.augment_paper(paper.pk)
    assert PaperProof.objects.filter(paper=paper).count() == 1


def test_a_stamp_that_comes_while_the_file_is_read_does_not_spoil_it(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second stamp over the file without the first was put behind the first: nobody could prove either."""
    paper = given_out()
    preservation.fetch_lists()
    read, others = preservation.current_pdf, iter([paper.pk])

    def overtaken(item: IssuedPaper) -> bytes:
        found = read(item)
        for other in others:
            assert preservation.augment_paper(other)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(preservation, "current_pdf", overtaken)
        assert not preservation.augment_paper(paper.pk)
    assert PaperProof.objects.filter(paper=paper).count() == 1
    paper.refresh_from_db()
    assert preservation.proof_period(preservation.current_pdf(paper)) is not None


def test_years_later_the_page_says_what_the_file_still_proves(outside: Outside, client: Client) -> None:
    """The key's certificate is over for years: with stamps the file proves itself, without it does not."""
    pdf = rendering.render_certificate(papers.certificate())
    bare = outside.own.signer.sign(pdf, reason="", location="")
    paper = given_out()
    preservation.augment_paper(paper.pk)
    old = services.issue(paper.dossier_id, "confirmation", "1/XN", bare)
    with clock.frozen(clock.now() + 5 * YEAR):
        said = verified(client, paper, preservation.current_pdf(paper))
        assert "trước khi chứng thư số hết hiệu lực" in said
        assert "Từng byte" in said
        assert "Tệp PDF tự nó không chứng minh được chữ ký" in verified(client, old)


def test_stamps_are_renewed_before_the_last_one_ends(outside: Outside, client: Client) -> None:
    paper = given_out()
    preservation.augment_paper(paper.pk)
    paper.refresh_from_db()
    assert paper.proven_until is not None
    assert paper.stamp_due is not None
    assert paper.stamp_due < paper.proven_until - 100 * DAY
    first = preservation.current_pdf(paper)
    with clock.frozen(paper.stamp_due + DAY):
        outside.start_stamps(until=15 * YEAR)
        assert preservation.due() == [paper.pk]
        done = CliRunner().invoke(results.renew_stamps, [])
        assert done.exit_code == 0, done.output
        assert not preservation.due()
    with clock.frozen(paper.proven_until + YEAR):
        assert "Còn giá trị" in verified(client, paper, first)
        paper.refresh_from_db()
        found = services.signature_of(paper)
        assert (found.worth, found.ended_at is not None) == ("proven", True)
        # The records lost it, as after a restore from a backup: the file proves itself.
        longer = preservation.current_pdf(paper)
        PaperProof.objects.all().delete()
        IssuedPaper.objects.all().delete()
        checked = services.check_signature(longer)
        assert checked is not None
        assert checked.good


def test_all_get_a_new_stamp_where_an_authority_announces_that_it_ends(outside: Outside) -> None:
    paper = given_out()
    preservation.augment_paper(paper.pk)
    refused = CliRunner().invoke(results.renew_stamps, ["--all"])
    assert refused.exit_code != 0
    done = CliRunner().invoke(results.renew_stamps, ["--all", "--reason", "đổi khóa"])
    assert done.exit_code == 0, done.output
    assert PaperProof.objects.filter(paper=paper).count() == 2
    assert Event.objects.filter(action="paper.stamps_renewed").count() == 1
    outside.faults.change({"down": True})
    failed = CliRunner().invoke(results.renew_stamps, ["--all", "--reason", "đổi khóa"])
    assert failed.exit_code != 0


def test_an_authority_between_that_was_taken_back_stops_the_key(outside: Outside) -> None:
    """Only the key's own certificate was looked for in the lists."""
    preservation.fetch_lists()
    assert services.sign(rendering.render_certificate(papers.certificate()), services.office_signer())
    outside.authority.trusted(outside.folder)  # as docs/operations.md asks: the one that issued it, too
    outside.root.revoke(outside.folder, outside.authority.root, at=clock.now() - DAY)
    with pytest.raises(CertificateError):
        services.sign(rendering.render_certificate(papers.certificate()), services.office_signer())


def test_doctor_tells_of_a_certificate_that_nobody_here_vouches_for(outside: Outside) -> None:
    """Nothing could be proven for long, and why stood in the worker's log alone."""
    preservation.fetch_lists()
    assert doctor_checks.signing()[0].level is Level.GOOD
    stranger = Authority("CA khác")
    outside.trust.unlink()
    stranger.trusted(outside.folder)
    [found] = doctor_checks.signing()
    assert found.level is Level.WRONG
    assert "ca.pem" in found.fix


def test_doctor_tells_what_cannot_be_proven(outside: Outside, settings: Any) -> None:
    [found] = doctor_checks.proofs()
    assert found.level is Level.NOTE
    assert outside.lists.at("cap") in found.seen
    paper = given_out()
    preservation.augment_paper(paper.pk)
    paper.refresh_from_db()
    assert paper.proven_until is not None
    with clock.frozen(paper.proven_until + DAY):
        assert doctor_checks.proofs()[0].level is Level.WRONG
    settings.TSA_URL = ""
    assert doctor_checks.proofs()[0].level is Level.NOTE
