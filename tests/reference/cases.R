# The data sets, and the models fitted to them. A case says: data, fixed formula, random-effect formula, grouping factor,
# covariance, and optionally `change` (the same data in ugly units) and `extra` (slow references wanted).

public_sets <- function() {
  from <- function(name, package) { data(list = name, package = package, envir = environment()); get(name) }
  plain <- function(frame) {
    frame <- as.data.frame(frame)
    factors <- vapply(frame, is.factor, TRUE)
    frame[factors] <- lapply(frame[factors], as.character)
    frame
  }
  exam <- plain(from("Exam", "mlmRev"))[c("school", "normexam", "standLRT", "sex", "schavg")]
  hsb <- plain(from("Hsb82", "mlmRev"))[c("school", "mAch", "cses", "meanses", "sector")]
  hsb[c("cses", "meanses")] <- round(hsb[c("cses", "meanses")], 3)
  lapply(list(
    sleepstudy = plain(from("sleepstudy", "lme4")), dyestuff = plain(from("Dyestuff", "lme4")),
    dyestuff2 = plain(from("Dyestuff2", "lme4")), pastes = plain(from("Pastes", "lme4")),
    orthodont = plain(from("Orthodont", "nlme")), machines = plain(from("Machines", "nlme")),
    oxboys = plain(from("Oxboys", "nlme"))[c("Subject", "age", "height")], exam = exam, hsb82 = hsb
  ), function(frame) { rownames(frame) <- NULL; frame })
}

# One synthetic survey: J interviewers with the given workloads, x on a 0-10 scale, effects u = z'Lambda.
survey_set <- function(seed, workloads, Lambda, sigma = 1.9, x2 = FALSE, x = NULL) {
  RNGversion("4.0.0"); set.seed(seed)
  g <- rep(seq_along(workloads), workloads); n <- length(g)
  if (is.null(x)) x <- sample(0:10, n, replace = TRUE) else x <- x(g)
  Z <- if (x2) cbind(1, x, round(rnorm(n), 3)) else cbind(1, x)
  u <- matrix(rnorm(length(workloads) * ncol(Lambda)), ncol = ncol(Lambda)) %*% t(Lambda)
  y <- 4 + 0.15 * x + rowSums(Z * u[g, , drop = FALSE]) + sigma * rnorm(n)
  frame <- data.frame(g = sprintf("i%03d", g), x = x, y = round(y, 4))
  if (x2) frame$w <- Z[, 3]
  frame
}

synthetic_sets <- function() {
  RNGversion("4.0.0"); set.seed(20101)
  uneven <- sample(2:28, 60, replace = TRUE)
  few <- c(rep(1, 12), 2, 2, 3, 5, 8)
  list(
    survey = survey_set(1, uneven, matrix(c(.7, -.06, 0, .09), 2)),
    flat_slopes = survey_set(2, uneven, matrix(c(.7, 0, 0, 0), 2)),
    correlated_up = survey_set(3, uneven, matrix(c(.4, .1, 0, 0), 2)),
    correlated_down = survey_set(4, uneven, matrix(c(.9, -.1, 0, 0), 2)),
    no_effects = survey_set(18, rep(8, 20), matrix(0, 2, 2)),
    singletons = survey_set(6, few, matrix(c(.8, 0, 0, .1), 2)),
    three_effects = survey_set(7, uneven, matrix(c(.7, -.05, .2, 0, .1, .1, 0, 0, .4), 3), x2 = TRUE),
    slope_only = survey_set(8, uneven, matrix(c(0, 0, 0, .12), 2)),
    interviewer_level_x = survey_set(9, uneven, matrix(c(.7, 0, 0, .08), 2), x = function(g) (g * 7) %% 11)
  )
}

