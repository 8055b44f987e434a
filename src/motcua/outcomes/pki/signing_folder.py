"""What lies in the signing folder: the key's file, certificates that are trusted, those of former keys."""

from pathlib import Path
from typing import Final

from cryptography import x509

KEY_FILE: Final = "office.p12"
PASSPHRASE_FILE: Final = "office.p12.passphrase"  # noqa: S105 - a file's name
#: Certificates that whoever checks a signature starts from.
TRUST_FILE: Final = "ca.pem"
#: Holds lists of revoked certificates (``*.crl``).
LISTS_FOLDER: Final = "crl"
#: Holds certificates of former keys, so that what they signed can still be checked.
RETIRED_FOLDER: Final = "retired"


def trusted_certificates(folder: Path) -> list[x509.Certificate]:
    """Return the certificates that whoever checks a signature starts from.

    Raises:
        OSError, ValueError: the file is missing or broken.
    """
    return x509.load_pem_x509_certificates((folder / TRUST_FILE).read_bytes())


def retired_certificates(folder: Path) -> list[x509.Certificate]:
    """Return the certificates of keys that signed before and no longer do: ``retired/*.pem``."""
    return [
        certificate
        for file in sorted((folder / RETIRED_FOLDER).glob("*.pem"))
        for certificate in x509.load_pem_x509_certificates(file.read_bytes())
    ]
