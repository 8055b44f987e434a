"""What every page loads before it can be used, over a weak network."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client


@pytest.mark.parametrize("name", ["app.js", "app.css"])
def test_what_the_front_end_builds_is_given_out_small(name: str) -> None:
    """At 750 kbit/s the first page waited a second longer for bytes that gzip takes away."""
    found = finders.find(f"motcua/{name}.gz")
    if found is None:
        pytest.skip("the front end is not built: run script/bootstrap")
    whole = Path(found).with_suffix("").read_bytes()
    small = Client().get(f"/static/motcua/{name}", headers={"Accept-Encoding": "gzip, br"})
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    sent = b"".join(small.streaming_content)  # type: ignore[arg-type]
    assert gzip.decompress(sent) == whole
    assert len(sent) < len(whole) / 2
    plain = Client().get(f"/static/motcua/{name}")
    assert b"".join(plain.streaming_content) == whole  # type: ignore[arg-type]
