# Writes data/*.csv for two crossed factors and crossed/*.json, what lme4 says about them: the lowest deviance of four
# optimisers and six random starts. Run as `Rscript tests/reference/crossed.R` inside a checkout.
suppressPackageStartupMessages({ library(lme4); library(jsonlite) })
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "peers.R"))

plain <- function(name) {
  data(list = name, package = "lme4", envir = environment()); frame <- as.data.frame(get(name))
  factors <- vapply(frame, is.factor, TRUE); frame[factors] <- lapply(frame[factors], as.character); frame
}

# Interviewers in areas: each area is worked by one to four interviewers out of a few neighbours.
fieldwork <- function(seed, n, J, K, sd_interviewer, sd_area) {
  RNGversion("4.0.0"); set.seed(seed)
  area <- sample(K, n, replace = TRUE)
  team <- matrix(pmin(J, pmax(1, round(rep(seq_len(K) * J / K, 4) + rnorm(4 * K, sd = 2)))), K)
  interviewer <- team[cbind(area, sample(c(1, 1, 1, 2, 2, 3, 4), n, replace = TRUE))]
  x <- sample(0:10, n, replace = TRUE)
  y <- 4 + 0.15 * x + (sd_interviewer * rnorm(J))[interviewer] + (sd_area * rnorm(K))[area] + 1.9 * rnorm(n)
  data.frame(interviewer = sprintf("i%03d", interviewer), area = sprintf("a%03d", area), x = x, y = round(y, 4))
}

lectures <- function() {
  all <- plain("InstEval"); kept <- all[as.integer(all$s) %% 20 == 1, c("s", "d", "service", "y")]
  kept$service <- as.integer(kept$service); rownames(kept) <- NULL; kept
}

CASES <- list(
  penicillin = list(data = plain("Penicillin"), fixed = "diameter ~ 1", factors = c("plate", "sample")),
  pastes_nested = list(data = NULL, fixed = "strength ~ 1", factors = c("sample", "batch")),
  lectures = list(data = lectures(), fixed = "y ~ service", factors = c("s", "d")),
  fieldwork = list(data = fieldwork(1, 900, 60, 110, 0.7, 0.3), fixed = "y ~ x", factors = c("interviewer", "area")),
  fieldwork_few_areas = list(data = fieldwork(2, 600, 70, 20, 0.5, 0.4), fixed = "y ~ x", factors = c("interviewer", "area")),
  fieldwork_no_area = list(data = fieldwork(3, 500, 40, 80, 0.8, 0), fixed = "y ~ x", factors = c("interviewer", "area"))
)

described <- function(case, data, reml) {
  formula <- as.formula(sprintf("%s + (1 | %s) + (1 | %s)", case$fixed, case$factors[1], case$factors[2]))
  fit <- best_fit(formula, data, reml)$fit
  variances <- vapply(case$factors, function(f) VarCorr(fit)[[f]][1, 1], 0)
  without <- vapply(2:1, function(k) {
    one <- as.formula(sprintf("%s + (1 | %s)", case$fixed, case$factors[k]))
    deviance_of(best_fit(one, data, reml)$fit)
  }, 0)
  out <- list(deviance = deviance_of(fit), default = deviance_of(lme4_fit(formula, data, reml)), fixed = unname(fixef(fit)),
              vcov = unname(as.matrix(vcov(fit))), variances = unname(variances), sigma2 = sigma(fit)^2, without = without)
  if (!reml) {
    limits <- quiet(confint(fit, method = "profile", oldNames = FALSE, devtol = 1e-8))
    rows <- paste0("sd_(Intercept)|", case$factors)
    out$profile <- unname(limits[rows, ]^2)
  }
  out
}

for (name in names(CASES)) {
  case <- CASES[[name]]
  file <- if (is.null(case$data)) "pastes" else name
  if (!is.null(case$data)) write.csv(case$data, file.path(here, "data", paste0(file, ".csv")), row.names = FALSE, quote = FALSE)
  data <- read.csv(file.path(here, "data", paste0(file, ".csv")))
  reference <- list(model = list(data = file, fixed = case$fixed, factors = case$factors),
                    versions = list(R = paste(R.version$major, R.version$minor, sep = "."), lme4 = as.character(packageVersion("lme4"))),
                    REML = described(case, data, TRUE), ML = described(case, data, FALSE))
  text <- toJSON(reference, digits = NA, auto_unbox = TRUE, null = "null", na = "null", pretty = TRUE)
  writeLines(text, file.path(here, "crossed", paste0(name, ".json")))
  cat(name, format(reference$REML$deviance, digits = 12), reference$REML$variances, "\n")
}
