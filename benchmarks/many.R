# What `screen_items` says of an item, by lme4 in its default settings and RLRsim: Rscript many.R FILE ITEMS prints the
# processor seconds of one item, first for its answers (random intercept by REML, the boundary test, its exact p, the
# profile interval, each interviewer's z), then for what is left unanswered (logistic model by adaptive quadrature with
# the 25 nodes that screen_items takes, the profile interval of its variance, each interviewer's exact test against the
# others and among interviewers who differ).
suppressPackageStartupMessages({library(lme4); library(RLRsim)})
given <- commandArgs(trailingOnly = TRUE)
survey <- read.csv(given[1])
items <- head(setdiff(names(survey), c("idno", "intnum")), as.integer(given[2]))
survey$g <- factor(survey$intnum)
quiet <- function(x) suppressMessages(suppressWarnings(x))
seconds <- function(used) sum(used[c("user.self", "sys.self")]) / length(items)
answers <- system.time(for (item in items) {
  data <- data.frame(y = survey[[item]], g = survey$g)
  data <- data[!is.na(data$y), ]
  model <- quiet(lmer(y ~ 1 + (1 | g), data))
  variances <- as.data.frame(VarCorr(model))$vcov
  ratio <- variances[1] / sum(variances)
  test <- max(0, as.numeric(2 * (logLik(model) - logLik(lm(y ~ 1, data), REML = TRUE))))
  exact <- quiet(exactRLRT(model, nsim = 10000))
  interval <- quiet(confint(model, method = "profile", quiet = TRUE))
  effects <- as.data.frame(ranef(model, condVar = TRUE))
  z <- effects$condval / sqrt(pmax(variances[1] - effects$condsd^2, 0))
})
silence <- system.time(for (item in items) {
  without <- tapply(is.na(survey[[item]]), survey$g, sum)
  counts <- data.frame(without, with = as.vector(table(survey$g)) - without, g = factor(names(without)))
  model <- quiet(glmer(cbind(without, with) ~ 1 + (1 | g), counts, family = binomial, nAGQ = 25))
  interval <- try(quiet(confint(model, parm = "theta_", method = "profile", quiet = TRUE)), silent = TRUE)
  total <- colSums(counts[1:2])
  p <- apply(counts[1:2], 1, function(own) fisher.test(rbind(own, total - own))$p.value)
  among <- mapply(function(y, n) integrate(function(v) dnorm(v) * pbinom(y, n, plogis(
    fixef(model) + sqrt(VarCorr(model)$g[1]) * v)), -8, 8)$value, counts$without, rowSums(counts[1:2]))
})
cat(seconds(answers), seconds(silence), "\n")
