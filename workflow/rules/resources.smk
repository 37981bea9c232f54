# Needs SURVEYS. What jobs ask a cluster for.
SHARE = 20  # megabytes of memory for a megabyte of a survey's files, which may be compressed
HELD = 0.005  # megabytes of memory for an interview drawn from a Parquet file with more: the rest passes by in blocks


def memory(base):
    """Megabytes that a job asks a cluster for: the base and SHARE of its survey's files, as far as they are held in
    memory; doubled at each retry.
    """
    return lambda wildcards, attempt: (
        int(base + megabytes(wildcards)) * 2 ** (attempt - 1)
    )


def minutes(base):
    """Minutes that a job asks a cluster for; doubled at each retry."""
    return lambda wildcards, attempt: base * 2 ** (attempt - 1)


def megabytes(wildcards):
    """What the files of a survey, or of all surveys where a job is for all of them, take in memory."""
    surveys = [wildcards.survey] if "survey" in wildcards.keys() else SURVEYS
    known = [survey for survey in surveys if survey in SURVEYS]  # not one refused
    held = {
        path: megabytes_of(Path(path), SETTINGS["surveys"][survey]["sample"])
        for survey in known
        for path in files_of_survey(survey)
    }
    return sum(held.values())


def megabytes_of(path, sample):
    """The same of one file; a Parquet file is held as far as its interviews are drawn."""
    size = SHARE * path.stat().st_size / 1e6 if path.exists() else 0
    return min(size, HELD * sample) if path.suffix in (".parquet", ".pq") else size
