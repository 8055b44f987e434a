"""Whoever is shown a certificate can tell whether it is the office's, unchanged, and still stands."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from tests.outcomes.papers import certificate
from tests.support import filing
from tests.support.authority import YEAR, Authority, Issued

from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.kernel import clock
from motcua.kernel.vietnamese import mask_name
from motcua.outcomes import services as outcomes
from motcua.outcomes.documents import machine_readable, rendering
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.pki import signing_folder
from motcua.outcomes.signatures import pades

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier() -> Dossier:
    return services.submit(filing.draft().pk)


@pytest.mark.parametrize("address", ["/xac-minh/%00/", "/xac-minh/a%00b/", "/ban-lam-viec/ho-so/%00/"])
def test_an_address_that_cannot_be_is_not_found(client: Client, address: str) -> None:
    """A robot that tries such addresses had the office's log full of errors of the program."""
    assert client.get(address).status_code == 404


def _come_in(client: Client, dossier: Dossier) -> str:
    client.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    return reverse("portal:dossier", args=[dossier.code])


def _certificate(dossier: Dossier, settings: Any, folder: Path) -> IssuedPaper:
    """Give out a real, signed certificate of an invented business."""
    outcomes.make_demo_key(folder, office="UBND Phường Sài Gòn", department="Kinh tế", now=clock.now())
    settings.SIGNING_FOLDER = folder
    data = certificate()
    pdf = outcomes.sign(rendering.render_certificate(data), pades.load_signer(folder))
    return outcomes.issue(
        dossier.pk, "certificate", data.business_code, pdf, content=machine_readable.as_json(data)
    )


def _sent(client: Client, address: str, pdf: bytes) -> str:
    return client.post(address, {"file": SimpleUploadedFile("giay.pdf", pdf)}).content.decode()


