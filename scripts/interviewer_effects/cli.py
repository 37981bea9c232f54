"""The command `interviewer-audit`."""

from __future__ import annotations

import os
import signal
import sys
from functools import partial

STOPPED = "\nStopped on request. Nothing is left half-written: give the same command again.\n"
STOPPED_CODE = 130


def _say_and_end(*_: object) -> None:
    """Ctrl-C while the program is still being loaded: there is nothing to clear up yet."""
    os.write(2, STOPPED.encode())
    os._exit(STOPPED_CODE)


IS_COMMAND = os.path.basename(sys.argv[0]).startswith(
    "interviewer-audit"
)  # not a test, or another program
if IS_COMMAND and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, _say_and_end)

import click  # noqa: E402

FAULTY = 2


class Commands(click.Group):
    """Commands that end in one sentence when they are told to stop."""

    def invoke(self, context: click.Context) -> object:
        """Run the command; Ctrl-C lets it take away what it has begun to write."""
        if signal.getsignal(signal.SIGINT) is _say_and_end:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            click.echo(STOPPED, err=True, nl=False)
            sys.exit(STOPPED_CODE)


def _say_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print name and version and end; no other option or command is looked at."""
    if asked and not context.resilient_parsing:
        from interviewer_effects import __version__

        click.echo(f"interviewer-audit {__version__}")
        context.exit()


@click.group(cls=Commands)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_say_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Audit interviewer effects in a survey."""


@main.command()
@click.argument("config", default="config.yaml", type=click.Path())
def check(config: str) -> None:
    """Check CONFIG (config.yaml), its codebooks and its data without running anything.

    Prints every problem in one list, one line each, and ends with exit code 2 when there is any.
    """
    from interviewer_effects.check import examine
    from interviewer_effects.problems import render

    problems, notes = examine(config)
    for note in notes:
        click.echo(note)
    if problems:
        click.echo(render(problems), err=True)
        click.echo(
            f"{len(problems)} problem{'s' * (len(problems) > 1)} found; nothing was run.", err=True
        )
        sys.exit(FAULTY)


@main.command()
@click.argument("file", type=click.Path())
@click.option(
    "--interviewers",
    type=click.Path(),
    help="A second file to join, such as the interviewer questionnaire.",
)
@click.option(
    "--encoding",
    help="Of FILE, such as windows-1250.  [default: what the file says, or fits its letters]",
)
@click.option(
    "--decimal",
    type=click.Choice(["point", "comma"]),
    help="The decimal mark of FILE, if it leaves it open.",
)
@click.option(
    "--interviewer",
    metavar="COLUMN",
    help="The column of the interviewer, if it is not recognised.",
)
def init(
    file: str,
    interviewers: str | None,
    encoding: str | None,
    decimal: str | None,
    interviewer: str | None,
) -> None:
    """Look at the survey FILE and write config.yaml and codebook.yaml for it into this folder.

    Nothing is overwritten. Write the outcome into config.yaml, then check and run.
    """
    from pathlib import Path

    from interviewer_effects.init import write_first_config
    from interviewer_effects.problems import AuditError, render

    try:
        said = write_first_config(
            file, interviewers, Path(), encoding=encoding, decimal=decimal, interviewer=interviewer
        )
    except AuditError as error:
        click.echo(render(error.problems), err=True)
        sys.exit(FAULTY)
    click.echo("\n".join(said))


@main.command()
@click.argument("directory", default=".", type=click.Path(exists=True, file_okay=False))
def verify(directory: str) -> None:
    """Compare finished audits in DIRECTORY with the fingerprints recorded by the run: do inputs,
    settings, results and reports belong together?

    Prints what was changed, removed or added since, and so must be made again, one line each, and
    ends with exit code 2 when there is anything.
    """
    from pathlib import Path

    from interviewer_effects.problems import render
    from interviewer_effects.verify import verified

    surveys, problems = verified(Path(directory))
    if problems or not surveys:
        click.echo(
            render(problems) if problems else f"{directory}: there are no results to verify.",
            err=True,
        )
        sys.exit(FAULTY)
    click.echo(f"{len(surveys)} audit{'s' * (len(surveys) > 1)} as recorded: {', '.join(surveys)}.")


@main.command("self-test")
@click.argument("config", default="config.yaml", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--surveys",
    default=100,
    show_default=True,
    type=click.IntRange(2),
    help="How many to simulate.",
)
@click.option(
    "--seed", type=int, help="Of everything drawn at random.  [default: tests.seed of the config]"
)
@click.option(
    "--cores",
    default=1,
    show_default=True,
    type=click.IntRange(1),
    help="Surveys audited at a time.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False),
    help="Folder of the tables.  [default: selftest/<survey>]",
)
@click.option(
    "--readme",
    type=click.Path(exists=True, dir_okay=False),
    help="A file to put the tables into, too.",
)
def self_test(
    config: str, surveys: int, seed: int | None, cores: int, output: str | None, readme: str | None
) -> None:
    """Plant faults of every kind in surveys of your own design, and say how many of them the audit
    finds.

    The design is that of CONFIG (config.yaml): its interviewers, workloads and predictors. Outcomes
    are drawn from the model fitted after recoding, so that the truth is known. Writes detection.csv
    and the tables beside it.
    """
    import os

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from interviewer_effects.problems import AuditError
    from interviewer_effects.selftest import command as selftest_command

    try:
        if readme:
            selftest_command.marked(readme)
        said = _self_tested(config, surveys, seed, cores, output)
        if readme:
            selftest_command.put_between_marks(readme, said)
    except AuditError as error:
        click.echo(error, err=True)
        sys.exit(FAULTY)


def _self_tested(
    config: str, surveys: int, seed: int | None, cores: int, output: str | None
) -> list:
    from pathlib import Path

    from interviewer_effects.selftest import command as selftest_command

    reports: dict[str, list] = {}
    for survey, analysis in selftest_command.analyses(config):
        label = f"{survey}, {analysis}"
        with click.progressbar(length=surveys, label=label, file=sys.stderr) as bar:
            report = selftest_command.run(
                config, survey, analysis, surveys, seed, cores, partial(bar.update, 1)
            )
        click.echo(f"{label}\n\n{selftest_command.text(report)}")
        reports.setdefault(survey, []).append(report)
    for survey, parts in reports.items():
        paths = selftest_command.write(parts, Path(output or f"selftest/{survey}"))
        click.echo(f"Written: {', '.join(map(str, paths))}")
    return [report for parts in reports.values() for report in parts]
