"""Several dossiers at once: given to somebody and taken in, never unseen where a look is due."""

import re

import pytest
from django.test import Client
from tests.desk import people
from tests.support import filing

from motcua.accounts import services as accounts
from motcua.audit.models import Event
from motcua.desk.reception import remarks
from motcua.dossiers import services
from motcua.dossiers.contact import conversation
from motcua.dossiers.handling import NoSuchHandlerError
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.procedures import selectors as procedures

pytestmark = pytest.mark.django_db
QUEUE = "/ban-lam-viec/"
GIVE, TAKE_IN = f"{QUEUE}nhieu-ho-so/giao/", f"{QUEUE}nhieu-ho-so/tiep-nhan/"
NAMES = ("AN", "BÌNH", "CÚC", "DUNG", "EM", "GIANG")


def filed(n: int, *, channel: str = "counter", **changed: object) -> Dossier:
    """Return a dossier that an officer took in at the counter: nothing about it is left to ask."""
    answers = {"date_of_birth": f"19{60 + n}-03-02", "full_name": f"LÊ THỊ {NAMES[n]}"}
    number = f"0791{60 + n:02d}{n:06d}"
    return services.submit(
        filing.draft(channel=channel, **{**answers, "personal_number": number, **changed}).pk
    )


def handlers() -> list[str]:
    return list(Dossier.objects.order_by("pk").values_list("handler", flat=True))


def shown(client: Client, query: str) -> list[str]:
    return [row.dossier.code for row in client.get(QUEUE + query).context["rows"]]


def test_what_was_ticked_is_ticked_again_after_the_session_ended(intake: Client) -> None:
    """In the evening: twenty of a filtered list were ticked, the session was over, and all began anew."""
    found = [filed(n) for n in range(3)]
    looked_at = f"http://testserver{QUEUE}?nhom=tat-ca&xep=moi-nop"
    intake.logout()
    ticked = {"ma": [found[0].code, found[2].code], "toi": "1"}
    asked = intake.post(GIVE, ticked, headers={"Referer": looked_at})
    officer = {"username": "an", "password": people.PASSWORD}
    back = intake.post(asked["Location"], officer, follow=True)
    assert back.redirect_chain[0][0].startswith(f"{QUEUE}?nhom=tat-ca&xep=moi-nop&ma=")
    page = back.content.decode()
    assert re.findall(r'name="ma" value="([^"]+)" checked', page) == [found[2].code, found[0].code]
    assert "chưa được ghi" in page
    intake.logout()
    elsewhere = intake.post(GIVE, ticked, headers={"Referer": "https://evil.example/?q=x"})
    assert "evil" not in elsewhere["Location"]


def test_an_officer_takes_several_as_their_own_and_finds_them(intake: Client) -> None:
    """Eighty dossiers in one list of nobody's: two officers began with the same one."""
    found = [filed(n) for n in range(3)]
    intake.get(f"{QUEUE}?nhom=tat-ca")
    answer = intake.post(GIVE, {"ma": [found[0].code, found[2].code], "toi": "1"}, follow=True)
    assert answer.redirect_chain == [(f"{QUEUE}?nhom=tat-ca", 302)]
    assert "Lê Thị An phụ trách thêm 2 hồ sơ." in answer.content.decode()
    assert handlers() == ["an", "", "an"]
    assert shown(intake, "?ai=toi") == [found[0].code, found[2].code]
    assert shown(intake, "?ai=chua-ai") == [found[1].code]
    assert "Phụ trách: Lê Thị An" in answer.content.decode()
    noted = Event.objects.filter(action="dossier.assigned").order_by("pk")
    assert [(event.actor, event.subject, event.data["to"]) for event in noted] == [
        ("officer:an", f"dossier:{item.code}", "an") for item in (found[0], found[2])
    ]
    intake.post(GIVE, {"ma": [found[0].code], "toi": "1"})
    assert noted.count() == 2


def test_dossiers_are_given_to_a_colleague_and_to_nobody(intake: Client, decider: Client) -> None:
    one, other = filed(1), filed(2)
    intake.post(GIVE, {"ma": [one.code, other.code], "cho": "binh"})
    assert handlers() == ["binh", "binh"]
    assert shown(intake, "?ai=binh") == shown(decider, "?ai=toi") == [one.code, other.code]
    intake.post(GIVE, {"ma": [one.code], "cho": ""})  # nobody chosen: nothing was decided
    assert handlers() == ["binh", "binh"]
    intake.post(GIVE, {"ma": [one.code], "cho": "-"})
    assert handlers() == ["", "binh"]
    page = decider.get(f"{QUEUE}ho-so/{other.code}/").content.decode()
    assert "Lê Thị Binh" in page
    assert "Tôi nhận phụ trách" not in page
    back = intake.post(GIVE, {"ma": [other.code], "ve": other.code, "toi": "1"})
    assert back["Location"] == f"{QUEUE}ho-so/{other.code}/"
    assert handlers() == ["", "an"]


@pytest.mark.parametrize("to", ["ke-toan", "xa", "da-nghi", "khong-co"])
def test_only_who_works_here_looks_after_a_dossier(intake: Client, to: str) -> None:
    people.officer("ke-toan", role="accountant")
    people.officer("xa", office="quan-1")
    accounts.set_open(people.officer("da-nghi"), is_open=False)
    one = filed(1)
    answer = intake.post(GIVE, {"ma": [one.code], "cho": to}, follow=True)
    assert NoSuchHandlerError.default_message.vi in answer.content.decode()
    assert handlers() == [""]


