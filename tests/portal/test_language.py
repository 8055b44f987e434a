"""Two languages: switched by a plain form, kept on the next pages, complete on every page."""

import re

import pytest
from django.test import Client
from tests.portal.person import Person
from tests.support import filing

pytestmark = pytest.mark.django_db

#: Letters that English does not have; names and addresses of the office keep theirs.
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ]|[àáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụ]")


def _switch(client: Client, language: str, address: str = "/") -> None:
    answer = client.post("/i18n/setlang/", {"language": language, "next": address})
    assert answer["Location"] == address


def test_vietnamese_is_first_whatever_the_browser_wants() -> None:
    page = Client().get("/").content.decode()
    assert '<html lang="vi">' in page


def test_the_switch_is_a_form_that_comes_back_to_the_same_page(client: Client) -> None:
    page = client.get("/tra-cuu/?ma=H29").content.decode()
    assert 'name="next" value="/tra-cuu/?ma=H29"' in page
    _switch(client, "en", "/tra-cuu/?ma=H29")
    page = client.get("/tra-cuu/?ma=H29").content.decode()
    assert '<html lang="en">' in page
    assert "Look up a dossier" in page
    assert 'lang="vi">Tiếng Việt</button>' in page


def test_a_draft_goes_on_in_the_language_chosen() -> None:
    person = Person()
    _switch(person.client, "en")
    person.begin()
    assert person.draft().language == "en"
    refused = person.client.post(person.at("photo", slot="mat-truoc"), {})
    assert "Take or choose a photo before sending." in refused.content.decode()


def test_what_was_read_is_english_where_english_has_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """ "Sex: Nữ" stood on the page beside "Female" on the next."""
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading())
    for language, said in (("vi", "Nữ"), ("en", "Female")):
        _switch(person.client, language)
        assert f"<dd>{said} " in person.client.get(person.at("reading")).content.decode()


def test_without_a_script_a_question_says_which_answer_opens_it() -> None:
    """All questions show then; nothing told that the second address is only for who chose another one."""
    person = Person().begin(face="no")
    for language, step, said in (
        ("vi", "residence", "nếu bạn chọn “Ở địa chỉ khác”"),
        ("en", "residence", "only if you chose “At another address”"),
        ("en", "business-lines", "only if you chose “I cannot find mine in the list”"),
    ):
        _switch(person.client, language)
        page = person.client.get(person.at("step", step=step)).content.decode()
        assert re.search(rf'<p class="[^"]*without-script[^"]*">[^<]*{said}', page)


@pytest.mark.parametrize(
    "page",
    ["agreement", "photo:mat-truoc", "photo:khuon-mat", "save", "step:contact", "step:person", "check"],
)
def test_an_english_page_has_no_vietnamese_in_its_buttons_and_headings(page: str) -> None:
    person = Person()
    _switch(person.client, "en")
    person.begin()
    name, _, more = page.partition(":")
    given = {"slot": more} if name == "photo" else {"step": more} if name == "step" else {}
    html = person.client.get(person.at(name, **given)).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    said = re.findall(r"<(h1|h2|button|label|legend)[^>]*>(.*?)</\1>", main, re.DOTALL)
    assert said
    for _, text in said:
        assert not VIETNAMESE.search(re.sub(r"<[^>]+>|“[^”]*”", "", text)), text


@pytest.mark.parametrize(
    ("procedure", "said"), [("1.001570", ">1 working day<"), ("1.001612", ">3 working days<")]
)
def test_one_day_is_one_day_in_english(client: Client, procedure: str, said: str) -> None:
    _switch(client, "en")
    assert said in client.get(f"/thu-tuc/{procedure}/").content.decode()
