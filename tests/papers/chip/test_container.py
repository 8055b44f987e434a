"""The chip file comes from anybody's phone: it must not hurt, and must not mean two things."""

import base64
import io
import json
import tracemalloc
import zipfile

import pytest
from bench.fuzz import chips
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.papers.chip import container
from motcua.papers.chip.errors import (
    ChipFileAmbiguousError,
    ChipFileEmptyError,
    ChipFileError,
    ChipFileTooLargeError,
    ChipFileUnknownError,
)

parts = st.dictionaries(
    st.sampled_from(["COM", "SOD", *[f"DG{n}" for n in range(1, 17)]]),
    st.binary(max_size=300),
    min_size=1,
)


@settings(max_examples=40, deadline=None)
@given(parts)
def test_what_an_app_packs_is_what_we_unpack(files):
    named = {f"chip/EF_{name}.bin" if name in {"COM", "SOD"} else name: data for name, data in files.items()}
    assert container.unpack(chips.zipped(named)) == files
    assert container.unpack(chips.as_json(named)) == files
    wrapped = {name: base64.b64encode(data).decode() for name, data in files.items()}
    assert container.unpack(json.dumps({"version": 1, "files": wrapped}).encode()) == files


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("EF.SOD", "SOD"), ("EF_SOD.bin", "SOD"), ("sod", "SOD"), ("ef.com", "COM"), ("DG1", "DG1"),
        ("dg01.bin", "DG1"), ("EF_DG13.dat", "DG13"), ("a/b/DG2.der", "DG2"), ("..\\DG2.bin", "DG2"),
        ("DG0", None), ("DG17", None), ("DG1.exe", None), ("portrait.jpg", None), ("", None), ("DG1/", None),
    ],
)  # fmt: skip
def test_names_apps_use(name, known):
    assert container.known_name(name) == known


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)), st.data())
def test_whatever_is_sent_there_is_a_chip_s_file_or_an_error_of_ours(junk, data):
    packed = {"DG1": b"x" * 40}
    whole = data.draw(st.sampled_from([chips.zipped(packed), chips.as_json(packed)]))
    at = data.draw(st.integers(0, len(whole)))
    for sent in (junk, whole[:at], whole[:at] + junk + whole[at:], whole[:at] + junk):
        try:
            found = container.unpack(sent)
        except ChipFileError:
            assert sent != whole
        else:
            # The checksum of a ZIP lets no other bytes pass; in JSON nothing is found but what stands there.
            assert found == (packed if sent.startswith(b"PK") else as_it_stands(sent))


def as_it_stands(file):
    content = json.loads(file)
    texts = content["files"] if isinstance(content.get("files"), dict) else content
    named = {container.known_name(name): text for name, text in texts.items()}
    return {
        name: base64.b64decode(text.encode("ascii", "ignore"))
        for name, text in named.items()
        if name and isinstance(text, str)
    }


def test_two_versions_of_a_part_are_refused():
    """Two programs that each take another one would see two people in one file."""
    for data in (
        chips.zipped({"DG1": b"one", "EF_DG1.bin": b"two"}),
        chips.as_json({"DG1": b"one", "dg01": b"two"}),
        b'{"DG1": "b25l", "DG1": "dHdv"}',
    ):
        with pytest.raises(ChipFileAmbiguousError):
            container.unpack(data)
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as archive:
        archive.writestr("DG1", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("DG1", b"two")
    with pytest.raises(ChipFileAmbiguousError):
        container.unpack(twice.getvalue())


@pytest.mark.parametrize("data", [b"", b"{}", chips.zipped({"readme.txt": b"hello"}), b'{"files": {}}'])
def test_a_file_without_a_chip_in_it_says_so(data):
    with pytest.raises(ChipFileEmptyError):
        container.unpack(data)


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"[1]", b"DG1"])
def test_another_kind_of_file_says_so(data):
    with pytest.raises(ChipFileUnknownError):
        container.unpack(data)


def test_bombs_are_refused_without_being_unpacked():
    """A 60 kB upload that unpacks to gigabytes must not take the server's memory."""
    sixty_megabytes = chips.zipped({"DG2": bytes(60_000_000)})
    many = chips.zipped({f"note{n}": b"" for n in range(70)} | {"DG1": b"x"})
    together = chips.zipped({f"DG{n}": bytes(500_000) for n in range(1, 17)})
    assert max(map(len, (sixty_megabytes, many, together))) < container.MAX_BYTES
    tracemalloc.start()
    for data in (sixty_megabytes, many, together, bytes(container.MAX_BYTES + 1)):
        with pytest.raises(ChipFileTooLargeError):
            container.unpack(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12_000_000


@pytest.mark.parametrize(
    "data",
    [
        b'{"DG1": ' + b"[" * 200_000,
        b'{"files": {"DG1": "@@@"}}',
        b'{"DG1": "' + "ấ".encode() + b'"}',
        b'{"DG1": ' + b"9" * 10_000 + b"}",
        b"{\xff\xfe}",
    ],
)
def test_hostile_json_is_refused(data):
    with pytest.raises(ChipFileError):
        container.unpack(data)


def test_an_encrypted_archive_is_refused():
    data = bytearray(chips.zipped({"DG1": b"x" * 40}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ChipFileError):
        container.unpack(bytes(data))
