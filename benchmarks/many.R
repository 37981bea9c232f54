# What `screen_items` says of an item, by lme4 in its default settings and RLRsim: Rscript many.R FILE ITEMS prints the
# processor seconds of one item: random intercept by REML, the boundary test, its exact p, the profile interval.
suppressPackageStartupMessages({library(lme4); library(RLRsim)})
given <- commandArgs(trailingOnly = TRUE)
survey <- read.csv(given[1])
items <- head(setdiff(names(survey), c("idno", "intnum")), as.integer(given[2]))
survey$g <- factor(survey$intnum)
quiet <- function(x) suppressMessages(suppressWarnings(x))
used <- system.time(for (item in items) {
  data <- data.frame(y = survey[[item]], g = survey$g)
  data <- data[!is.na(data$y), ]
  model <- quiet(lmer(y ~ 1 + (1 | g), data))
  variances <- as.data.frame(VarCorr(model))$vcov
  ratio <- variances[1] / sum(variances)
  test <- max(0, as.numeric(2 * (logLik(model) - logLik(lm(y ~ 1, data), REML = TRUE))))
  exact <- quiet(exactRLRT(model, nsim = 10000))
  interval <- quiet(confint(model, method = "profile", quiet = TRUE))
})
cat(sum(used[c("user.self", "sys.self")]) / length(items), "\n")
