"""An officer must be able to rely on "signed by the authority": nobody else's data may ever be called so."""

from datetime import date

import pytest
from bench.fuzz import chips
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.papers.chip import made

from motcua.papers.chip.authorities import Authorities

KINDS = [
    ("rsa2048", {}, "sha256"),
    ("rsa2048", {"pss": True}, "sha256"),
    ("secp256r1", {}, "sha256"),
    ("secp384r1", {}, "sha384"),
    ("secp521r1", {}, "sha512"),
    ("brainpoolP256r1", {}, "sha256"),
    ("brainpoolP384r1", {}, "sha384"),
    ("brainpoolP512r1", {}, "sha512"),
    # What Vietnam's passport CSCA has: a brainpool curve written out in full.
    ("brainpoolP512r1", {"explicit": True}, "sha512"),
    ("secp256r1", {"explicit": True}, "sha256"),
]


@pytest.mark.parametrize(("kind", "options", "hash_name"), KINDS)
def test_what_a_known_authority_signed_is_proved(kind, options, hash_name):
    csca = made.csca(kind, **options)
    signer = chips.certify(kind, issuer=csca, **options)
    sod = chips.sod(made.groups(), signer, group_hash=hash_name, hash_name=hash_name)
    reading = made.read(None, sod, authorities=made.trusted(csca))
    assert reading.verification.outcome == "origin_proved"
    assert reading.verification.signature == "verified"
    assert set(reading.verification.groups.values()) == {"hash_holds"}
    assert made.codes(reading) == []
    assert made.believed(reading)["personal_number"] == "079090001234"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([1, 2, 13, 14]), st.data())
def test_one_changed_bit_in_a_group_fails_the_whole_chip(number, data):
    """A forger who changes an address, a digit or the face must not keep anything of the chip believed."""
    whole = made.groups()[number]
    at, bit = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 7))
    changed = bytearray(whole)
    changed[at] ^= 1 << bit
    reading = made.read({**made.groups(), number: bytes(changed)}, made.good_sod())
    assert reading.verification.outcome == "failed"
    assert reading.verification.groups[number] == "hash_mismatch"
    assert made.believed(reading) == {}
    assert "chip_not_verified" in made.codes(reading)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_security_object_never_makes_something_else_believed(data):
    sod = bytearray(made.good_sod())
    for _ in range(data.draw(st.integers(1, 3))):
        sod[data.draw(st.integers(0, len(sod) - 1))] = data.draw(st.integers(0, 255))
    reading = made.read(None, bytes(sod))
    true = made.believed(made.read(None, made.good_sod()))
    assert made.believed(reading) in ({}, true)


def test_parts_of_two_people_s_chips_do_not_pass_together():
    other = {**made.groups(), 13: chips.group13({**chips.ENTRIES, 1: "079090009999"})}
    reading = made.read(other, made.good_sod())
    assert reading.verification.outcome == "failed"
    assert made.believed(reading) == {}


def test_a_group_nobody_signed_fails_the_chip():
    """Otherwise a forger would send the real security object with a portrait it never covered."""
    sod = chips.sod({1: made.groups()[1]}, made.signer())
    reading = made.read({1: made.groups()[1], 2: made.groups()[2]}, sod)
    assert reading.verification.groups == {1: "hash_holds", 2: "not_in_sod"}
    assert reading.verification.outcome == "failed"
    assert made.believed(reading) == {}


def test_a_part_that_was_not_read_is_named_and_the_rest_is_proved():
    given_ = {number: raw for number, raw in made.groups().items() if number != 14}
    reading = made.read(given_, made.good_sod())
    assert reading.verification.groups[14] == "not_given"
    assert reading.verification.outcome == "origin_proved"


def test_without_a_csca_hashes_hold_and_the_signer_is_not_known():
    reading = made.read(None, made.good_sod(), authorities=Authorities())
    assert reading.verification.outcome == "origin_not_proved"
    assert reading.verification.signature == "no_csca_configured"
    assert set(reading.verification.groups.values()) == {"hash_holds"}
    assert made.believed(reading) == {}
    assert "public lists hold no CSCA" in reading.verification.message.en
    assert "không có CSCA" in reading.verification.message.vi


def test_a_signer_of_another_authority_of_the_same_name_is_not_known():
    impostor = chips.certify("brainpoolP256r1")
    signer = chips.certify("brainpoolP256r1", issuer=impostor)
    reading = made.read(None, chips.sod(made.groups(), signer))
    assert reading.verification.signature == "not_signed_by_known_csca"
    assert reading.verification.outcome == "origin_not_proved"
    assert made.believed(reading) == {}


def test_another_s_key_under_the_signer_s_certificate_is_no_signature():
    thief = chips.certify("brainpoolP256r1", issuer=made.csca())
    sod = chips.sod(made.groups(), thief, certificate=made.signer().certificate)
    reading = made.read(None, sod)
    # The certificate in the object is not the one its signer information names.
    assert reading.verification.outcome == "not_checked"
    renamed = chips.Signer(made.signer().certificate, thief.key)
    reading = made.read(None, chips.sod(made.groups(), renamed))
    assert reading.verification.signature == "signature_invalid"
    assert reading.verification.outcome == "failed"


