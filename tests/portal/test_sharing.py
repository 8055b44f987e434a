"""The page on data protection names whom data go to: neither fewer nor more than is so."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_nobody_is_named_who_gets_nothing(client: Client) -> None:
    assert "Gửi cho ai" not in client.get("/bao-ve-du-lieu/").content.decode()


@pytest.mark.parametrize(
    ("system", "words"), [("sms_2", "Nhà cung cấp tin nhắn"), ("population", "dân cư"), ("post", "Bưu điện")]
)
def test_who_is_connected_is_named(client: Client, settings: object, system: str, words: str) -> None:
    connected = {system: ("http://127.0.0.1:9", b"x" * 32)}
    settings.OUTSIDE = {**settings.OUTSIDE, **connected}  # type: ignore[attr-defined]
    page = client.get("/bao-ve-du-lieu/").content.decode()
    assert "Gửi cho ai" in page
    assert words in page
