"""Checking one signature: RSA (PKCS #1 v1.5 and PSS) and ECDSA, keys with curves by name or written out.

Structures are `asn1crypto`'s, arithmetic is `cryptography`'s. `asn1crypto` reads lazily, so damaged input can
raise at any access: callers treat `ASN1_ERRORS` as "damaged".
"""

from typing import Any, Final

from asn1crypto import keys
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from motcua.papers.chip import curves

#: What reading damaged ASN.1 raises.
ASN1_ERRORS: Final = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError,
    AssertionError,
)  # fmt: skip

HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1(),  # noqa: S303 - told apart as weak, never believed
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
WEAK_HASHES: Final = frozenset({"sha1"})
_LEAST_RSA_BITS: Final = 2048
#: Verifying with larger keys costs seconds and none exists on a document.
_MOST_RSA_BITS: Final = 8192
_MOST_EXPONENT: Final = 1 << 64


class NotSupportedError(Exception):
    """An algorithm, curve or key size that is not checked here."""


def digest(name: str, data: bytes) -> bytes:
    """Return the hash of the data.

    Raises:
        NotSupportedError: not one of `HASHES`.
    """
    if name not in HASHES:
        raise NotSupportedError(name)
    state = hashes.Hash(HASHES[name])
    state.update(data)
    return state.finalize()


def holds(public: Any, algorithm: Any, signature: bytes, data: bytes, *, default_hash: str) -> bool:
    """Tell whether a signature holds.

    Args:
        public: asn1crypto `PublicKeyInfo` of the signer.
        algorithm: asn1crypto `SignedDigestAlgorithm`.
        signature: as stored; ECDSA in DER.
        data: what was signed.
        default_hash: hash to take where the algorithm names none.

    Raises:
        NotSupportedError: the algorithm, the curve or the key's size.
        ASN1_ERRORS: damaged structures.
    """
    kind = algorithm.signature_algo
    key = _key(public)
    try:
        if kind == "rsassa_pss" and isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, _pss(algorithm), _hash(_pss_hash(algorithm)))
        elif kind == "rsassa_pkcs1v15" and isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), _hash(_named_hash(algorithm, default_hash)))
        elif kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(_hash(_named_hash(algorithm, default_hash))))
        else:
            raise NotSupportedError(kind)
    except InvalidSignature:
        return False
    except UnsupportedAlgorithm as error:
        raise NotSupportedError(str(error)) from error
    return True


def is_weak(public: Any, algorithm: Any, *, default_hash: str) -> bool:
    """Tell whether a signature that holds proves little: SHA-1, or an RSA key under 2,048 bits.

    Raises:
        NotSupportedError, ASN1_ERRORS: as :func:`holds`.
    """
    pss = algorithm.signature_algo == "rsassa_pss"
    name = _pss_hash(algorithm) if pss else _named_hash(algorithm, default_hash)
    key = _key(public)
    return name in WEAK_HASHES or (isinstance(key, rsa.RSAPublicKey) and key.key_size < _LEAST_RSA_BITS)


def _key(public: Any) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    kind = public.algorithm
    if kind in {"rsa", "rsassa_pss"}:
        parsed = public["public_key"].parsed
        modulus, exponent = int(parsed["modulus"].native), int(parsed["public_exponent"].native)
        if not 1024 <= modulus.bit_length() <= _MOST_RSA_BITS or not 3 <= exponent < _MOST_EXPONENT:
            raise NotSupportedError("size of the RSA key")
        return rsa.RSAPublicNumbers(exponent, modulus).public_key()
    if kind != "ec":
        raise NotSupportedError(kind)
    parameters = public["algorithm"]["parameters"]
    if parameters.name == "named":
        curve = curves.named(parameters.chosen.dotted)
    elif parameters.name == "specified" and isinstance(parameters.chosen, keys.SpecifiedECDomain):
        curve = curves.matching(parameters.chosen)
    else:
        curve = None
    if curve is None:
        raise NotSupportedError("curve")
    return ec.EllipticCurvePublicKey.from_encoded_point(curve, bytes(public["public_key"].native))


def _hash(name: str) -> hashes.HashAlgorithm:
    if name not in HASHES:
        raise NotSupportedError(name)
    return HASHES[name]


def _named_hash(algorithm: Any, default: str) -> str:
    """Return the hash in the algorithm's name (``sha256_ecdsa``), or the default where it names none."""
    name = str(algorithm["algorithm"].native).partition("_")[0]
    return name if name in HASHES else default


def _pss_hash(algorithm: Any) -> str:
    return str(algorithm["parameters"]["hash_algorithm"]["algorithm"].native)


def _pss(algorithm: Any) -> padding.PSS:
    parameters = algorithm["parameters"]
    mask = parameters["mask_gen_algorithm"]
    if mask["algorithm"].native != "mgf1" or parameters["trailer_field"].native != "trailer_field_bc":
        raise NotSupportedError("mask of RSA-PSS")
    salt = int(parameters["salt_length"].native)
    if not 0 <= salt <= 512:
        raise NotSupportedError("salt of RSA-PSS")
    return padding.PSS(padding.MGF1(_hash(str(mask["parameters"]["algorithm"].native))), salt)
