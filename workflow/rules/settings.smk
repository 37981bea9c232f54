# Needs IMPORTED (stopping.smk) and config.yaml of the working directory or what --configfile and --config say. Makes CONFIG, its path, PREFIX, and SETTINGS: checked, every default filled in; INPUTS, the fingerprints of all files that surveys are read from; PRIVATE, whether anything is to be hidden; KEY, the key of the folder where it is, and KEY_MARK, which tells it from others.
# Not by `configfile:`, which reads YAML 1.1: a survey named NO would be called False.
import snakemake.logging
from snakemake.utils import update_config

from interviewer_effects.check import (
    changed_since,
    check_once,
    inputs_of,
    refused,
    unaudited,
)
from interviewer_effects.config import settings_of
from interviewer_effects.disk import refuse_unwritable
from interviewer_effects.inputs import (
    files_of_survey as files_named,
    labels_of,
    named_items,
    reading_of_survey,
    without_labels,
)
from interviewer_effects.plain_yaml import load_yaml, plain_values
from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.progress import calm_screen
from interviewer_effects.provenance import command_of
from interviewer_effects.running import refuse_other_code
from interviewer_effects.survey.identities.keyed import keyed
from interviewer_effects.survey.identities.key import (
    FOLDER as KEY_FOLDER,
    mark_of,
    the_key,
)

IS_WATCHED = not (workflow.output_settings.dryrun or workflow.output_settings.verbose)
if workflow.is_main_process and not IMPORTED and IS_WATCHED:
    calm_screen(snakemake.logging.logger)
# What another workflow's `prefix:` puts before results/ and reports/; paths in the config are the working directory's.
PREFIX = workflow.modifier.path_modifier.prefix or ""
HERE = Path("config.yaml")
FILES = [Path(path) for path in workflow.overwrite_configfiles] or [HERE]
CONFIG = HERE.absolute() if IMPORTED else FILES[-1]
OVERRIDDEN = IMPORTED or len(FILES) > 1 or bool(workflow.config_settings.config)


def given_config():
    """The config as the user wrote it: the files in their order, then --config, each overriding the one before; in
    another workflow what its `module` statement says in `config:`, whose paths are relative to the working directory.
    """
    if IMPORTED:
        return config
    if any(map(str.isspace, sys.executable)):
        said = "Snakemake cannot start a Python that lies in a path with a space."
        remedy = "Make the environment in a folder without one."
        raise AuditError(Problem(sys.executable, None, None, None, said, remedy))
    if FILES == [HERE] and not HERE.exists():
        said = "There is no such file in this folder, so there is nothing to audit."
        remedy = "Write one by `interviewer-audit init FILE`, or name a folder by --directory."
        raise AuditError(Problem(str(HERE.absolute()), None, None, None, said, remedy))
    content, *others = [load_yaml(path) for path in FILES]
    for other in [*others, plain_values(workflow.config_settings.config)]:
        update_config(content, other)
    return content


# By --keep-going a survey that the check refuses is a job that fails, and the others are audited.
KEEP_GOING = not {"-k", "--keep-going"}.isdisjoint(sys.argv)
STAMP = Path(".snakemake/checked.json")
try:
    if workflow.is_main_process:
        refuse_unwritable(Path(PREFIX))
    refuse_other_code(ROOT / "scripts")
    SETTINGS = check_once(
        given_config(), CONFIG, STAMP, KEEP_GOING or not workflow.is_main_process
    )
    REFUSED, UNAUDITED = refused(STAMP), unaudited(STAMP)
    INPUTS = inputs_of(STAMP)
    # One key for all jobs of a run; another key is another reading of every survey.
    PRIVATE = SETTINGS["privacy"]["pseudonyms"] or SETTINGS["privacy"]["min_cell"] > 1
    KEY = the_key(KEY_FOLDER) if PRIVATE else None
    KEY_MARK = PRIVATE and mark_of(KEY)
except AuditError as error:
    print(error, file=sys.stderr)
    sys.exit(2)
