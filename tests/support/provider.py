"""The stand-in of the identity provider in this process, and a browser that walks to it and back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlsplit

import httpx
from django.test import Client
from pytest_django import Settings

from motcua.interconnect import services as interconnect
from motcua.interconnect.sandbox import identity as sandbox

SECRET = bytes(range(32))


@contextmanager
def running(settings: Settings) -> Iterator[sandbox.Provider]:
    """Serve the provider and connect this installation to it."""
    provider = sandbox.Provider(SECRET)
    server = sandbox.make_server(provider, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.OUTSIDE = {**settings.OUTSIDE, "identity": (provider.issuer, SECRET)}
    try:
        yield provider
    finally:
        interconnect.close_all()
        provider.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


def leave(client: Client, draft: str = "", *, browser: httpx.Client | None = None) -> str:
    """Press the button that leads to the provider; returns the address it sends back to, with its query.

    ``browser`` keeps the provider's cookie, as a machine that several people use does.
    """
    begun = client.post("/dang-nhap/", {"ho-so": draft} if draft else {})
    assert begun.status_code == 302, begun.content.decode()
    get = browser.get if browser is not None else partial(httpx.get, trust_env=False)
    answer = get(begun["Location"])
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in(client: Client, draft: str = "") -> str:
    """Sign in; returns where the office leads then."""
    back = client.get(leave(client, draft))
    assert back.status_code == 302, back.content.decode()
    return str(back["Location"])
