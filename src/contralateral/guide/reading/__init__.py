"""From a text to what it says: blocks, sentences, the subjects they name and the words that describe them."""

from contralateral.guide.reading.article import Article, Block, from_bytes, from_text
from contralateral.guide.reading.days import days_in, says_day
from contralateral.guide.reading.describing import Description, Readings, Said, said_of
from contralateral.guide.reading.lexicon import lexicon
from contralateral.guide.reading.phrases import Group, groups, head, only_compared, phrases, standing_in
from contralateral.guide.reading.sentences import Sentence, quote, sentences
from contralateral.guide.reading.subjects import Mention, main_code, mentions

__all__ = [
    "Article",
    "Block",
    "Description",
    "Group",
    "Mention",
    "Readings",
    "Said",
    "Sentence",
    "days_in",
    "from_bytes",
    "from_text",
    "groups",
    "head",
    "lexicon",
    "main_code",
    "mentions",
    "only_compared",
    "phrases",
    "quote",
    "said_of",
    "says_day",
    "sentences",
    "standing_in",
]
