"""What a time-stamp token (RFC 3161) says, and whether the key of the certificate in it says so.

Whether anybody vouches for that certificate is for those who check the paper. A token whose signature does
not even fit its own certificate proves nothing to anybody, and must not go into a paper.
"""

import hashlib
from typing import Any

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512(),
}  # fmt: skip


def content_of(reply: tsp.TimeStampResp) -> Any:
    """Return what was stamped and when (``asn1crypto``'s ``TSTInfo``)."""
    return _signed_data(reply)["encap_content_info"]["content"].parsed


def answers(reply: tsp.TimeStampResp, query: tsp.TimeStampReq) -> bool:
    """Tell whether a granted reply stamps what was asked and for this request (RFC 3161, section 2.4.2).

    Those who sign trust the token's signature, so a stamp of other bytes would go into a paper.
    """
    content = content_of(reply)
    same = content["message_imprint"].native == query["message_imprint"].native
    nonce = query["nonce"].native
    return bool(same and (nonce is None or content["nonce"].native == nonce))


def fits_its_certificate(reply: tsp.TimeStampResp) -> bool:
    """Tell whether the signature is of the key whose certificate comes with it; true where none comes.

    Raises:
        ValueError, TypeError, LookupError: the token is of another form.
    """
    data = _signed_data(reply)
    (signer,) = data["signer_infos"]
    held = _certificate_of(signer, data["certificates"])
    algorithm = signer["digest_algorithm"]["algorithm"].native
    if held is None or algorithm not in _HASHES:
        return True
    attributes = {item["type"].native: item["values"][0].native for item in signer["signed_attrs"]}
    stamped = data["encap_content_info"]["content"].contents
    if attributes.get("message_digest") != hashlib.new(algorithm, stamped).digest():
        return False
    # Signed is the set as it is, not under the tag that it has in the signer's record (RFC 5652, 5.4).
    signed, signature = signer["signed_attrs"].untag().dump(), signer["signature"].native
    key = x509.load_der_x509_certificate(held.dump()).public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(_HASHES[algorithm]))
        elif isinstance(key, rsa.RSAPublicKey) and "pss" not in signer["signature_algorithm"].signature_algo:
            key.verify(signature, signed, padding.PKCS1v15(), _HASHES[algorithm])
    except InvalidSignature:
        return False
    except UnsupportedAlgorithm:
        return True  # of a curve that is not known here: who checks the paper may know it
    return True


def is_of_a_certificate_that_was_over(reply: tsp.TimeStampResp) -> bool:
    """Tell whether the certificate that comes with it had ended when it stamped; false where none comes.

    Raises:
        ValueError, TypeError, LookupError: the token is of another form.
    """
    data = _signed_data(reply)
    held = _certificate_of(data["signer_infos"][0], data["certificates"])
    return held is not None and held.not_valid_after < content_of(reply)["gen_time"].native


def _signed_data(reply: tsp.TimeStampResp) -> Any:
    return reply["time_stamp_token"]["content"]


def _certificate_of(signer: cms.SignerInfo, held: Any) -> Any:
    wanted = signer["sid"].chosen
    if not isinstance(wanted, cms.IssuerAndSerialNumber):
        return None
    for item in held:
        found = item.chosen
        if (found.issuer, found.serial_number) == (wanted["issuer"], wanted["serial_number"].native):
            return found
    return None
