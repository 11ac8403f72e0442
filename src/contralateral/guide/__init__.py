"""What is known of a code, and what others say of it: audits of articles and bulletins against the tables."""

from contralateral.guide.audit import audit
from contralateral.guide.guidance import GUIDANCE_VERDICTS, Guidance, guidance
from contralateral.guide.reading import Article, Block, from_bytes, from_text
from contralateral.guide.statement import VERDICTS, Audit, Kind, Statement, Verdict

__all__ = [
    "GUIDANCE_VERDICTS",
    "VERDICTS",
    "Article",
    "Audit",
    "Block",
    "Guidance",
    "Kind",
    "Statement",
    "Verdict",
    "audit",
    "from_bytes",
    "from_text",
    "guidance",
]
