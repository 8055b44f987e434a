"""``motcua results``: what an operator does so that signatures under results can be proven for years."""

import click

from motcua.cli import setup_django

_ACTOR = "operator:command line"


@click.group()
def results() -> None:
    """Kết quả đã trao: chữ ký còn chứng minh được. / Results given out: signatures that can be proven."""
    setup_django.configure()
    setup_django.hold_database()


@results.command("renew-stamps", short_help="Thêm dấu thời gian đến hạn. / Add stamps that are due.")
@click.option("--all", "every", is_flag=True, help="Mọi kết quả, chưa đến hạn cũng thêm. / All results.")
@click.option("--reason", default="", help="Vì sao, với --all; được ghi lại. / Why, with --all; recorded.")
def renew_stamps(every: bool, reason: str) -> None:
    """Thêm dấu thời gian cho kết quả đến hạn; worker cũng tự làm. / Add the stamps that are due.

    Workers do it by themselves. With --all to every result, as when the authority of the last stamps
    announces that it changes its key or ends. May run while the system is in use, and be broken off.
    """
    from motcua.audit import services as audit  # noqa: PLC0415 - Django is ready now
    from motcua.kernel.errors import MotcuaError  # noqa: PLC0415
    from motcua.outcomes.signatures import preservation  # noqa: PLC0415

    if not preservation.needs_proof("certificate"):
        raise click.ClickException(
            "Chưa có MOTCUA_TSA_URL: không ai cấp dấu thời gian. / Nobody gives stamps: set MOTCUA_TSA_URL."
        )
    if every:
        if not reason.strip():
            raise click.UsageError("--all cần --reason / --all needs --reason")
        audit.record(actor=_ACTOR, action="paper.stamps_renewed", subject="papers", reason=reason)
    done, failed, last = 0, 0, ""
    for paper in preservation.all_preserved() if every else preservation.due():
        try:
            done += preservation.augment_paper(paper, anew=every)
        except MotcuaError as error:
            failed, last = failed + 1, str(error)
    click.echo(f"Đã thêm dấu thời gian cho {done} văn bản. / {done} papers got another stamp.")
    if failed:
        raise click.ClickException(
            f"Chưa thêm được cho {failed} văn bản; chạy lại, worker cũng tự thử lại. / {failed} papers got "
            f"none; run it again, workers try again as well.\n  {last}"
        )


@results.command("fetch-lists", short_help="Tải danh sách thu hồi. / Fetch lists of revoked certificates.")
def fetch_lists() -> None:
    """Tải danh sách chứng thư số bị thu hồi về máy này. / Fetch the lists of revoked certificates.

    A worker does it every hour on its machine; a machine that runs only the web server needs a timer.
    """
    from motcua.outcomes.signatures import preservation  # noqa: PLC0415 - Django is ready now

    problems, missing = preservation.fetch_lists(), preservation.missing_lists()
    if problems or missing:
        told = "".join(f"\n  {line}" for line in problems or missing)
        raise click.ClickException(f"Chưa tải được hết. / Not all could be fetched.{told}")
    click.echo("Các danh sách đều còn hạn. / All lists are in date.")
