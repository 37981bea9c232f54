# What each peer says about one case. The reference fit is the lowest deviance of many lme4 starts and optimisers, on
# well-scaled columns; ugly units are reached from it in closed form, and what lme4 reaches in those units itself is kept.

quiet <- function(expression) suppressMessages(suppressWarnings(expression))

r_formula <- function(text) gsub("**", "^", text, fixed = TRUE)

mixed_formula <- function(spec) {
  terms <- sub("^~ *", "", r_formula(spec$re))
  if (!grepl("^[01]", terms)) terms <- paste("1 +", terms)
  bar <- if (spec$covariance == "diagonal") "||" else "|"
  as.formula(sprintf("%s + (%s %s %s)", r_formula(spec$fixed), terms, bar, spec$groups))
}

tight <- list(
  bobyqa = list(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5)),
  Nelder_Mead = list(optimizer = "Nelder_Mead", optCtrl = list(maxfun = 1e5, FtolRel = 1e-14, XtolRel = 1e-10)),
  nloptwrap = list(optimizer = "nloptwrap", optCtrl = list(xtol_abs = 1e-11, ftol_abs = 1e-12, maxeval = 1e5)),
  nlminbwrap = list(optimizer = "nlminbwrap", optCtrl = list(rel.tol = 1e-14, x.tol = 1e-12))
)

lme4_fit <- function(formula, data, reml, control = list(), start = NULL) {
  environment(formula) <- environment() # lmerTest evaluates the call again, and looks for its arguments here
  checks <- list(check.nobs.vs.nRE = "ignore", check.nobs.vs.nlev = "ignore", check.nobs.vs.rankZ = "ignore",
                 check.nlev.gtr.1 = "ignore", check.scaleX = "ignore")
  quiet(lme4::lmer(formula, data, REML = reml, start = start, control = do.call(lmerControl, c(control, checks))))
}

deviance_of <- function(fit) -2 * as.numeric(logLik(fit))

nlme_deviance <- function(spec, data, reml) {
  if (spec$covariance == "diagonal") return(NULL)
  control <- lmeControl(maxIter = 500, msMaxIter = 500, niterEM = 50, tolerance = 1e-9, msTol = 1e-10)
  random <- setNames(list(as.formula(r_formula(spec$re))), spec$groups)
  fit <- tryCatch(quiet(nlme::lme(as.formula(r_formula(spec$fixed)), data, random,
                                  method = if (reml) "REML" else "ML", control = control)),
                  error = function(e) NULL)
  if (is.null(fit)) "error" else deviance_of(fit)
}

best_fit <- function(formula, data, reml) {
  fits <- lapply(tight, function(control) lme4_fit(formula, data, reml, control))
  lower <- getME(fits[[1]], "lower")
  set.seed(1)
  starts <- replicate(6, ifelse(lower == 0, abs(rnorm(length(lower))), rnorm(length(lower))), simplify = FALSE)
  more <- lapply(starts, function(s) tryCatch(lme4_fit(formula, data, reml, tight$bobyqa, s), error = function(e) NULL))
  all_fits <- c(fits, Filter(Negate(is.null), more))
  best <- all_fits[[which.min(vapply(all_fits, deviance_of, 0))]]
  for (step in c(1e-3, 1e-6)) {
    near <- list(optimizer = "bobyqa", optCtrl = list(rhobeg = step, rhoend = step * 1e-7, maxfun = 1e5))
    next_fit <- lme4_fit(formula, data, reml, near, getME(best, "theta"))
    if (deviance_of(next_fit) <= deviance_of(best)) best <- next_fit
  }
  list(fit = best, deviances = lapply(fits, deviance_of))
}

# lme4 gives `||` terms as one block each; the engine has one matrix.
random_covariance <- function(fit) {
  blocks <- lapply(VarCorr(fit), function(block) matrix(block, nrow(block)))
  as.matrix(Matrix::bdiag(blocks))
}

random_effects <- function(fit, groups) {
  effects <- ranef(fit, condVar = TRUE)[[groups]]
  variances <- attr(effects, "postVar")
  if (is.list(variances)) {
    variances <- simplify2array(lapply(seq_len(nrow(effects)), function(j) diag(vapply(variances, function(v) v[1, 1, j], 0))))
  }
  list(group = rownames(effects), estimate = unname(as.matrix(effects)), variance = aperm(variances, c(3, 1, 2)))
}

satterthwaite <- function(fit) {
  table <- quiet(coef(summary(lmerTest::as_lmerModLmerTest(fit))))
  list(df = table[, "df"], t = table[, "t value"], p = table[, "Pr(>|t|)"])
}

