"""Which column is which: interviewer, interview, area, weight; and a first config."""
