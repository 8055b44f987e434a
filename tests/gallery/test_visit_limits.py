"""Who may look how often: a hall full of people, and one device that tries again and again."""

from datetime import timedelta

import pytest

from motcua.gallery import visits
from motcua.kernel import clock
from motcua.kernel.errors import TooManyAttemptsError

pytestmark = pytest.mark.django_db


def refused(*, device: str, network: str = "hall", kiosk: str = "") -> bool:
    try:
        visits.limit_visits(device=device, network=network, kiosk=kiosk)
    except TooManyAttemptsError:
        return True
    return False


@pytest.mark.parametrize("seconds", [16, 40])
def test_a_hall_where_one_comes_after_the_other_locks_nobody_out(seconds: int) -> None:
    """Of forty people, one every forty seconds, nine were refused."""
    now = clock.now()
    said = []
    for number in range(400):
        with clock.frozen(now + timedelta(seconds=seconds * number)):
            said.append(refused(device=f"phone {number}"))
    assert not any(said)


def test_one_device_that_is_refused_takes_nothing_from_the_others_at_its_address() -> None:
    with clock.frozen(clock.now()):
        tries = [refused(device="angry") for _ in range(300)]
        assert tries == [False] * 3 + [True] * 297
        assert not refused(device="innocent")


def test_a_device_waits_longer_each_time() -> None:
    now = clock.now()
    for _ in range(3):
        assert not refused(device="one")
    for seconds, expected in ((29, True), (31, False), (60, True), (92, False), (150, True)):
        with clock.frozen(now + timedelta(seconds=seconds)):
            assert refused(device="one") is expected, seconds


def test_an_address_has_an_end_and_its_crowd_costs_a_device_nothing() -> None:
    now = clock.now()
    with clock.frozen(now):
        assert not any(refused(device=f"phone {number}") for number in range(240))
        assert all(refused(device="late") for _ in range(5))
        assert not refused(device="late", network="elsewhere")
    with clock.frozen(now + timedelta(hours=1, seconds=1)):
        assert not refused(device="late")


def test_a_machine_of_the_hall_is_counted_by_its_name_alone() -> None:
    with clock.frozen(clock.now()):
        assert not any(refused(device="the machine", kiosk="sanh-1") for _ in range(600))
        assert refused(device="the machine", kiosk="sanh-1")
        assert not refused(device="the machine", kiosk="sanh-2")
        assert not refused(device="a phone"), "nothing is counted at the hall's address"
