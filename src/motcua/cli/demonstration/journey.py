"""One person's way through the real web application, over HTTP, as a browser without JavaScript."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from motcua.cli.demonstration import citizen_steps as citizen
from motcua.cli.demonstration import invented_person
from motcua.cli.demonstration import officer_steps as officer
from motcua.cli.demonstration.installation import OFFICERS
from motcua.cli.demonstration.plain_browser import Browser


@dataclass(slots=True)
class _Clock:
    """Prints each step with the time it took."""

    number: int = 0

    @contextmanager
    def step(self, vi: str, en: str) -> Iterator[None]:
        self.number += 1
        began = time.monotonic()
        yield
        click.echo(f"{self.number:3}. {time.monotonic() - began:6.2f} s  {vi} / {en}")


def play(base: str, folder: Path, *, seed: int) -> None:
    """Play the journey against ``base`` and leave the photos and papers in ``folder``.

    Raises:
        JourneyError: a page did not behave as the person needed it to.
        httpx.HTTPError: the server did not answer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    began, steps = time.monotonic(), _Clock()
    click.echo(f"\nHành trình của một người / One person's journey (--seed {seed})")
    with steps.step("Vẽ và chụp thẻ, chụp khuôn mặt", "draw and photograph the card, take the selfie"):
        person = invented_person.draw(seed)
        for name, photo in person.photos.items():
            (folder / f"{name}.jpg").write_bytes(photo)
    browser = Browser(base)
    try:
        filed = _file(browser, person, folder, steps)
        _decide(base, filed.code, person.on_card["personal_number"], steps)
        with steps.step("Tra cứu, tải giấy chứng nhận", "look up the status, download the certificate"):
            other = Browser(base)  # another device: only the slip and the birth date are known there
            try:
                citizen.open_status(other, filed.code, person)
                certificate = citizen.keep_certificate(other, filed.code, folder)
            finally:
                other.close()
    finally:
        browser.close()
    _report(filed, certificate, time.monotonic() - began)


def _file(browser: Browser, person: invented_person.Person, folder: Path, steps: _Clock) -> citizen.Filed:
    filled = citizen.Filled()
    with steps.step("Chọn thủ tục, đồng ý", "choose the procedure, agree"):
        page = citizen.choose_procedure(browser)
    with steps.step("Gửi mặt trước, mặt sau, khuôn mặt", "send front, back and face"):
        page = citizen.send_photos(browser, page, person)
    with steps.step("Chờ đọc ảnh", "wait for the reading"):
        page = citizen.wait_for_reading(browser, page)
    with steps.step("Xem lại và điền phần còn lại của đơn", "look over and complete the form"):
        page = citizen.fill_form(browser, page, person, filled)
    with steps.step("Nộp, tải giấy tiếp nhận", "file, download the slip"):
        return citizen.file_dossier(browser, page, folder, filled)


def _decide(base: str, code: str, personal_number: str, steps: _Clock) -> None:
    intake, decider = OFFICERS
    browser = Browser(base)
    try:
        with steps.step("Cán bộ đăng nhập, tiếp nhận", "an officer signs in and takes the dossier in"):
            page = officer.open_dossier(browser, officer.sign_in(browser, intake), code)
            officer.do(browser, page, "tiep-nhan")
    finally:
        browser.close()
    browser = Browser(base)
    try:
        with steps.step("Lãnh đạo xem xét, duyệt", "the deciding officer looks and approves"):
            page = officer.open_dossier(browser, officer.sign_in(browser, decider), code)
            page = officer.do(browser, page, "phe-duyet")
        with steps.step("Thuế trả lời, giấy chứng nhận được lập", "tax answers, the certificate is made"):
            officer.wait_for_certificate(browser, page, personal_number)
    finally:
        browser.close()


def _report(filed: citizen.Filed, certificate: Path, seconds: float) -> None:
    counts = filed.filled
    click.echo(
        f"\nMã hồ sơ / Dossier code        {filed.code}\n"
        f"Giấy tiếp nhận / Slip          {filed.slip}\n"
        f"Giấy chứng nhận / Certificate  {certificate}\n"
        f"Ô trên đơn / Fields shown      {counts.shown}: máy điền đúng / read right {counts.by_machine}, "
        f"người gõ / typed {counts.typed}, xin xem / asked to look {counts.looked_at}, "
        f"sửa / corrected {counts.corrected}\n"
        f"Toàn bộ / All of it            {seconds:.1f} s"
    )
    if counts.wrong_unmarked:
        click.secho(
            f"Sai mà không báo / Wrong without a mark: {counts.wrong_unmarked}", fg="yellow", err=True
        )
