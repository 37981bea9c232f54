# Needs config.yaml of the working directory (else the one that ships with the project), or what --configfile and --config say. Makes CONFIG, its path, and SETTINGS: checked, every default filled in; KEY_MARK, which tells the key of the pseudonyms from others.
# Not by `configfile:`, which reads YAML 1.1: a survey named NO would be called False.
from snakemake.utils import update_config

from interviewer_effects.check import check_once, refused
from interviewer_effects.plain_yaml import load_yaml, plain_values
from interviewer_effects.problems import AuditError
from interviewer_effects.survey.key import FOLDER as KEY_FOLDER, mark_of, the_key

HERE, SHIPPED = Path("config.yaml"), ROOT / "config.yaml"
IMPORTED = not workflow.modifier.is_main_snakefile()  # by `module` of another workflow
FILES = [Path(path) for path in workflow.overwrite_configfiles]
FILES = FILES or [HERE if HERE.exists() or IMPORTED else SHIPPED]
CONFIG = HERE if IMPORTED else FILES[-1]
if CONFIG == SHIPPED and workflow.is_main_process:
    print(f"No config.yaml in {Path.cwd()}: this audits the example.", file=sys.stderr)


def given_config():
    """The config as the user wrote it: the files in their order, then --config, each overriding the one before; in
    another workflow what its `module` statement says in `config:`, whose paths are relative to the working directory.
    """
    if IMPORTED:
        return config
    content, *others = [load_yaml(path) for path in FILES]
    for other in [*others, plain_values(workflow.config_settings.config)]:
        update_config(content, other)
    return content


# By --keep-going a survey that the check refuses is a job that fails, and the others are audited.
KEEP_GOING = not {"-k", "--keep-going"}.isdisjoint(sys.argv)
STAMP = Path(".snakemake/checked.json")
try:
    SETTINGS = check_once(
        given_config(), CONFIG, STAMP, KEEP_GOING or not workflow.is_main_process
    )
    REFUSED = refused(STAMP)
    # One key for all jobs of a run; another key is another reading of every survey.
    KEY_MARK = SETTINGS["privacy"]["pseudonyms"] and mark_of(the_key(KEY_FOLDER))
except AuditError as error:
    print(error, file=sys.stderr)
    sys.exit(2)