def test_a_changed_byte_is_told_and_the_true_file_known(
    dossier: Dossier, client: Client, settings: Any, tmp_path: Path
) -> None:
    paper = _certificate(dossier, settings, tmp_path)
    true = bytes(paper.pdf)
    changed = bytearray(true)
    changed[len(changed) // 3] ^= 1
    stranger = _signed_by_a_stranger(true, tmp_path / "stranger")
    for address in (reverse("portal:verify", args=[paper.token]), reverse("portal:verify-file")):
        assert "Từng byte của tệp bạn gửi giống bản gốc" in _sent(client, address, true)
        # What a program adds after signing leaves the signature whole and is still not what was given out.
        for other in (bytes(changed), true + b"\n% more\n", stranger):
            said = _sent(client, address, other)
            assert "Tệp đã bị thay đổi hoặc làm giả" in said
            assert "notice good" not in said, "what is said of the code is not said of the file"
        assert "không phải tệp cơ quan này đã cấp" in _sent(client, address, b"%PDF-1.7 nothing")
        assert client.post(address).status_code == 422


def test_what_our_key_signed_and_the_records_lost_is_not_called_forged(
    dossier: Dossier, client: Client, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """After a restore from a backup an honest citizen's certificate was said to have been tampered with."""
    paper = _certificate(dossier, settings, tmp_path)
    lost = outcomes.sign(rendering.render_certificate(certificate()), pades.load_signer(tmp_path))
    for address in (reverse("portal:verify", args=[paper.token]), reverse("portal:verify-file")):
        said = _sent(client, address, lost)
        assert "Sổ của cơ quan không có tệp này" in said
        assert "làm giả" not in said
        assert "notice good" not in said
        assert "làm giả" in _sent(client, address, _signed_by_a_stranger(lost, tmp_path / "stranger"))
    noise = [record for record in caplog.records if record.name.startswith("pyhanko")]
    assert not noise, "anybody could fill the log with tracebacks"


def _taken_over(folder: Path) -> tuple[Authority, Issued]:
    """Let the office have its key from an authority that many others have one of; returns both."""
    authority = Authority()
    authority.trusted(folder)
    held = authority.certificate("UBND Phường Sài Gòn")
    encryption = serialization.BestAvailableEncryption(b"secret")
    bundle = pkcs12.serialize_key_and_certificates(None, held.key, held.certificate, None, encryption)
    (folder / signing_folder.KEY_FILE).write_bytes(bundle)
    (folder / signing_folder.PASSPHRASE_FILE).write_bytes(b"secret")
    return authority, held


def test_what_another_customer_of_the_office_s_authority_signed_is_nothing_of_ours(
    dossier: Dossier, client: Client, settings: Any, tmp_path: Path
) -> None:
    """The page called whatever such a customer had signed the office's unbroken digital signature."""
    settings.SIGNING_FOLDER = tmp_path
    authority, _ = _taken_over(tmp_path)
    pdf = rendering.render_certificate(certificate())
    theirs = authority.certificate("Công ty bất kỳ").signer.sign(pdf, reason="", location="")
    address = reverse("portal:verify-file")
    said = _sent(client, address, theirs)
    assert "không phải tệp cơ quan này đã cấp" in said
    assert "còn nguyên vẹn" not in said
    ours = outcomes.sign(pdf, pades.load_signer(tmp_path))
    assert "Sổ của cơ quan không có tệp này" in _sent(client, address, ours)
    with clock.frozen(clock.now() + 2 * YEAR):
        said = _sent(client, address, ours)
    assert "Chứng thư số trên tệp đã hết hạn" in said
    assert "làm giả" not in said


def test_after_the_office_s_certificate_was_revoked_papers_of_before_stand_and_others_are_told(
    dossier: Dossier, client: Client, settings: Any, tmp_path: Path
) -> None:
    """Whoever had the stolen key made papers "with the office's unbroken signature"."""
    settings.SIGNING_FOLDER = tmp_path
    authority, held = _taken_over(tmp_path)
    data = certificate()
    pdf = outcomes.sign(rendering.render_certificate(data), pades.load_signer(tmp_path))
    paper = outcomes.issue(
        dossier.pk, "certificate", data.business_code, pdf, content=machine_readable.as_json(data)
    )
    page, void = reverse("portal:verify", args=[paper.token]), "Chữ ký số trên tệp PDF không còn giá trị"
    stolen = outcomes.sign(rendering.render_certificate(data), pades.load_signer(tmp_path))
    authority.revoke(tmp_path, held, at=clock.now() + timedelta(minutes=1))
    with clock.frozen(clock.now() + timedelta(days=1)):
        for said in (client.get(page).content.decode(), _sent(client, page, pdf)):
            assert "Giấy đang có hiệu lực" in said
            assert void not in said
        said = _sent(client, page, stolen)
        assert "Chứng thư số trên tệp đã bị thu hồi" in said
        assert "nguyên vẹn" not in said
    authority.revoke(tmp_path, held, at=clock.now() - timedelta(days=1))
    assert void in client.get(page).content.decode()
    assert void in _sent(client, reverse("portal:verify-file"), pdf)


def _signed_by_a_stranger(pdf: bytes, folder: Path) -> bytes:
    """Return the file with a second signature, whole and by a key of nobody we trust."""
    if not folder.exists():
        outcomes.make_demo_key(folder, office="Nơi khác", department="Không ai", now=clock.now())
    signer = pades.load_signer(folder)
    assert isinstance(signer, pades.FileSigner)
    metadata = signers.PdfSignatureMetadata(field_name="Khac", md_algorithm="sha256")
    out = io.BytesIO()
    signers.PdfSigner(metadata, signer=signer.signer).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out
    )
    return out.getvalue()


def test_whoever_looks_is_told_that_a_certificate_was_replaced_or_revoked(
    dossier: Dossier, client: Client, settings: Any, tmp_path: Path
) -> None:
    paper = _certificate(dossier, settings, tmp_path)
    page = reverse("portal:verify", args=[paper.token])
    assert "Giấy đang có hiệu lực" in client.get(page).content.decode()
    newer = outcomes.issue(dossier.pk, "certificate", "2", b"%PDF newer", replaces=paper)
    assert "đã được thay bằng giấy mới" in client.get(page).content.decode()
    assert "Tệp này là một giấy khác" in _sent(client, page, b"%PDF newer")
    outcomes.mark_revoked(newer.pk, actor="officer:an", why="ceased", reason="Chấm dứt hoạt động")
    ended = client.get(reverse("portal:verify", args=[newer.token])).content.decode()
    assert "không còn hiệu lực" in ended
    assert "Hộ kinh doanh đã chấm dứt hoạt động" in ended


def test_a_print_with_another_name_does_not_agree_with_the_page_its_genuine_code_opens(
    dossier: Dossier, client: Client, settings: Any, tmp_path: Path
) -> None:
    paper = _certificate(dossier, settings, tmp_path)
    assert paper.content is not None
    said = client.get(reverse("portal:verify", args=[paper.token])).content.decode()
    owner, business = paper.content["owner"]["full_name"], paper.content["business"]["name"]
    assert mask_name(owner) in said
    assert business in said
    # Who has the code alone learns no whole word of the name, no birth date and no address.
    told = said.replace(business, "")
    assert owner not in told
    assert not [word for word in owner.split() if len(word) > 2 and f" {word} " in told]
    for kept in ("permanent_address", "contact_address"):
        assert paper.content["owner"][kept] not in said
    older = outcomes.issue(dossier.pk, "confirmation", "1/XN", b"%PDF without data")
    said = client.get(reverse("portal:verify", args=[older.token])).content.decode()
    assert "Hãy so số và ngày" in said
    assert "Chủ hộ kinh doanh" not in said


def test_a_dossier_whose_certificate_was_taken_back_does_not_look_granted(
    dossier: Dossier, client: Client, settings: Any, tmp_path: Path
) -> None:
    paper = _certificate(dossier, settings, tmp_path)
    dossier.state = State.DECIDED
    dossier.save()
    own = _come_in(client, dossier)
    assert "Hồ sơ đã có kết quả" in client.get(own).content.decode()
    outcomes.mark_revoked(paper.pk, actor="officer:an", why="withdrawn", reason="Kê khai giả mạo")
    page = client.get(own).content.decode()
    assert "Hồ sơ đã có kết quả" not in page
    assert "Cơ quan đã thu hồi giấy này" in page


def test_the_certificate_goes_into_a_wallet_and_only_its_owners(
    dossier: Dossier, client: Client, settings: Any, tmp_path: Path
) -> None:
    paper = _certificate(dossier, settings, tmp_path)
    wallet = reverse("portal:dossier-paper-credential", args=[dossier.code, paper.pk])
    data = reverse("portal:dossier-paper-data", args=[dossier.code, paper.pk])
    assert client.get(wallet).status_code == client.get(data).status_code == 302
    page = client.get(_come_in(client, dossier)).content.decode()
    assert wallet in page
    assert data in page
    assert json.loads(client.get(data).content)["business_code"] == paper.number
    held = client.get(wallet)
    assert held["Content-Type"] == "application/vc+jwt"
    document = client.get(reverse("portal:did")).json()
    key = jwt.PyJWK(document["verificationMethod"][0]["publicKeyJwk"])
    said = jwt.decode(held.content, key, algorithms=["ES256"])
    address = said["credentialStatus"]["statusListCredential"]
    ended = client.get(urlsplit(address).path)
    assert jwt.decode(ended.content, key, algorithms=["ES256"])["id"] == address
