# Needs the fitted ladder; the recoded survey for screening. Makes the tests of variances and fixed effects, intervals, their power, and the screening of items, answered or not.


rule test_variances:
    """Compare the models of the ladder by likelihood-ratio tests; variances by exact, bootstrap and mixture p-values side by side; with intervals of every quantity."""
    input:
        data="results/{survey}/{analysis}/{variant}/data.parquet",
        records="results/{survey}/{analysis}/{variant}/fits.json",
    output:
        tests="results/{survey}/{analysis}/{variant}/tests.csv",
        explained="results/{survey}/{analysis}/{variant}/explained.csv",
        intervals="results/{survey}/{analysis}/{variant}/intervals.csv",
        replicates="results/{survey}/{analysis}/{variant}/replicates.csv",
        nulls="results/{survey}/{analysis}/{variant}/nulls.csv",
        profiles="results/{survey}/{analysis}/{variant}/profiles.csv",
    log:
        "logs/test_variances/{survey}/{analysis}/{variant}.log",
    benchmark:
        "logs/test_variances/{survey}/{analysis}/{variant}.tsv"
    priority: 1
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(800),
        runtime=minutes(120),
    params:
        code=code_of("test_variances"),
        analysis=analysis_of,
        tests=SETTINGS["tests"],
        quoted=lambda wildcards: wildcards.variant == QUOTED,
    script:
        "../../scripts/test_variances.py"


rule describe_power:
    """Find the smallest effects that this survey's interviewers and workloads would show with 80 % power."""
    input:
        data="results/{survey}/{analysis}/recoded/data.parquet",
        records="results/{survey}/{analysis}/recoded/fits.json",
    output:
        power="results/{survey}/{analysis}/recoded/power.csv",
    log:
        "logs/describe_power/{survey}/{analysis}.log",
    benchmark:
        "logs/describe_power/{survey}/{analysis}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(800),
        runtime=minutes(120),
    params:
        code=code_of("describe_power"),
        analysis=analysis_of,
        tests={key: SETTINGS["tests"][key] for key in ("alpha", "seed")},
        adjust=SETTINGS["flags"]["adjust"],
    script:
        "../../scripts/describe_power.py"


rule screen_items:
    """Estimate how much of each item's variance lies between interviewers, how much they differ in what is left unanswered, and which interviews repeat each other."""
    input:
        survey="results/{survey}/recoded.parquet",
        source="results/{survey}/source.json",
        codebook="results/{survey}/coding.json",
        cells="results/{survey}/recoded_cells.csv",
    output:
        screening="results/{survey}/screening.csv",
        cells="results/{survey}/screening_interviewers.csv",
        scores="results/{survey}/interviewer_scores.csv",
        silence="results/{survey}/silence.csv",
        silence_interviewers="results/{survey}/silence_interviewers.csv",
        duplicates="results/{survey}/duplicates.csv",
        reversals="results/{survey}/reversals.csv",
    log:
        "logs/screen_items/{survey}.log",
    benchmark:
        "logs/screen_items/{survey}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(800),
        runtime=minutes(120),
    params:
        code=code_of("screen_items"),
        screened=lambda wildcards: SETTINGS["surveys"][wildcards.survey]["screen"],
        asked=items_of,
        adjust=SETTINGS["flags"]["adjust"],
        alpha=SETTINGS["tests"]["alpha"],
        seed=SETTINGS["tests"]["seed"],
    script:
        "../../scripts/screen_items.py"
