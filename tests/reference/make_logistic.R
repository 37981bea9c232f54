# Writes logistic.json: counts of interviewers (public and simulated) and what lme4's glmer says about their variance.
# Run as `Rscript tests/reference/make_logistic.R` inside a checkout.
suppressPackageStartupMessages({library(lme4); library(jsonlite)})

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))

simulated <- function(seed, J, mean_n, beta, sigma) {
  set.seed(seed)
  trials <- 2 + rgeom(J, 1 / (mean_n - 1))
  list(trials = trials, events = rbinom(J, trials, plogis(beta + sigma * rnorm(J))))
}

herds <- aggregate(cbind(incidence, size) ~ herd, cbpp, sum)
cases <- list(
  cbpp = list(trials = herds$size, events = herds$incidence),
  rare = simulated(1, 125, 14, -4.5, 1),
  strong = simulated(2, 60, 30, -1, 1.4),
  weak = simulated(3, 125, 14, -2, 0.2),
  nothing = simulated(6, 40, 12, -1.5, 0),
  common = simulated(5, 200, 40, 2, 0.5)
)

# -2 log-likelihood by R's adaptive integration, interviewer by interviewer.
deviance_at <- function(case, beta, sigma) {
  one <- function(y, n) {
    inside <- function(v) exp(dbinom(y, n, plogis(beta + sigma * v), log = TRUE) + dnorm(v, log = TRUE))
    log(integrate(inside, -9, 9, rel.tol = 1e-11, subdivisions = 2000L)$value)
  }
  -2 * sum(mapply(one, case$events, case$trials))
}

describe <- function(case) {
  data <- data.frame(y = case$events, n = case$trials, g = factor(seq_along(case$trials)))
  control <- glmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.1, rhoend = 1e-9, maxfun = 1e5))
  fit <- glmer(cbind(y, n - y) ~ 1 + (1 | g), data, binomial, control = control, nAGQ = 25)
  beta <- unname(fixef(fit)); sigma <- sqrt(VarCorr(fit)$g[1])
  null <- glm(cbind(y, n - y) ~ 1, binomial, data)
  list(trials = case$trials, events = case$events, beta = beta, sigma = sigma, se = sqrt(vcov(fit)[1]),
       deviance = deviance_at(case, beta, sigma), null_deviance = -2 * as.numeric(logLik(null)))
}

out <- list(lme4 = as.character(packageVersion("lme4")), cases = lapply(cases, describe))
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = FALSE), file.path(here, "logistic.json"))
for (name in names(cases)) with(out$cases[[name]], cat(name, beta, sigma, deviance, null_deviance, sum(events), "\n"))
