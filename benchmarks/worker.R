# lme4 in its default settings, with the protocol of worker.py: Rscript worker.R FOLDER, one job a line on standard input.
suppressPackageStartupMessages(library(lme4))
folder <- commandArgs(trailingOnly = TRUE)[1]
n <- file.size(file.path(folder, "x")) / 8
data <- data.frame(
  x = readBin(file.path(folder, "x"), "double", n), y = readBin(file.path(folder, "y"), "double", n),
  g = factor(readBin(file.path(folder, "g"), "integer", n)), a = factor(readBin(file.path(folder, "a"), "integer", n)),
  c = readBin(file.path(folder, "c"), "double", n)
)

reml <- function(formula, data) suppressMessages(suppressWarnings(lmer(formula, data)))

estimates <- function(result) {
  list(fixed = unname(fixef(result)), se = unname(sqrt(diag(as.matrix(vcov(result))))), deviance = REMLcrit(result))
}

fit <- function(size) estimates(reml(y ~ x + (x | g), data))

crossed <- function(size) estimates(reml(c ~ x + (1 | g) + (1 | a), data))

bootstrap <- function(size) {
  null <- reml(y ~ x + (1 | g), data)
  full <- reml(y ~ x + (x | g), data)
  outcomes <- simulate(null, nsim = size, seed = 1)
  again <- function(model, y) REMLcrit(suppressMessages(suppressWarnings(refit(model, y))))
  statistics <- vapply(outcomes, function(y) again(null, y) - again(full, y), 0)
  q <- unname(quantile(statistics, c(0, 0.5, 0.95)))
  list(lowest = q[1], median = q[2], q95 = q[3], replicates = size)
}

leave_one_out <- function(size) {
  list(slopes = vapply(levels(data$g)[seq_len(size)], function(j) {
    fixef(reml(y ~ x + (x | g), data[data$g != j, ]))[[2]]
  }, 0, USE.NAMES = FALSE))
}

peak <- function() {
  if (!file.exists("/proc/self/status")) return(NA)
  line <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) / 1024
}

number <- function(x) paste0("[", paste(format(x, digits = 17), collapse = ","), "]")
answer <- function(values) {
  single <- vapply(names(values), function(k) !(k %in% c("fixed", "se", "slopes")), TRUE)
  texts <- mapply(function(v, one) if (one) format(v, digits = 17) else number(v), values, single)
  cat("{", paste(sprintf('"%s": %s', names(values), texts), collapse = ", "), "}\n", sep = "")
  flush(stdout())
}

loaded <- peak()
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  job <- sub('.*"job": *"([a-z_]+)".*', "\\1", line)
  size <- as.numeric(sub('.*"size": *([0-9]+).*', "\\1", line))
  start <- proc.time()[["elapsed"]]
  runs <- 0
  while (runs == 0 || proc.time()[["elapsed"]] - start < 0.2) {
    result <- get(job)(size)
    runs <- runs + 1
  }
  answer(c(list(seconds = (proc.time()[["elapsed"]] - start) / runs, peak_mib = peak() - loaded), result))
}
