"""The certificate as a W3C Verifiable Credential that a wallet holds and anyone can check without asking us.

Data model 2.0 (W3C Recommendation, 15 May 2025), secured as a JWT by *Securing Verifiable Credentials using
JOSE and COSE*: ``typ: vc+jwt``, the credential itself as the payload. The issuer is ``did:web`` of this
installation, whose document lists the office's keys; whether a certificate still stands is one bit of a
*Bitstring Status List*. All three addresses are public and say nothing about a person.
"""

import base64
import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.db.models import Q

from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.signatures import preservation
from motcua.outcomes.signatures.signer import OfficeSigner

#: Media types of a credential in this form.
MEDIA_TYPE: Final = "application/vc+jwt"
#: Certificates one status list speaks for: the smallest the recommendation allows, so that asking for the
#: list does not tell which certificate is meant.
LIST_SIZE: Final = 131_072
_CONTEXT = "https://www.w3.org/ns/credentials/v2"
#: W3C's vocabulary for terms that have no published meaning of their own.
_OWN_TERMS = "https://www.w3.org/ns/credentials/undefined-terms/v2"


def did(public_url: str) -> str:
    """Return the ``did:web`` of an installation: its host, a port after ``%3A``."""
    return "did:web:" + urlsplit(public_url).netloc.replace(":", "%3A")


def did_document(public_url: str, certificates: list[x509.Certificate]) -> dict[str, Any]:
    """Return the DID document that lists the keys of these certificates, the one in use first.

    ``expires`` (W3C Controlled Identifiers 1.0, 2.2): nothing that a key signed is to be believed after it.
    """
    issuer = did(public_url)
    methods = [
        {
            "id": f"{issuer}#{key_id(certificate)}",
            "type": "JsonWebKey",
            "controller": issuer,
            "publicKeyJwk": _jwk(certificate),
            "expires": _moment(certificate.not_valid_after_utc),
        }
        for certificate in certificates
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": issuer,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def key_id(certificate: x509.Certificate) -> str:
    """Return the name of a key: the SHA-256 of its certificate, which also says who vouches for it."""
    return base64.urlsafe_b64encode(certificate.fingerprint(hashes.SHA256())).rstrip(b"=").decode()


def credential(paper: IssuedPaper, *, public_url: str, status_url: str) -> dict[str, Any]:
    """Return a certificate as an unsigned credential; ``status_url`` is its status list's address.

    Raises:
        NotFoundError: the paper has no content for machines: another kind, or of before this was kept; or it
            was restored and the decision on that is not signed yet.
    """
    content, stands_at = paper.content, status_index(paper)
    if content is None or stands_at is None:
        raise NotFoundError(paper=paper.pk)
    index = stands_at % LIST_SIZE
    return {
        "@context": [_CONTEXT, _OWN_TERMS],
        "id": f"urn:uuid:{_uuid_of(paper)}",
        "type": ["VerifiableCredential", "HouseholdBusinessCertificate"],
        "issuer": {"id": did(public_url), "name": content["issued_by"]["authority"]},
        "validFrom": _moment(paper.issued_at),
        "credentialStatus": {
            "id": f"{status_url}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": status_url,
        },
        "credentialSubject": {
            "type": "HouseholdBusiness",
            **{
                key: value
                for key, value in content.items()
                if key not in {"type", "version", "issued_by", "verify_url", "demo"}
            },
        },
        "evidence": [
            {"type": "SignedPdf", "sha256": digest, "page": content["verify_url"]}
            for digest in preservation.digests_of(paper)
        ],
        **({"termsOfUse": [{"type": "DemonstrationOnly"}]} if content["demo"] else {}),
    }


def status_list(number: int, *, public_url: str, status_url: str) -> dict[str, Any]:
    """Return the unsigned credential that says which certificates no longer stand.

    A bit is 1 for a certificate that was revoked or replaced, and never 0 again, as the recommendation wants:
    a restored certificate goes on under another place. ``number`` counts lists from 0.

    Raises:
        NotFoundError: no certificate has a place in this list.
    """
    first = number * LIST_SIZE
    placed = Q(kind="certificate") | Q(kind="restoration")
    within = IssuedPaper.objects.filter(placed, pk__gte=first, pk__lt=first + LIST_SIZE)
    if number < 0 or not within.exists():
        raise NotFoundError(status_list=number)
    # A place that a restoration gave ends when the certificate is revoked anew or replaced.
    ended = within.filter(
        Q(kind="certificate", revoked_at__isnull=False)
        | Q(kind="certificate", replaced_by__isnull=False)
        | Q(kind="restoration", restores__restored_at=None)
        | Q(kind="restoration", restores__replaced_by__isnull=False)
    )
    bits = bytearray(LIST_SIZE // 8)
    for key in ended.values_list("pk", flat=True):
        bits[(key - first) // 8] |= 0x80 >> (key - first) % 8  # the left-most bit is index 0
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
    return {
        "@context": [_CONTEXT],
        "id": status_url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did(public_url),
        "validFrom": _moment(clock.now()),
        "credentialSubject": {
            "id": f"{status_url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{packed}",
        },
    }


def status_index(paper: IssuedPaper) -> int | None:
    """Return where a certificate stands in the status lists, counted over all of them.

    None between its restoration and the signed decision on that, whose place it then takes.
    """
    return paper.restored_by_id or (paper.pk if paper.restored_at is None else None)


def sign_credential(
    unsigned: dict[str, Any],
    signer: OfficeSigner,
    *,
    public_url: str,
    ensure_counts: Callable[[x509.Certificate], None],
) -> str:
    """Return a credential as a JWT signed by the office's key.

    ``exp`` is when the key's certificate ends: nothing in a JWT shows when it was signed, so from then on
    it could as well be made by whoever got hold of the old key. What it says may hold on: that is
    ``validUntil``, which none of ours has. ``ensure_counts`` looks at the very certificate before.

    Raises:
        SigningError: the key did not allow it, or ``ensure_counts``.
    """
    issuer, now = did(public_url), clock.now()
    claims = {**unsigned, "iss": issuer, "iat": int(now.timestamp())}

    def name(certificate: x509.Certificate) -> str:
        ensure_counts(certificate)
        claims["exp"] = int(certificate.not_valid_after_utc.timestamp())
        return f"{issuer}#{key_id(certificate)}"

    return signer.sign_jwt(claims, {"typ": "vc+jwt", "cty": "vc"}, name=name)


def _jwk(certificate: x509.Certificate) -> dict[str, Any]:
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        found = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key))
    elif isinstance(key, rsa.RSAPublicKey):
        found = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key))
    else:
        raise TypeError(f"no JSON form for a key of type {type(key).__name__}")
    return {**found, "kid": key_id(certificate), "use": "sig"}


def _uuid_of(paper: IssuedPaper) -> str:
    # Another credential after a restoration: its predecessor stays revoked.
    digest = paper.sha256 if paper.restored_by is None else paper.restored_by.sha256
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
