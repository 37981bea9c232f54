"""Whether findings survive areas, weights, other codings of the outcome and a second engine."""
