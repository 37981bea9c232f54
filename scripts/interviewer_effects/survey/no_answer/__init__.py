"""How archives label what is no answer, by language and reason: the table that `reasons` reads.

A module holds the languages of one family; `beside` the words that stand beside a reason.

An entry of TABLE is `reason | source | phrase; phrase; …` under the name of its language; indented
lines continue it. Phrases are compared without capitals, accents and points. A phrase that starts
with ~ is an answer elsewhere (`Trifft nicht zu` on a scale of agreement, ND for North Dakota):
alone it counts only beside a value that looks like a code. Sources: ESS (European Social Survey,
questionnaires and files of rounds 1 to 11), EVS (European and World Values Survey), EB
(Eurobarometer), EES (European Election Studies), GESIS (German archive), LB (Latinobarómetro,
LAPOP), ESEB (Brazilian election study), AfB (Afrobarometer), AB (Arab Barometer), GSS, ANES, CSES,
ISSP (social and election surveys of the United States and of the comparative programmes), UKDS
(British archive), DHS and IPUMS (household surveys and censuses), OECD (PISA, PIAAC), PL and CZ
(the Polish and Czech archives).
"""

from . import beyond_europe, english, european, germanic, romance, slavic

TABLE = "".join(
    part.TABLE.lstrip() for part in (english, germanic, romance, slavic, european, beyond_europe)
)