def test_what_is_elsewhere_or_over_is_given_to_nobody(intake: Client) -> None:
    elsewhere, over = filed(1), filed(2)
    Dossier.objects.filter(pk=elsewhere.pk).update(office="quan-1")
    Dossier.objects.filter(pk=over.pk).update(state=State.WITHDRAWN)
    intake.post(GIVE, {"ma": [elsewhere.code, over.code, "x\x00"], "toi": "1"})
    assert handlers() == ["", ""]


def test_an_accountant_and_a_stranger_do_nothing_with_several(client: Client) -> None:
    one = filed(1)
    client.force_login(people.officer("ke-toan", role="accountant"))
    assert 'name="ma"' not in client.get(f"{QUEUE}?nhom=tat-ca").content.decode()
    for address in (GIVE, TAKE_IN):
        assert client.post(address, {"ma": [one.code], "toi": "1", "xac-nhan": "1"}).status_code == 403
        assert Client().post(address, {"ma": [one.code]}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.handler) == (State.SUBMITTED, "")


def test_several_are_taken_in_after_one_look_at_what_they_are(intake: Client) -> None:
    found, seen_online = [filed(n) for n in (1, 2)], filed(3, channel="online")
    ticked = [item.code for item in (*found, seen_online)]
    page = intake.post(TAKE_IN, {"ma": ticked}, follow=True)
    assert [item.dossier.code for item in page.context["ready"]] == ticked[:2]
    assert re.findall(r'name="ma" value="([^"]+)"', page.content.decode()) == ticked[:2]
    assert "Chưa có ảnh giấy tờ để đối chiếu" in page.content.decode()
    assert set(Dossier.objects.values_list("state", flat=True)) == {State.SUBMITTED}
    # Whatever is sent: what wants a look is not taken in with the others.
    answer = intake.post(TAKE_IN, {"ma": ticked, "xac-nhan": "1"}, follow=True).content.decode()
    assert "Số hồ sơ đã tiếp nhận: 2." in answer
    assert f"hãy mở từng hồ sơ: {seen_online.code}." in answer
    states = list(Dossier.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.PROCESSING, State.PROCESSING, State.SUBMITTED]
    steps = [step.actor for step in found[0].transitions.filter(move="accept")]
    assert steps == ["officer:an"]


def test_what_a_colleague_took_in_meanwhile_is_left_alone(
    intake: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = filed(1), filed(2)
    real = services.accept

    def quicker(dossier_id: int, **how: object) -> object:
        if dossier_id == one.pk:
            real(one.pk, actor="officer:binh")
        return real(dossier_id, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "accept", quicker)
    sent = {"ma": [one.code, other.code], "xac-nhan": "1"}
    answer = intake.post(TAKE_IN, sent, follow=True).content.decode()
    assert "Số hồ sơ đã tiếp nhận: 1." in answer
    assert f"hãy mở từng hồ sơ: {one.code}." in answer
    assert one.transitions.filter(move="accept").count() == 1


def test_what_is_not_new_is_not_taken_in_again(intake: Client) -> None:
    one = filed(1)
    services.accept(one.pk, actor="officer:an")
    answer = intake.post(TAKE_IN, {"ma": [one.code]}, follow=True).content.decode()
    assert "không có hồ sơ nào đang chờ tiếp nhận" in answer


def remarks_of(dossier: Dossier, *, wrote: bool = False) -> list[str]:
    found = Dossier.objects.get(pk=dossier.pk)
    procedure = procedures.procedure_of(found.procedure_code, found.procedure_version)
    return [words.en for words in remarks(found, procedure, to_answer={found.pk} if wrote else set())]


def test_everything_that_asks_for_a_look_is_named(intake: Client) -> None:
    assert remarks_of(filed(1)) == []
    read = people.dossier(personal_number="079190001299", same=False)
    said = remarks_of(read, wrote=True)
    for part in ("The citizen wrote", "values to compare", "does not look enough like"):
        assert any(part in words for words in said), said
    twice = services.submit(_acknowledged(filing.draft(channel="counter", personal_number="079190001299")))
    assert remarks_of(twice) == ["The person has another dossier or certificate"]


def _acknowledged(draft: object) -> object:
    services.acknowledge_collision(draft.pk)  # type: ignore[attr-defined]
    return draft.pk  # type: ignore[attr-defined]


def test_the_whole_page_is_ticked_without_a_script(intake: Client) -> None:
    one = filed(1)
    over = filed(2)
    Dossier.objects.filter(pk=over.pk).update(state=State.STOPPED)
    page = intake.get(f"{QUEUE}?nhom=tat-ca").content.decode()
    assert "checked" not in page
    address = re.search(r'class="desk-tick-all" href="([^"]+)"', page)
    assert address is not None
    page = intake.get(QUEUE + address[1].replace("&amp;", "&")).content.decode()
    assert re.findall(r'name="ma" value="([^"]+)" checked', page) == [one.code]


def test_giving_costs_the_list_no_query_a_row(intake: Client, django_assert_max_num_queries: object) -> None:
    people.officer("binh", role="decision")
    for n in range(6):
        Dossier.objects.filter(pk=filed(n).pk).update(handler=("an", "binh", "da-di")[n % 3])
    conversation.write_as_citizen(Dossier.objects.all()[0], text="Hồ sơ của tôi thế nào rồi?")
    intake.get(QUEUE)
    # Six dossiers by three hands: a query a row would be six more.
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        page = intake.get(QUEUE)
    assert "da-di" in page.content.decode()
