"""A PKCS#11 token in software (SoftHSM), made anew for a test, with a key and certificate in it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from motcua.outcomes.pki.signing_folder import KEY_FILE, PASSPHRASE_FILE

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)
MODULE = next((path for path in MODULES if Path(path).exists()), "")
TOKEN, KEY, PIN = "motcua test", "office", "271828"


def need() -> None:
    """Skip the calling module, saying why, where there is no SoftHSM."""
    pytest.importorskip("pkcs11")
    if not MODULE or shutil.which("softhsm2-util") is None:
        pytest.skip("no SoftHSM on this machine (apt-get install softhsm2)", allow_module_level=True)


class SoftToken:
    """A token in a folder; pulling it out moves the folder away."""

    def __init__(self, folder: Path) -> None:
        self.tokens, self.away = folder / "tokens", folder / "away"
        self.tokens.mkdir()
        self.pin_file = folder / "pin"
        self.pin_file.write_text(f"{PIN}\n")
        conf = folder / "softhsm2.conf"
        conf.write_text(f"directories.tokendir = {self.tokens}\nslots.removable = true\nlog.level = ERROR\n")
        os.environ["SOFTHSM2_CONF"] = str(conf)  # read by the library when it is loaded
        run("softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--so-pin", "31415926", "--pin", PIN)

    def take(self, signing_folder: Path, *, with_certificate: bool = True) -> None:
        """Put the key (and certificate) of ``office.p12`` into the token."""
        import pkcs11  # noqa: PLC0415 - only where it is installed
        from pkcs11.util import ec as ec_keys  # noqa: PLC0415
        from pkcs11.util import rsa as rsa_keys  # noqa: PLC0415
        from pkcs11.util import x509 as certificates  # noqa: PLC0415

        passphrase = (signing_folder / PASSPHRASE_FILE).read_bytes()
        key, certificate, _ = pkcs12.load_key_and_certificates(
            (signing_folder / KEY_FILE).read_bytes(), passphrase
        )
        assert key is not None
        assert certificate is not None
        der = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        decode = (
            ec_keys.decode_ec_private_key
            if isinstance(key, ec.EllipticCurvePrivateKey)
            else rsa_keys.decode_rsa_private_key
        )
        named = {pkcs11.Attribute.LABEL: KEY, pkcs11.Attribute.ID: b"\x01", pkcs11.Attribute.TOKEN: True}
        with pkcs11.lib(MODULE).get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session:
            session.create_object({**decode(der), **named, pkcs11.Attribute.SIGN: True})
            if with_certificate:
                content = certificate.public_bytes(serialization.Encoding.DER)
                session.create_object({**certificates.decode_x509_certificate(content), **named})
        pkcs11.unload(MODULE)

    def add(self, certificate: x509.Certificate) -> None:
        """Put another certificate of the same key beside its own."""
        import pkcs11  # noqa: PLC0415 - only where it is installed
        from pkcs11.util import x509 as certificates  # noqa: PLC0415

        content = certificate.public_bytes(serialization.Encoding.DER)
        named = {pkcs11.Attribute.ID: b"\x01", pkcs11.Attribute.TOKEN: True}
        with pkcs11.lib(MODULE).get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session:
            session.create_object({**certificates.decode_x509_certificate(content), **named})
        pkcs11.unload(MODULE)

    def pull_out(self) -> None:
        """Take the token away."""
        self.tokens.rename(self.away)

    def put_back(self) -> None:
        """Plug it in again."""
        self.away.rename(self.tokens)

    def change_pin(self, new: str) -> None:
        """Give the token another PIN; the PIN file stays as it is."""
        import pkcs11  # noqa: PLC0415 - only where it is installed

        with pkcs11.lib(MODULE).get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session:
            session.set_pin(PIN, new)
        pkcs11.unload(MODULE)

    @property
    def settings(self) -> dict[str, str]:
        """The setting SIGNING_TOKEN."""
        return {"module": MODULE, "token": TOKEN, "key": KEY, "pin_file": str(self.pin_file)}


def run(*command: str) -> None:
    """Run a command to its end."""
    subprocess.run(command, check=True, capture_output=True)