@pytest.mark.parametrize(
    ("begins", "ends", "signature", "told"),
    [
        # The holder's chip was issued on 4 May 2022.
        (date(2020, 1, 1), date(2021, 12, 31), "certificate_not_valid", False),
        (date(2023, 1, 1), date(2040, 1, 1), "certificate_not_valid", False),
        (date(2022, 1, 1), date(2024, 1, 1), "verified", True),
        (date(2022, 1, 1), date(2040, 1, 1), "verified", False),
    ],
)
def test_a_signer_must_have_been_valid_on_the_day_of_issue(begins, ends, signature, told):
    signer = made.signer(begins=begins, ends=ends)
    reading = made.read(None, chips.sod(made.groups(), signer))
    assert reading.verification.signature == signature
    assert ("chip_certificate_expired" in made.codes(reading)) is told
    if signature != "verified":
        assert made.believed(reading) == {}


def test_without_a_signed_day_of_issue_an_expired_signer_is_not_believed():
    """Nobody can say that an expired key signed while it was valid."""
    signer = made.signer(begins=date(2022, 1, 1), ends=date(2024, 1, 1))
    only = {1: made.groups()[1]}
    assert made.read(only, chips.sod(only, signer)).verification.signature == "certificate_not_valid"


@pytest.mark.parametrize(
    ("options", "signature"),
    [
        ({"country": "LA"}, "country_mismatch"),
        ({"authority": True, "usage": "sign"}, "certificate_not_valid"),
        ({"usage": "certify"}, "certificate_not_valid"),
        # Signers of lists of certificates (Doc 9303-12) have the same CSCA and sign no documents.
        ({"extended": "2.23.136.1.1.3"}, "certificate_not_valid"),
        ({"kind": "rsa1024"}, "weak_algorithm"),
    ],
)
def test_a_certificate_meant_for_something_else_proves_nothing(options, signature):
    reading = made.read(None, chips.sod(made.groups(), made.signer(**options)))
    assert reading.verification.signature == signature
    assert reading.verification.outcome == "origin_not_proved"
    assert made.believed(reading) == {}


def test_an_anchor_of_another_country_does_not_vouch_for_a_vietnamese_card():
    csca = made.csca(country="LA")
    signer = chips.certify("brainpoolP256r1", issuer=csca)
    reading = made.read(None, chips.sod(made.groups(), signer), authorities=made.trusted(csca))
    assert reading.verification.signature == "country_mismatch"


def test_an_anchor_that_may_not_issue_vouches_for_nobody():
    csca = made.csca(authority=False)
    signer = chips.certify("brainpoolP256r1", issuer=csca)
    reading = made.read(None, chips.sod(made.groups(), signer), authorities=made.trusted(csca))
    assert reading.verification.signature == "not_signed_by_known_csca"


@pytest.mark.parametrize("where", ["group_hash", "hash_name"])
def test_sha1_is_told_apart(where):
    signer = made.signer("rsa2048")
    reading = made.read(None, chips.sod(made.groups(), signer, **{where: "sha1"}))
    assert reading.verification.signature == "weak_algorithm"
    assert made.believed(reading) == {}


def test_the_signed_attributes_must_be_of_a_security_object():
    """A signature the authority made over something else must not be reused."""
    reading = made.read(None, chips.sod(made.groups(), made.signer(), content_type="data"))
    assert reading.verification.signature == "signature_invalid"


def test_a_curve_made_up_to_fit_a_key_is_not_taken():
    """As in CVE-2020-0601: same names and key, another base point."""
    from asn1crypto import x509  # noqa: PLC0415

    certificate = x509.Certificate.load(made.signer().certificate)
    body = certificate["tbs_certificate"]
    for changes in ({"x": 3}, {"n": 7}, {"b": 5}):
        body["subject_public_key_info"]["algorithm"]["parameters"] = chips.written_out_parameters(
            made.signer().key.curve, **changes
        )
        forged = chips.Signer(certificate.dump(force=True), made.signer().key)
        reading = made.read(None, chips.sod(made.groups(), forged))
        assert reading.verification.signature == "algorithm_not_supported"
        assert reading.verification.outcome == "not_checked"


@pytest.mark.parametrize("sod", [None, b"", b"\x77\x00", b"\x77\x82\xff\xff", b"\x30\x80", bytes(100)])
def test_without_a_whole_security_object_nothing_is_called_checked(sod):
    reading = made.read(None, sod)
    assert reading.verification.outcome == "not_checked"
    assert set(reading.verification.groups.values()) == {"not_checked"}
    assert made.believed(reading) == {}


def test_files_padded_by_the_app_still_verify():
    padded = {number: raw + bytes(7) for number, raw in made.groups().items()}
    assert made.read(padded, made.good_sod()).verification.outcome == "origin_proved"
    longer = {**made.groups(), 1: made.groups()[1] + b"more"}
    assert made.read(longer, made.good_sod()).verification.outcome == "failed"
