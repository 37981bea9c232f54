"""Rule refuse_survey: ends with what the check found wrong with a survey: by --keep-going the run
fails for it alone.

params.problems; it makes nothing but its log.
"""

import sys

from interviewer_effects.files import write_text
from interviewer_effects.running import FAILED


def main(smk):
    write_text(f"{FAILED}{smk.params.problems}\n", smk.log[0])
    sys.exit(smk.params.problems)


if "snakemake" in globals():
    main(snakemake)  # noqa: F821
