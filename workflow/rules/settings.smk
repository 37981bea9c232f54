# Needs config.yaml of the working directory (else the one that ships with the project). Makes CONFIG, its path, after refusing what cannot be read at all.
from interviewer_effects.plain_yaml import load_yaml
from interviewer_effects.problems import AuditError

CONFIG = (
    Path("config.yaml")
    if Path("config.yaml").exists()
    else Path(workflow.basedir) / "config.yaml"
)
if workflow.overwrite_configfiles:
    CONFIG = Path(workflow.overwrite_configfiles[-1])


def stop(error):
    """Say every problem and end before any job, with the exit code for bad input."""
    print(error, file=sys.stderr)
    sys.exit(2)


try:
    load_yaml(CONFIG)
except AuditError as error:
    stop(error)
