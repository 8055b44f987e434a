"""A bank's program must be able to tell a true certificate from a false or ended one without calling us."""

import base64
import gzip
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pypdf
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.outcomes import papers
from tests.support import filing
from tests.support.authority import Authority, Issued

from motcua.dossiers import services as dossiers
from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError
from motcua.outcomes import credentials, selectors, services, tasks
from motcua.outcomes.documents import machine_readable, rendering
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.signatures import key_cache, pades, signer

pytestmark = pytest.mark.django_db
URL = "https://motcua.example:8443"
LIST = f"{URL}/xac-minh/danh-sach/0/"


@pytest.fixture
def office(settings: Any, tmp_path: Path) -> Path:
    services.make_demo_key(tmp_path, office="UBND Phường Sài Gòn", department="Kinh tế", now=clock.now())
    settings.SIGNING_FOLDER, settings.PUBLIC_URL = tmp_path, URL
    return tmp_path


@pytest.fixture
def paper() -> IssuedPaper:
    dossier = dossiers.submit(filing.draft().pk)
    data = papers.certificate()
    return services.issue(
        dossier.pk, "certificate", data.business_code, b"%PDF", content=machine_readable.as_json(data)
    )


def outsider(token: str, document: dict[str, Any]) -> dict[str, Any]:
    """Check a credential as a program elsewhere does, from the public document alone."""
    header = jwt.get_unverified_header(token)
    method = next(item for item in document["verificationMethod"] if item["id"] == header["kid"])
    assert header["kid"] in document["assertionMethod"]
    key = jwt.PyJWK(method["publicKeyJwk"])
    claims: dict[str, Any] = jwt.decode(token, key, algorithms=["ES256"], issuer=document["id"])
    return claims


