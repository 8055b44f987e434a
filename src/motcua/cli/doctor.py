"""``motcua doctor``: looks at every part of the installation and says what to do."""

import sys

import click

from motcua.cli import setup_django
from motcua.cli.checkup.findings import Finding, Level, run


@click.command()
@click.option("--quiet", is_flag=True, help="Chỉ in chỗ chưa ổn. / Print only what is not good.")
def doctor(quiet: bool) -> None:
    """Kiểm tra cài đặt. / Check the installation; exit status 1 if a part does not work."""
    setup_django.configure()
    from motcua.cli.checkup import checks  # noqa: PLC0415 - needs the settings

    findings: list[Finding] = []
    for name, check in checks.CHECKS.items():
        found = run(checks.PARTS[name], check, checks.FIXES.get(name, "see the message"))
        findings += found
        for finding in found:
            if not quiet or finding.level is not Level.GOOD:
                _print(finding)
    bad = sum(finding.level is Level.WRONG for finding in findings)
    if bad:
        click.echo(f"\n{bad} chỗ chưa ổn. / {bad} not working.")
        sys.exit(1)
    if not quiet:
        click.echo("\nMọi thứ hoạt động. / Everything works.")


def _print(finding: Finding) -> None:
    colour = {Level.GOOD: "green", Level.NOTE: "yellow", Level.WRONG: "red"}[finding.level]
    mark = click.style(finding.level.value, fg=colour, bold=True)
    click.echo(f"{mark} {finding.part.vi} / {finding.part.en}: {finding.seen}")
    if finding.fix and finding.level is not Level.GOOD:
        click.echo(f"    → {finding.fix}")
