"""Signed-in browsers of two officers of one office."""

import pytest
from django.test import Client
from tests.desk import people


@pytest.fixture
def intake(db: None) -> Client:
    """Return a browser of an officer who takes dossiers in."""
    client = Client()
    client.force_login(people.officer("an", role="intake"))
    return client


@pytest.fixture
def decider(db: None) -> Client:
    """Return a browser of an officer who decides."""
    client = Client()
    client.force_login(people.officer("binh", role="decision"))
    return client
