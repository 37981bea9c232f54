"""What one card of the first screen says."""

from dataclasses import dataclass

from interviewer_effects.report.text.sentences import Sentence


@dataclass(frozen=True)
class Answer:
    """A question of the reader, its answer in a few words, what it rests on, and the name of a
    small picture.
    """

    question: str
    answer: Sentence
    text: Sentence
    picture: str | None