# confint() interpolates, and for a correlation by up to 2 % of the interval: there lme4's deviance function is solved.
correlation_limits <- function(fit) {
  deviance_at <- as.function(fit)
  D <- random_covariance(fit); here <- cov2cor(D)[1, 2]; start <- log(sqrt(diag(D)) / sigma(fit))
  target <- deviance_of(fit) + qchisq(0.95, 1)
  above <- function(r) {
    height <- function(s) deviance_at(c(exp(s[1]), r * exp(s[2]), sqrt(1 - r^2) * exp(s[2])))
    ends <- lapply(list(start, start - 1, start + 0.5), function(s) nlminb(s, height, control = list(rel.tol = 1e-13)))
    min(vapply(ends, function(end) end$objective, 0)) - target
  }
  c(uniroot(above, c(-0.9999, here), tol = 1e-9)$root, uniroot(above, c(here, 0.9999), tol = 1e-9)$root)
}

profile_intervals <- function(fit) {
  intervals <- tryCatch(quiet(confint(fit, method = "profile", oldNames = FALSE, devtol = 1e-8)), error = function(e) NULL)
  if (is.null(intervals)) return(NULL)
  correlation <- grep("^cor_", rownames(intervals))
  if (length(correlation) == 1) intervals[correlation, ] <- correlation_limits(fit)
  list(term = rownames(intervals), low = unname(intervals[, 1]), high = unname(intervals[, 2]))
}

# exactRLRT() itself stops at a variance of exactly zero, so its simulator is called: T = 0 has p = 1.
exact_test <- function(fit, null_deviance, reml) {
  X <- getME(fit, "X"); Z <- as.matrix(getME(fit, "Z")); unit <- diag(ncol(Z))
  simulated <- if (reml) RLRTSim(X, Z, qr(X), unit, seed = 20101, nsim = SIMULATIONS) else
    LRTSim(X, Z, q = 0, unit, seed = 20101, nsim = SIMULATIONS)
  statistic <- max(0, null_deviance - deviance_of(fit))
  list(statistic = statistic, p = mean(simulated >= statistic - 1e-9), simulations = SIMULATIONS)
}

# A fit whose call holds its data and control, which refit() and bootMer() look for.
refittable <- function(formula, data, reml) {
  control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-8, maxfun = 1e5))
  quiet(do.call(lme4::lmer, list(formula, data, REML = reml, control = control)))
}

# Variances (sigma^2 last) of refits to surveys simulated from the fit: the quantiles behind confint(method = "boot").
bootstrap_quantiles <- function(formula, data) {
  variances <- function(m) unname(c(diag(random_covariance(m)), sigma(m)^2))
  drawn <- quiet(bootMer(refittable(formula, data, TRUE), variances, nsim = REFITS, seed = 20101))$t
  shares <- c(0.025, 0.25, 0.5, 0.75, 0.975)
  list(refits = REFITS, share = shares, quantile = unname(t(apply(drawn, 2, quantile, shares, na.rm = TRUE))))
}

# The likelihood-ratio test of the slopes by simulation from the fit without them, both models refitted.
bootstrap_test <- function(spec, data) {
  small <- mixed_formula(modifyList(spec, list(re = "~ 1", covariance = "unstructured")))
  null <- refittable(small, data, TRUE); fit <- refittable(mixed_formula(spec), data, TRUE)
  drawn <- simulate(null, nsim = REFITS, seed = 20102)
  statistics <- vapply(drawn, function(y) quiet(deviance_of(refit(null, y)) - deviance_of(refit(fit, y))), 0)
  statistic <- deviance_of(null) - deviance_of(fit); shares <- c(0.5, 0.75, 0.9, 0.95)
  list(refits = REFITS, statistic = statistic, p = (1 + sum(statistics >= statistic)) / (1 + REFITS),
       share = shares, quantile = unname(quantile(statistics, shares)))
}

# Every group left out in turn, refitted to the same tightness as the full fit.
leave_one_out <- function(fit, formula, data, groups, reml) {
  labels <- sort(unique(as.character(data[[groups]])))
  refits <- lapply(labels, function(label) best_fit(formula, data[data[[groups]] != label, ], reml)$fit)
  change <- t(vapply(refits, function(refit) unname(fixef(refit) - fixef(fit)), numeric(length(fixef(fit)))))
  if (length(fixef(fit)) == 1) change <- t(change)
  precision <- solve(as.matrix(vcov(fit)))
  list(group = labels, deviance = vapply(refits, deviance_of, 0), fixed = sweep(change, 2, fixef(fit), "+"),
       sigma2 = vapply(refits, function(r) sigma(r)^2, 0), D = lapply(refits, random_covariance),
       cooks_d = rowSums((change %*% precision) * change) / ncol(change),
       covratio = vapply(refits, function(r) det(as.matrix(vcov(r))) / det(as.matrix(vcov(fit))), 0))
}

