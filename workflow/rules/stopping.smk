# Needs nothing. Makes IMPORTED. From here on a run ends in a sentence when it is told to stop: before all else is
# imported, which takes a second.
from interviewer_effects.stopping import stop_at_once


def jobs_called_back():
    """Calls back the jobs of a cluster; those of this machine end as its processes do."""
    scheduler = getattr(workflow, "scheduler", None)
    if scheduler is not None and not workflow.local_exec:
        scheduler._executor.cancel()


IMPORTED = not workflow.modifier.is_main_snakefile()  # by `module` of another workflow
if workflow.is_main_process and not IMPORTED:
    stop_at_once(jobs_called_back)
