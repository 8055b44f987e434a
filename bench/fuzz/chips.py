"""Chip files drawn for tests and fuzzing: an invented holder, signed by an invented authority.

Keys are made anew each time and are worth nothing. The structure follows ICAO Doc 9303-10 and -12; data group
13 is written as public programs read it.
"""

import base64
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import cv2
import numpy as np
from asn1crypto import algos, cms, core, keys, pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID, ObjectIdentifier
from PIL import Image as Pillow

from motcua.papers.chip.curves import DOMAINS, NAMED
from motcua.papers.chip.groups import SOD_TAG, TAGS
from motcua.papers.mrz import icao

LDS_OBJECT = "2.23.136.1.1.1"
BORN, ISSUED, EXPIRES = date(1990, 2, 3), date(2022, 5, 4), date(2030, 2, 3)
HOLDER = {
    "personal_number": "079090001234",
    "date_of_birth": BORN,
    "sex": "Nam",
    "date_of_expiry": EXPIRES,
    "full_name": "Nguyễn Văn Đức",
}
#: Entries of data group 13: number -> text, or texts.
ENTRIES: dict[int, str | tuple[str, ...]] = {
    1: "079090001234", 2: "Nguyễn Văn Đức", 3: "03/02/1990", 4: "Nam", 5: "Việt Nam", 6: "Kinh", 7: "Không",
    8: "Xã Mẫu, Huyện Mẫu, Tỉnh Mẫu", 9: "Số 5, Đường Mẫu, Phường Mẫu", 10: "Nốt ruồi C: 1cm dưới mắt trái",
    11: "04/05/2022", 12: "03/02/2030", 13: ("Nguyễn Văn A", "Trần Thị B"), 15: "Mẫu", 16: "012345678",
}  # fmt: skip
_PRINTABLE = frozenset({1, 3, 11, 16})
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303 - to test that it is told apart
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate (DER) and its key; ``pss`` says how an RSA key signs."""

    certificate: bytes
    key: Key
    pss: bool = False

    def sign(self, data: bytes, hash_name: str) -> bytes:
        """Return the signature, ECDSA in DER."""
        algorithm = _HASHES[hash_name]
        if isinstance(self.key, rsa.RSAPrivateKey):
            way = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size) if self.pss else None
            return self.key.sign(data, way or padding.PKCS1v15(), algorithm)
        return self.key.sign(data, ec.ECDSA(algorithm))

    def algorithm(self, hash_name: str) -> algos.SignedDigestAlgorithm:
        """Return how :meth:`sign` signs."""
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return algos.SignedDigestAlgorithm({"algorithm": f"{hash_name}_ecdsa"})
        if not self.pss:
            return algos.SignedDigestAlgorithm({"algorithm": f"{hash_name}_rsa"})
        parameters = {
            "hash_algorithm": {"algorithm": hash_name},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": hash_name}},
            "salt_length": _HASHES[hash_name].digest_size,
        }
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})


def make_key(kind: str) -> Key:
    """Return a new key: ``rsa2048``, ``rsa1024`` or the name of a curve of `cryptography`."""
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65537, int(kind[3:]))
    return ec.generate_private_key(next(curve for curve in NAMED.values() if curve.name == kind))


def certify(
    kind: str,
    *,
    issuer: Signer | None = None,
    name: str = "Document Signer",
    country: str = "VN",
    begins: date = date(2020, 1, 1),
    ends: date = date(2040, 1, 1),
    pss: bool = False,
    explicit: bool = False,
    authority: bool | None = None,
    usage: str | None = None,
    extended: str | None = None,
) -> Signer:
    """Return a new certificate with its key: a CSCA where ``issuer`` is None, else a document signer's.

    ``explicit`` writes the curve's parameters out. ``authority``, ``usage`` (``sign`` or ``certify``) and
    ``extended`` (an object identifier) override what such a certificate has.
    """
    key = make_key(kind)
    subject = _name(country, name if issuer else "CSCA Test")
    parent = x509.load_der_x509_certificate(issuer.certificate).subject if issuer else subject
    is_authority = issuer is None if authority is None else authority
    signs = usage == "sign" if usage else not is_authority
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(parent)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.combine(begins, time(), UTC))
        .not_valid_after(datetime.combine(ends, time(), UTC))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_usage(signs=signs), critical=True)
    )
    if extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ObjectIdentifier(extended)]), critical=True)
    own = issuer or Signer(b"", key, pss)
    way = None
    if own.pss:
        way = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256.digest_size)
    made = builder.sign(own.key, hashes.SHA256(), rsa_padding=way)
    der = made.public_bytes(serialization.Encoding.DER)
    return Signer(_written_out(der, key, own) if explicit else der, key, pss)


def _name(country: str, common: str) -> x509.Name:
    parts = [
        (NameOID.COUNTRY_NAME, country),
        (NameOID.ORGANIZATION_NAME, "Mẫu"),
        (NameOID.COMMON_NAME, common),
    ]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs, key_cert_sign=not signs, crl_sign=not signs, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip


def written_out_parameters(curve: ec.EllipticCurve, **changes: int) -> keys.ECDomainParameters:
    """Return a curve's parameters in full, some of them changed."""
    domain = DOMAINS[next(dotted for dotted, known in NAMED.items() if known.name == curve.name)]
    p, a, b, x, y, n = (changes.get(part, getattr(domain, part)) for part in ("p", "a", "b", "x", "y", "n"))
    size = (domain.p.bit_length() + 7) // 8
    specified = keys.SpecifiedECDomain(
        {
            "version": 1,
            "field_id": {"field_type": "prime_field", "parameters": core.Integer(p)},
            "curve": {"a": a.to_bytes(size, "big"), "b": b.to_bytes(size, "big")},
            "base": b"\x04" + x.to_bytes(size, "big") + y.to_bytes(size, "big"),
            "order": n,
            "cofactor": 1,
        }
    )
    return keys.ECDomainParameters(name="specified", value=specified)


