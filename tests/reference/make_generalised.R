# Writes generalised.json: binary, ordinal and count models with a random intercept, or an intercept and slope, of
# public and simulated data, and what lme4's glmer, ordinal's clmm and glmmTMB say about them.
# Run as `Rscript tests/reference/make_generalised.R` inside a checkout.
suppressPackageStartupMessages({library(lme4); library(ordinal); library(glmmTMB); library(jsonlite); library(mlmRev)})

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))

simulated <- function(seed, family, J, mean_n, rate, sd, slope_sd, correlation = 0) {
  set.seed(seed)
  n <- 2 + rgeom(J, 1 / (mean_n - 1))
  group <- rep(seq_len(J), n)
  x <- round(rnorm(length(group), 5, 2))
  first <- rnorm(J)
  second <- correlation * first + sqrt(1 - correlation^2) * rnorm(J)
  eta <- rate + 0.3 * (x - 5) + sd * first[group] + slope_sd * second[group] * (x - 5)
  y <- switch(family,
    binary = rbinom(length(eta), 1, plogis(eta)),
    ordinal = findInterval(eta + rlogis(length(eta)), c(-1, 0, 1.5)),
    count = rpois(length(eta), exp(eta)))
  list(family = family, y = y, x = x, group = group, slope = slope_sd > 0)
}

contraception <- with(Contraception, list(
  family = "binary", y = as.integer(use == "Y"), x = round(age, 2), group = as.integer(district), slope = TRUE))
herds <- with(cbpp[rep(seq_len(nrow(cbpp)), cbpp$size), ], list(x = as.integer(period), group = as.integer(herd)))
herds <- c(list(family = "binary", y = unlist(Map(function(y, n) rep(1:0, c(y, n - y)), cbpp$incidence, cbpp$size))),
  herds, list(slope = FALSE))
tasters <- with(wine, list(
  family = "ordinal", y = as.integer(rating) - 1L, x = as.integer(temp == "warm"), group = as.integer(judge), slope = FALSE))
ticks <- with(grouseticks, list(
  family = "count", y = TICKS, x = round(cHEIGHT / 100, 4), group = as.integer(factor(BROOD)), slope = FALSE))

cases <- list(
  contraception = contraception, cbpp = herds, wine = tasters, grouseticks = ticks,
  binary_intercept = simulated(1, "binary", 60, 12, -0.5, 0.6, 0),
  binary_slope = simulated(2, "binary", 60, 15, 0, 0.6, 0.3, 0.4),
  binary_rare = simulated(3, "binary", 80, 15, -3.5, 1, 0),
  binary_strong = simulated(4, "binary", 40, 20, 0, 2, 0.2, -0.5),
  binary_none = simulated(5, "binary", 40, 10, 0, 0, 0),
  ordinal_intercept = simulated(6, "ordinal", 50, 10, 0, 0.7, 0),
  ordinal_slope = simulated(7, "ordinal", 50, 12, 0, 0.7, 0.35, 0.3),
  ordinal_few = simulated(8, "ordinal", 8, 20, 0, 0.5, 0),
  count_intercept = simulated(9, "count", 50, 8, 0, 0.5, 0),
  count_slope = simulated(10, "count", 50, 12, 0, 0.5, 0.15, -0.4),
  count_few = simulated(11, "count", 100, 4, -2, 0.8, 0)
)

# small surveys of every kind: hardly any variance, correlations of 1 and -1, rare answers, few interviewers
small <- function(seed) {
  family <- c("binary", "ordinal", "count")[seed %% 3 + 1]
  slope_sd <- if (seed %% 2) 0 else 0.3
  simulated(200 + seed, family, J = c(8, 15, 30)[seed %% 4 %% 3 + 1], mean_n = c(5, 9)[seed %/% 2 %% 2 + 1],
    rate = if (seed %% 5 == 0) -2 else 0, sd = c(0, 0.5, 1.2)[seed %/% 3 %% 3 + 1], slope_sd = slope_sd,
    correlation = c(-1, 0, 1)[seed %/% 6 %% 3 + 1])
}
numbers <- 1:45
cases <- c(cases, setNames(lapply(numbers, small), sprintf("small_%02d", numbers)))

tight <- glmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.1, rhoend = 1e-9, maxfun = 1e6),
  check.conv.singular = "ignore")

describe <- function(case) {
  data <- data.frame(y = case$y, x = case$x, g = factor(case$group))
  random <- if (case$slope) "(x | g)" else "(1 | g)"
  nodes <- if (case$slope) 1L else if (case$family == "ordinal") 10L else 25L
  if (case$family == "ordinal") {
    data$y <- factor(data$y, ordered = TRUE)
    fit <- clmm(as.formula(paste("y ~ x +", random)), data, nAGQ = nodes, control = clmm.control(gradTol = 1e-6))
    out <- list(thresholds = unname(fit$alpha), fixed = unname(fit$beta), D = unclass(VarCorr(fit)$g)[TRUE])
    out$se <- unname(sqrt(diag(vcov(fit)))[seq_len(length(fit$alpha) + length(fit$beta))])
  } else if (nodes == 1L) {
    family <- if (case$family == "binary") binomial else poisson
    exact <- glmmTMBControl(optCtrl = list(rel.tol = 1e-14, x.tol = 1e-12, eval.max = 2000, iter.max = 2000))
    fit <- glmmTMB(as.formula(paste("y ~ x +", random)), data, family, control = exact)
    covariance <- VarCorr(fit)$cond$g
    out <- list(fixed = unname(fixef(fit)$cond), D = as.vector(covariance), se = unname(sqrt(diag(vcov(fit)$cond))))
  } else {
    family <- if (case$family == "binary") binomial else poisson
    fit <- glmer(as.formula(paste("y ~ x +", random)), data, family, control = tight, nAGQ = nodes)
    out <- list(fixed = unname(fixef(fit)), D = unclass(VarCorr(fit)$g)[TRUE], se = unname(sqrt(diag(as.matrix(vcov(fit))))))
  }
  # glmer with more than one node leaves out constants of counts: what is comparable is the difference to no effect
  null <- if (case$family == "count") as.numeric(logLik(glm(y ~ x, poisson, data))) else NULL
  laplace <- if (case$family == "count" && nodes > 1L) as.numeric(logLik(update(fit, nAGQ = 1L))) else NULL
  c(case[c("family", "y", "x", "group", "slope")], out,
    list(nodes = nodes, log_likelihood = as.numeric(logLik(fit)), without_effects = null, laplace = laplace))
}

versions <- list(lme4 = as.character(packageVersion("lme4")), ordinal = as.character(packageVersion("ordinal")),
  glmmTMB = as.character(packageVersion("glmmTMB")))
told <- lapply(names(cases), function(name) tryCatch(suppressWarnings(describe(cases[[name]])), error = function(e) NULL))
names(told) <- names(cases)
result <- list(versions = versions, cases = Filter(function(one) !is.null(one) && is.finite(one$log_likelihood), told))
write(toJSON(result, auto_unbox = TRUE, digits = 12), file.path(here, "generalised.json"))
