# Writes ordinal.json: ordered answers (public and simulated) and what ordinal's clmm says about them.
# Run as `Rscript tests/reference/make_ordinal.R` inside a checkout (Debian: r-cran-ordinal r-cran-jsonlite).
suppressPackageStartupMessages({library(ordinal); library(jsonlite)})

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))

simulated <- function(seed, J, mean_n, cuts, beta, sigma) {
  set.seed(seed)
  group <- rep(seq_len(J), 2 + rgeom(J, 1 / (mean_n - 1)))
  x <- matrix(round(rnorm(length(group) * length(beta)), 2), ncol = length(beta))
  latent <- x %*% beta + sigma * rnorm(J)[group] + rlogis(length(group))
  list(y = findInterval(latent, cuts), x = x, group = group)
}

cases <- list(
  wine = with(wine, list(y = as.integer(rating), x = cbind(temp == "warm", contact == "yes") + 0, group = as.integer(judge))),
  eleven = simulated(1, 60, 8, seq(-3, 4, length.out = 10), 0.4, 0.6),
  five = simulated(2, 40, 10, c(-2, -0.5, 0.5, 2), c(0.8, -0.3), 1.5),
  three = simulated(7, 30, 8, c(0, 1.5), 0, 1),
  strong = simulated(4, 25, 12, c(-1, 1, 3), 1, 2.5)
)

describe <- function(case) {
  data <- data.frame(y = factor(case$y), group = factor(case$group), x = I(case$x))
  control <- clmm.control(method = "nlminb", innerCtrl = "noWarn")
  fit <- clmm(y ~ x + (1 | group), data = data, nAGQ = 15, control = control)
  c(case, list(thresholds = unname(fit$alpha), beta = unname(fit$beta), sigma = unname(as.numeric(fit$ST[[1]])),
               deviance = -2 * as.numeric(logLik(fit)), null_deviance = -2 * as.numeric(logLik(clm(y ~ x, data = data))),
               mode = unname(fit$ranef)))
}

out <- list(ordinal = as.character(packageVersion("ordinal")), cases = lapply(cases, describe))
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE), file.path(here, "ordinal.json"))
for (name in names(cases)) with(out$cases[[name]], cat(name, length(y), beta, sigma, deviance, null_deviance, "\n"))