def _written_out(der: bytes, key: Key, issuer: Signer) -> bytes:
    """Return a certificate with its curve's parameters in full, signed again."""
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    certificate = asn1_x509.Certificate.load(der)
    body = certificate["tbs_certificate"]
    body["subject_public_key_info"]["algorithm"]["parameters"] = written_out_parameters(key.curve)
    data = body.dump(force=True)
    return bytes(
        asn1_x509.Certificate(
            {
                "tbs_certificate": asn1_x509.TbsCertificate.load(data),
                "signature_algorithm": certificate["signature_algorithm"],
                "signature_value": issuer.sign(data, "sha256"),
            }
        ).dump()
    )


def element(tag: int, value: bytes) -> bytes:
    """Return one tag-length-value element in its shortest form."""
    head = tag.to_bytes((tag.bit_length() + 7) // 8, "big")
    if len(value) < 128:
        return head + bytes([len(value)]) + value
    size = (len(value).bit_length() + 7) // 8
    return head + bytes([0x80 | size]) + len(value).to_bytes(size, "big") + value


def group1(lines: Sequence[str]) -> bytes:
    """Return data group 1 of a zone."""
    return element(TAGS[1], element(0x5F1F, "".join(lines).encode()))


def group2(picture: bytes) -> bytes:
    """Return data group 2 of an encoded picture (Doc 9303-10, 4.7.2; ISO/IEC 19794-5:2005)."""
    face = (
        bytes(16) + bytes([1, 0]) + (240).to_bytes(2, "big") + (320).to_bytes(2, "big") + bytes(6) + picture
    )
    block = (4 + len(face)).to_bytes(4, "big") + face
    record = b"FAC\x00010\x00" + (14 + len(block)).to_bytes(4, "big") + (1).to_bytes(2, "big") + block
    header = element(0xA1, element(0x81, b"\x02") + element(0x87, b"\x01\x01") + element(0x88, b"\x00\x08"))
    template = element(0x7F60, header + element(0x5F2E, record))
    return element(TAGS[2], element(0x7F61, element(0x02, b"\x01") + template))


def group13(entries: Mapping[int, str | tuple[str, ...]]) -> bytes:
    """Return data group 13 as public programs read it."""
    items = b""
    for number, value in entries.items():
        tag = 0x13 if number in _PRINTABLE else 0x0C
        texts = (value,) if isinstance(value, str) else value
        strings = b"".join(element(tag, text.encode()) for text in texts)
        inner = strings if isinstance(value, str) else element(0x30, strings)
        items += element(0x30, element(0x02, bytes([number])) + inner)
    return element(TAGS[13], element(0x30, items))


def picture(form: str = "JPEG", size: tuple[int, int] = (240, 320)) -> bytes:
    """Return an encoded picture that stands for a face."""
    width, height = size
    pixels = np.full((height, width, 3), 210, np.uint8)
    cv2.ellipse(pixels, (width // 2, height // 2), (width // 4, height // 3), 0, 0, 360, (150, 180, 220), -1)
    out = io.BytesIO()
    Pillow.fromarray(pixels).save(out, form)
    return out.getvalue()


def sod(
    groups: Mapping[int, bytes],
    signer: Signer,
    *,
    group_hash: str = "sha256",
    hash_name: str = "sha256",
    certificate: bytes | None = None,
    signed_at: date | None = None,
    content_type: str = LDS_OBJECT,
) -> bytes:
    """Return EF.SOD over the groups (by number); ``certificate`` replaces the signer's in it."""
    listed = b"".join(
        element(0x30, element(0x02, bytes([number])) + element(0x04, _digest(group_hash, raw)))
        for number, raw in sorted(groups.items())
    )
    content = element(
        0x30,
        element(0x02, b"\x00")
        + algos.DigestAlgorithm({"algorithm": group_hash}).dump()
        + element(0x30, listed),
    )
    own = asn1_x509.Certificate.load(signer.certificate)
    attributes: list[dict[str, Any]] = [
        {"type": "content_type", "values": [content_type]},
        {"type": "message_digest", "values": [_digest(hash_name, content)]},
    ]
    if signed_at is not None:
        when = cms.Time("utc_time", core.UTCTime(datetime.combine(signed_at, time(9), UTC)))
        attributes.append({"type": "signing_time", "values": [when]})
    signed = cms.CMSAttributes(attributes)
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": {"issuer_and_serial_number": {"issuer": own.issuer, "serial_number": own.serial_number}},
            "digest_algorithm": {"algorithm": hash_name},
            "signed_attrs": signed,
            "signature_algorithm": signer.algorithm(hash_name),
            "signature": signer.sign(signed.dump(), hash_name),
        }
    )
    data = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": hash_name}],
            "encap_content_info": {"content_type": LDS_OBJECT, "content": content},
            "certificates": [asn1_x509.Certificate.load(certificate or signer.certificate)],
            "signer_infos": [info],
        }
    )
    return element(SOD_TAG, cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def _digest(name: str, data: bytes) -> bytes:
    state = hashes.Hash(_HASHES[name])
    state.update(data)
    return state.finalize()


def card_groups() -> dict[int, bytes]:
    """Return data groups 1, 2, 13 and an opaque 14 of the invented holder's card."""
    lines = icao.compose_td1(**HOLDER)  # type: ignore[arg-type]
    return {
        1: group1(lines),
        2: group2(picture()),
        13: group13(ENTRIES),
        14: element(TAGS[14], element(0x31, b"")),
    }


def files(groups: Mapping[int, bytes], security: bytes | None) -> dict[str, bytes]:
    """Return the chip's files by name, EF.COM among them."""
    tags = bytes(TAGS[number] for number in sorted(groups))
    common = element(0x5F01, b"0107") + element(0x5F36, b"040000") + element(0x5C, tags)
    found = {"EF_COM.bin": element(0x60, common)}
    found |= {f"DG{number}.bin": raw for number, raw in groups.items()}
    return found if security is None else {**found, "EF_SOD.bin": security}


def zipped(content: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def as_pem(certificate: bytes) -> bytes:
    """Return a certificate as PEM."""
    return pem.armor("CERTIFICATE", certificate)  # type: ignore[no-any-return]


def as_json(content: Mapping[str, bytes]) -> bytes:
    """Return the JSON form of files."""
    return json.dumps({name: base64.b64encode(data).decode() for name, data in content.items()}).encode()