write_data <- function(folder) {
  sets <- c(public_sets(), synthetic_sets())
  for (name in names(sets)) {
    write.csv(sets[[name]], file.path(folder, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
  }
}

case <- function(data, fixed, re, groups, covariance = "unstructured", change = NULL, extra = character()) {
  list(data = data, fixed = fixed, re = re, groups = groups, covariance = covariance, change = change, extra = extra)
}
synthetic <- function(data, re = "~ x", ...) case(data, "y ~ x", re, "g", ...)

# `change` is x' = shift + scale * x for a predictor, y' = scale * y for the outcome.
ugly <- function(shift_x, scale_x, scale_y) list(x = list(shift = shift_x, scale = scale_x), y = list(shift = 0, scale = scale_y))

CASES <- list(
  sleepstudy_slope = case("sleepstudy", "Reaction ~ Days", "~ Days", "Subject", extra = c("profile", "bootstrap", "influence")),
  sleepstudy_intercept = case("sleepstudy", "Reaction ~ Days", "~ 1", "Subject", extra = c("profile", "exact", "influence")),
  sleepstudy_diagonal = case("sleepstudy", "Reaction ~ Days", "~ Days", "Subject", "diagonal", extra = "profile"),
  sleepstudy_slope_only = case("sleepstudy", "Reaction ~ Days", "~ 0 + Days", "Subject", extra = c("profile", "exact")),
  dyestuff = case("dyestuff", "Yield ~ 1", "~ 1", "Batch", extra = c("profile", "exact", "bootstrap", "influence")),
  dyestuff2 = case("dyestuff2", "Yield ~ 1", "~ 1", "Batch", extra = c("exact")),
  pastes_batch = case("pastes", "strength ~ 1", "~ 1", "batch", extra = c("profile", "exact", "bootstrap")),
  pastes_sample = case("pastes", "strength ~ 1", "~ 1", "sample", extra = c("profile", "exact")),
  orthodont_slope = case("orthodont", "distance ~ age * Sex", "~ age", "Subject", extra = "influence"),
  orthodont_intercept = case("orthodont", "distance ~ age + Sex", "~ 1", "Subject", extra = c("profile", "exact")),
  machines_nominal = case("machines", "score ~ Machine", "~ 0 + Machine", "Worker"),
  machines_intercept = case("machines", "score ~ Machine", "~ 1", "Worker", extra = c("profile", "exact")),
  oxboys_quadratic = case("oxboys", "height ~ age + I(age**2)", "~ age + I(age**2)", "Subject"),
  oxboys_slope = case("oxboys", "height ~ age", "~ age", "Subject", extra = c("profile", "influence")),
  exam_slope = case("exam", "normexam ~ standLRT + sex", "~ standLRT", "school", extra = "profile"),
  exam_intercept = case("exam", "normexam ~ standLRT + schavg", "~ 1", "school", extra = "exact"),
  hsb82_interaction = case("hsb82", "mAch ~ cses * sector + meanses", "~ cses", "school"),
  hsb82_null = case("hsb82", "mAch ~ 1", "~ 1", "school", extra = "profile"),
  survey_slope = synthetic("survey", extra = c("profile", "influence")),
  survey_diagonal = synthetic("survey", covariance = "diagonal"),
  survey_shifted = synthetic("survey", change = ugly(1e6, 1, 1)),
  survey_tiny_x = synthetic("survey", change = ugly(0, 1e-6, 1)),
  survey_big_y = synthetic("survey", change = ugly(2010, 1, 1e4)),
  survey_all_ugly = synthetic("survey", change = ugly(1e6, 1e3, 1e-4)),
  flat_slopes = synthetic("flat_slopes", extra = "bootstrap"),
  flat_slopes_diagonal = synthetic("flat_slopes", covariance = "diagonal"),
  correlated_up = synthetic("correlated_up"),
  correlated_down = synthetic("correlated_down"),
  correlated_down_shifted = synthetic("correlated_down", change = ugly(1e6, 1e-3, 1)),
  no_effects_intercept = synthetic("no_effects", "~ 1", extra = "exact"),
  no_effects_slope = synthetic("no_effects"),
  singletons_intercept = synthetic("singletons", "~ 1", extra = "exact"),
  singletons_slope = synthetic("singletons"),
  three_effects = case("three_effects", "y ~ x + w", "~ x + w", "g"),
  three_effects_diagonal = case("three_effects", "y ~ x + w", "~ x + w", "g", "diagonal"),
  slope_only = synthetic("slope_only", "~ 0 + x", extra = c("exact", "profile")),
  slope_only_full = synthetic("slope_only"),
  interviewer_level_x = synthetic("interviewer_level_x")
)
