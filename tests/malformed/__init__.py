"""Tables of malformed inputs: name -> (files, words of the line to expect, number of lines)."""

from malformed import books, configs, formats, joins, tables
from malformed.sound import config, csv

CASES = configs.CASES | tables.CASES | formats.CASES | books.CASES | joins.CASES
SOUND = {"csv": {"config.yaml": config(), "s.csv": csv()}, "join": joins.SOUND}