def bit(token: str, document: dict[str, Any], index: int) -> int:
    packed = outsider(token, document)["credentialSubject"]["encodedList"]
    assert packed.startswith("u")
    bits = gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4)))
    assert len(bits) * 8 == credentials.LIST_SIZE
    return bits[index // 8] >> (7 - index % 8) & 1


def test_a_wallet_holds_what_the_paper_says(office: Path, paper: IssuedPaper) -> None:
    token = services.signed_credential(paper, status_url=LIST)
    document = services.did_document()
    assert document["id"] == "did:web:motcua.example%3A8443"
    said = outsider(token, document)
    assert jwt.get_unverified_header(token)["typ"] == "vc+jwt"
    assert said["type"][0] == "VerifiableCredential"
    assert said["issuer"]["id"] == document["id"]
    subject = said["credentialSubject"]
    assert subject["business_code"] == subject["tax_code"] == "079190001234"
    assert subject["business"]["capital"] == 105_000_000
    assert said["termsOfUse"] == [{"type": "DemonstrationOnly"}]


def test_a_changed_word_is_found(office: Path, paper: IssuedPaper) -> None:
    head, body, signature = services.signed_credential(paper, status_url=LIST).split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    said["credentialSubject"]["business"]["capital"] = 999
    forged = base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()
    with pytest.raises(jwt.InvalidSignatureError):
        outsider(f"{head}.{forged}.{signature}", services.did_document())


def test_the_list_tells_a_revoked_and_a_replaced_certificate(office: Path, paper: IssuedPaper) -> None:
    document, index = services.did_document(), paper.pk % credentials.LIST_SIZE
    number = paper.pk // credentials.LIST_SIZE
    assert bit(services.signed_status_list(number, status_url=LIST), document, index) == 0
    newer = services.issue(
        paper.dossier_id, "certificate", "079190001234-2", b"%PDF 2", replaces=paper, content=paper.content
    )
    after = services.signed_status_list(number, status_url=LIST)
    assert (bit(after, document, index), bit(after, document, newer.pk % credentials.LIST_SIZE)) == (1, 0)
    services.mark_revoked(newer.pk, actor="officer:an", why="withdrawn", reason="Kê khai gian dối")
    last = services.signed_status_list(number, status_url=LIST)
    assert bit(last, document, newer.pk % credentials.LIST_SIZE) == 1


def test_a_list_nobody_is_in_and_a_slip_are_no_credentials(office: Path, paper: IssuedPaper) -> None:
    with pytest.raises(NotFoundError):
        services.signed_status_list(paper.pk // credentials.LIST_SIZE + 7, status_url=LIST)
    slip = services.issue(paper.dossier_id, "slip", "x", b"%PDF")
    with pytest.raises(NotFoundError):
        services.signed_credential(slip, status_url=LIST)


def test_what_a_former_key_signed_can_still_be_checked(office: Path, paper: IssuedPaper) -> None:
    token = services.signed_credential(paper, status_url=LIST)
    former = pades.load_signer(office).certificate
    (office / "retired").mkdir()
    (office / "retired" / "2026.pem").write_bytes(former.public_bytes(serialization.Encoding.PEM))
    for name in ("office.p12", "office.p12.passphrase"):
        (office / name).unlink()
    services.make_demo_key(office, office="UBND Phường Sài Gòn", department="Kinh tế", now=clock.now())
    assert outsider(token, services.did_document())["credentialSubject"]["business_code"]


@pytest.fixture
def nothing_kept() -> Iterator[None]:
    key_cache._kept.clear()
    yield
    key_cache._kept.clear()


@pytest.mark.usefixtures("nothing_kept")
def test_a_revoked_key_is_shown_to_nobody_and_signs_no_credential(office: Path, paper: IssuedPaper) -> None:
    """Whoever has a stolen key made credentials that every wallet found good, for as long as we named it."""
    authority = Authority()
    current, former = (authority.certificate("UBND Phường Sài Gòn") for _ in range(2))
    authority.trusted(office)
    (office / "retired").mkdir()
    pem = former.certificate.public_bytes(serialization.Encoding.PEM)
    (office / "retired" / "2025.pem").write_bytes(pem)
    passphrase = (office / "office.p12.passphrase").read_bytes()
    encryption = serialization.BestAvailableEncryption(passphrase)
    (office / "office.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(None, current.key, current.certificate, None, encryption)
    )
    assert len(services.did_document()["verificationMethod"]) == 2
    authority.revoke(office, former, at=clock.now())
    assert len(services.did_document()["verificationMethod"]) == 1
    assert services.signed_credential(paper, status_url=LIST)
    authority.revoke(office, former, current, at=clock.now())
    assert services.did_document()["verificationMethod"] == []
    with pytest.raises(signer.CertificateError):
        services.signed_credential(paper, status_url=LIST)


def _another_key(office: Path, *, until: timedelta) -> Issued:
    """Give the office a key under a certificate that ends then, told from now."""
    authority = Authority()
    authority.trusted(office)
    held = authority.certificate("UBND Phường Sài Gòn", until=until)
    encryption = serialization.BestAvailableEncryption((office / "office.p12.passphrase").read_bytes())
    (office / "office.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(None, held.key, held.certificate, None, encryption)
    )
    return held


@pytest.mark.usefixtures("nothing_kept")
def test_a_key_whose_certificate_is_over_signs_no_credential_and_the_desk_is_told(
    office: Path, paper: IssuedPaper, client: Client
) -> None:
    """Wallets went on to be filled by a key that signs no paper any more, and nobody at the office knew."""
    held = _another_key(office, until=timedelta(days=30))
    token = services.signed_credential(paper, status_url=LIST)
    assert outsider(token, services.did_document())["exp"] == int(
        held.certificate.not_valid_after_utc.timestamp()
    ), "nothing in it shows that it was signed before"
    tasks.look_at_key(timestamp=0)
    assert selectors.key_trouble() is None
    client.force_login(people.officer("binh"))
    # A page's own clock is not the test's: an hour after the end, not a year, keeps the session.
    with clock.frozen(held.certificate.not_valid_after_utc + timedelta(hours=1)):
        key_cache._kept.clear()
        with pytest.raises(signer.CertificateError) as refused:
            services.signed_credential(paper, status_url=LIST)
        with pytest.raises(signer.CertificateError):
            services.signed_status_list(paper.pk // credentials.LIST_SIZE, status_url=LIST)
        assert services.did_document()["verificationMethod"] == []
        assert refused.value.why == "ended"
        page = client.get(reverse("desk:queue")).content.decode()
        assert "Chứng thư số đã hết hạn" in page
    tasks.look_at_key(timestamp=0)
    assert selectors.key_trouble() is None, "a key that counts ends what the desk is told"


@pytest.mark.usefixtures("nothing_kept")
def test_the_desk_is_told_of_a_certificate_that_ended_while_nobody_asked_for_a_signature(
    office: Path,
) -> None:
    held = _another_key(office, until=timedelta(days=30))
    with clock.frozen(held.certificate.not_valid_after_utc + timedelta(hours=1)):
        tasks.look_at_key(timestamp=0)
    found = selectors.key_trouble()
    assert found is not None
    assert (found.why, found.at) == ("ended", held.certificate.not_valid_after_utc)


def test_the_paper_carries_the_same_facts_for_machines() -> None:
    data = papers.certificate()
    reader = pypdf.PdfReader(io.BytesIO(rendering.render_certificate(data)))
    [inside] = reader.attachments[machine_readable.FILE_NAME]
    assert json.loads(inside) == machine_readable.as_json(data)
    assert data.owner_personal_number in inside.decode()
