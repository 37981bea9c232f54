"""The key and the pseudonyms under the name that scripts of others import."""

from interviewer_effects.survey.identities.key import the_key
from interviewer_effects.survey.identities.pseudonyms import pseudonym

__all__ = ["pseudonym", "the_key"]
