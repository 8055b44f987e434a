"""Who may agree here to have their data fetched: the person themself, signed in at this very browser.

A filing stays open for hours, and whoever has its code opens it elsewhere; a sign-in ends after two hours. So
that somebody signed in for a filing once does not let the next person agree in their name, to be shown where
they live.
"""

from django.http import HttpRequest

from motcua.dossiers.drafting import population_fetch, signing_in
from motcua.dossiers.models import Draft
from motcua.portal import access
from motcua.ui import device


def is_present(request: HttpRequest, draft: Draft) -> bool:
    """Whether the person whom the draft may be filled in about is signed in at this browser."""
    person = access.person_of(request)
    return person is not None and person.personal_number == population_fetch.number_of(draft)


def register_state(request: HttpRequest, draft: Draft) -> population_fetch.State:
    """Return how far it is with the population database; ``off`` where nobody can be asked at this browser.

    ``offered`` may mean to sign in again first: not at a machine of the hall, nor with an officer.
    """
    state = population_fetch.state_of(draft)
    if state != "offered" or is_present(request, draft):
        return state
    elsewhere = device.kiosk_of(request) or access.at_officers(request, draft)
    return "off" if elsewhere or not signing_in.is_offered() else state
