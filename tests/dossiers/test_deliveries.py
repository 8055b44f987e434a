"""A result by post: ordered once, followed by the person, and its arrival ends the dossier."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import get_args

import pytest
from django.test import Client
from tests.desk import people
from tests.interconnect.stand_in import serving
from tests.support import filing

from motcua.dossiers import deliveries, selectors, services
from motcua.dossiers.models import Dossier
from motcua.dossiers.result import parcels
from motcua.dossiers.states import State
from motcua.interconnect import outbox
from motcua.interconnect import services as interconnect
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.sandbox import post as sandbox
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.wrongness import Wrong
from motcua.kernel import clock

pytestmark = pytest.mark.django_db
SECRET = bytes(range(32))


@pytest.fixture
def post(settings: object) -> Iterator[tuple[sandbox.Post, Faults]]:
    stand_in, found = sandbox.make(SECRET)
    with serving(stand_in) as address:
        settings.OUTSIDE = {**settings.OUTSIDE, "post": (address, SECRET)}  # type: ignore[attr-defined]
        yield found, stand_in.faults


def granted(channel: str = "post", **changed: str) -> Dossier:
    chosen = {"result_channel": channel, "result_address": "12 Lê Lợi, Phường Sài Gòn", **changed}
    dossier = services.submit(filing.draft(**chosen).pk)
    services.accept(dossier.pk, actor="officer:an")
    services.move(dossier.pk, "grant", actor="system:tax")
    dossier.refresh_from_db()
    return dossier


def send_all() -> None:
    for row in OutboxMessage.objects.filter(sent_at=None):
        outbox.deliver(row.pk, interconnect.send)


def test_only_what_goes_by_post_is_ordered(post: tuple[sandbox.Post, Faults]) -> None:
    assert deliveries.of(granted("download")) is None
    assert not OutboxMessage.objects.filter(channel="post").exists()


def test_ordered_once_followed_and_handed_over(post: tuple[sandbox.Post, Faults], client: Client) -> None:
    carried, faults = post
    dossier = granted()
    faults.twice = True
    send_all()
    assert len(carried.parcels) == 1
    (number,) = carried.parcels
    view = selectors.delivery_of(dossier)
    assert view is not None
    assert (view.tracking_number, view.address) == (number, "12 Lê Lợi, Phường Sài Gòn")
    assert parcels.follow() == 1
    assert parcels.follow() == 0
    faults.clear()
    for state, words in (("in_transit", "Đang trên đường đến bạn"), ("delivered", "Đã phát đến người nhận")):
        carried.move("PUT", json.dumps({"tracking_number": number, "state": state}).encode())
        assert parcels.follow() == 1
        client.post("/tra-cuu/", {"code": dossier.code, "fact": "0901234567"})
        page = client.get(f"/tra-cuu/{dossier.code}/").content.decode()
        assert words in page
        assert number in page
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED
    assert parcels.follow() == 0


def test_a_parcel_that_came_back_is_not_handed_over(post: tuple[sandbox.Post, Faults]) -> None:
    carried, _ = post
    dossier = granted()
    send_all()
    (number,) = carried.parcels
    carried.move("PUT", json.dumps({"tracking_number": number, "state": "returned"}).encode())
    parcels.follow()
    dossier.refresh_from_db()
    assert dossier.state == State.DECIDED
    view = selectors.delivery_of(dossier)
    assert view is not None
    assert "chuyển lại cơ quan" in view.state.vi


def test_a_post_that_forgets_a_parcel_keeps_no_other_news_away(
    post: tuple[sandbox.Post, Faults], monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = granted()
    send_all()
    assert parcels.follow() == 1
    monkeypatch.setattr(type(interconnect.post()), "track", lambda self, number: [])
    assert parcels.follow() == 0
    view = selectors.delivery_of(dossier)
    assert view is not None
    assert view.state.vi == "Bưu điện đã nhận yêu cầu", "what was known stays"


def test_a_post_that_is_away_is_asked_later(post: tuple[sandbox.Post, Faults]) -> None:
    granted()
    send_all()
    post[1].error_rate = 1.0
    assert parcels.follow() == 0


def test_the_officer_prints_the_label(post: tuple[sandbox.Post, Faults]) -> None:
    dossier = granted()
    officer = Client()
    officer.force_login(people.officer("an", role="intake"))
    address = f"/ban-lam-viec/ho-so/{dossier.code}/nhan-buu-gui/"
    assert officer.get(address).status_code == 404  # the post has not taken the order yet
    send_all()
    page = officer.get(address).content.decode()
    assert "12 Lê Lợi, Phường Sài Gòn" in page
    assert next(iter(post[0].parcels)) in page


def test_a_result_never_follows_the_parcel_of_another_person(post: tuple[sandbox.Post, Faults]) -> None:
    """The post gave a number twice: whoever was second saw, and was handed over with, a stranger's parcel."""
    carried, faults = post
    first = granted()
    send_all()
    second = granted(personal_number="079190001235", own_name="PHỞ HAI")
    faults.change({"wrong": "used_id"})
    for hours in range(deliveries._TRIES):
        with clock.frozen(clock.now() + timedelta(hours=hours)):
            send_all()
    view = deliveries.of(second)
    assert view is not None
    assert (view.tracking_number, view.state.vi) == (
        "", "Chưa đặt được bưu điện phát; hệ thống đang thử lại"
    )  # fmt: skip
    carried.move(
        "PUT", json.dumps({"tracking_number": next(iter(carried.parcels)), "state": "delivered"}).encode()
    )
    faults.clear()
    with clock.frozen(clock.now() + timedelta(hours=9)):
        send_all()
        parcels.follow()
    states = [Dossier.objects.get(pk=item.pk).state for item in (first, second)]
    assert states == [State.RETURNED, State.DECIDED]


@pytest.mark.parametrize("wrong", [wrong for wrong in get_args(Wrong) if wrong])
def test_no_wrong_word_of_the_post_hands_a_result_over(post: tuple[sandbox.Post, Faults], wrong: str) -> None:
    """A moment at the end of time was kept and broke the page of whoever waits for the parcel."""
    carried, faults = post
    first = granted()
    send_all()
    second = granted(personal_number="079190001235", own_name="PHỞ HAI")
    send_all()
    one, two = carried.parcels
    parcels.follow()
    carried.move("PUT", json.dumps({"tracking_number": one, "state": "delivered"}).encode())
    carried.move("PUT", json.dumps({"tracking_number": two, "state": "in_transit"}).encode())
    faults.change({"wrong": wrong})
    parcels.follow()
    assert Dossier.objects.get(pk=second.pk).state == State.DECIDED
    for item in (first, second):
        view = deliveries.of(item)
        assert view is not None
        assert view.where in {"", sandbox.WHERE}
    faults.clear()
    parcels.follow()
    assert Dossier.objects.get(pk=first.pk).state == State.RETURNED