null_deviance <- function(spec, data, reml) {
  terms <- sub("^~ *", "", spec$re)
  if (terms == "1" || startsWith(terms, "0")) {
    return(-2 * as.numeric(logLik(lm(as.formula(r_formula(spec$fixed)), data), REML = reml)))
  }
  deviance_of(best_fit(mixed_formula(modifyList(spec, list(re = "~ 1", covariance = "unstructured"))), data, reml)$fit)
}

# The same fit in other units: x' = a + b x turns beta and u by T^-1 with T = [1 a; 0 b], y' = c y multiplies them by c.
change_units <- function(reference, change, n, p, reml) {
  a <- change$x$shift; b <- change$x$scale; c <- change$y$scale
  back <- solve(matrix(c(1, 0, a, b), 2))
  reference$deviance <- reference$deviance + 2 * (if (reml) n - p else n) * log(c) + (if (reml) 2 * log(b) else 0)
  covariance <- c^2 * back %*% reference$vcov %*% t(back)
  reference$fixed <- as.vector(c * back %*% reference$fixed)
  reference$se <- sqrt(diag(covariance)); reference$vcov <- covariance
  reference$D <- c^2 * back %*% reference$D %*% t(back)
  reference$sigma2 <- c^2 * reference$sigma2
  reference$ranef$estimate <- c * reference$ranef$estimate %*% t(back)
  for (j in seq_len(dim(reference$ranef$variance)[1])) {
    reference$ranef$variance[j, , ] <- c^2 * back %*% reference$ranef$variance[j, , ] %*% t(back)
  }
  reference[c("deviance", "fixed", "se", "vcov", "D", "sigma2", "ranef")]
}

in_units <- function(data, change) {
  for (column in names(change)) data[[column]] <- change[[column]]$shift + change[[column]]$scale * data[[column]]
  data
}

describe_criterion <- function(spec, data, reml) {
  formula <- mixed_formula(spec)
  best <- best_fit(formula, data, reml)
  fit <- best$fit
  out <- list(deviance = deviance_of(fit), term = names(fixef(fit)), fixed = unname(fixef(fit)),
              se = unname(sqrt(diag(as.matrix(vcov(fit))))), vcov = unname(as.matrix(vcov(fit))),
              D = random_covariance(fit), sigma2 = sigma(fit)^2, singular = isSingular(fit, tol = 1e-5),
              ranef = random_effects(fit, spec$groups), satterthwaite = satterthwaite(fit),
              null_deviance = null_deviance(spec, data, reml))
  if (!is.null(spec$change)) {
    out <- c(change_units(out, spec$change, nrow(data), length(out$fixed), reml), list(term = out$term, singular = out$singular))
    data <- in_units(data, spec$change)
    best$deviances <- lapply(tight, function(control) tryCatch(deviance_of(lme4_fit(formula, data, reml, control)),
                                                               error = function(e) "error"))
  }
  default <- tryCatch(deviance_of(lme4_fit(formula, data, reml)), error = function(e) "error")
  out$peers <- c(list(lme4_default = default), setNames(best$deviances, paste0("lme4_", names(tight))),
                 list(nlme = nlme_deviance(spec, data, reml)))
  if ("exact" %in% spec$extra) out$exact <- exact_test(fit, out$null_deviance, reml)
  # lme4 profiles the ML deviance whichever criterion was used, so only the ML fit carries intervals.
  if ("profile" %in% spec$extra && !reml) out$profile <- profile_intervals(fit)
  if ("bootstrap" %in% spec$extra && reml) {
    out$bootstrap <- bootstrap_quantiles(formula, data)
    if (nrow(out$D) > 1) out$bootstrap_test <- bootstrap_test(spec, data)
  }
  if ("influence" %in% spec$extra) out$influence <- leave_one_out(fit, formula, data, spec$groups, reml)
  out
}

versions <- function() {
  packages <- c("lme4", "nlme", "lmerTest", "RLRsim", "mlmRev")
  c(list(R = paste(R.version$major, R.version$minor, sep = ".")),
    setNames(lapply(packages, function(p) as.character(packageVersion(p))), packages))
}

describe_case <- function(name, spec, here) {
  data <- read.csv(file.path(here, "data", paste0(spec$data, ".csv")), stringsAsFactors = TRUE)
  data[[spec$groups]] <- factor(data[[spec$groups]])
  list(case = name, model = spec[c("data", "fixed", "re", "groups", "covariance", "change")], n = nrow(data),
       n_groups = nlevels(data[[spec$groups]]), versions = versions(),
       REML = describe_criterion(spec, data, TRUE), ML = describe_criterion(spec, data, FALSE))
}
