# EARS as R's package surveillance has it (Debian r-cran-surveillance), over a
# table of daily counts:
#
#	Rscript ears.R C1 3 TABLE.csv >flags.csv
#
# Method C1, C2 or C3, and the threshold of C1 and C2 in standard deviations
# (of C3 its own figure).  It knows no days that were not collected: they are
# the zeros that the table has for them.  Flags go out as series,day
# for a score.
suppressPackageStartupMessages(library(surveillance))
args <- commandArgs(TRUE)
days <- read.csv(args[3], colClasses = c(day = "character"))
cat("series,day\n")
for (name in unique(days$series)) {
	one <- days[days$series == name, ]
	series <- sts(observed = one$count, frequency = 365)
	found <- earsC(series, control = list(method = args[1],
	    alpha = 1 - pnorm(as.numeric(args[2]))))
	range <- (nrow(one) - nrow(found) + 1):nrow(one)
	hit <- which(alarms(found)[, 1] > 0)
	for (day in one$day[range][hit])
		cat(name, ",", day, "\n", sep = "")
}
