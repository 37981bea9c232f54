# Writes data/*.csv (public data sets and seeded synthetic ones) and peers/*.json (what lme4, nlme, lmerTest and
# RLRsim say about them). Run as `Rscript tests/reference/make_reference.R` inside a checkout; README.md names sources.
suppressPackageStartupMessages({
  library(lme4); library(nlme); library(lmerTest); library(RLRsim); library(jsonlite)
})

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "cases.R"))
source(file.path(here, "peers.R"))

SIMULATIONS <- 200000
REFITS <- 2000
wanted <- commandArgs(trailingOnly = TRUE)

write_data(file.path(here, "data"))
for (name in names(CASES)) {
  if (length(wanted) && !(name %in% wanted)) next
  started <- proc.time()[["elapsed"]]
  reference <- describe_case(name, CASES[[name]], here)
  text <- toJSON(reference, digits = NA, auto_unbox = TRUE, null = "null", na = "null", pretty = TRUE)
  writeLines(text, file.path(here, "peers", paste0(name, ".json")))
  cat(sprintf("%-28s %5.1f s  REML %s  ML %s\n", name, proc.time()[["elapsed"]] - started,
              format(reference$REML$deviance, digits = 12), format(reference$ML$deviance, digits = 12)))
}
