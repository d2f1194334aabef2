"""First contracts from templates: the questions, what may be answered, and the files it makes."""

from slarules.templates.catalogue import Template, templates
from slarules.templates.questions import Question, questions
from slarules.templates.starts import Start, copied, start, starts
from slarules.templates.writing import written

__all__ = [
    "Question",
    "Start",
    "Template",
    "copied",
    "questions",
    "start",
    "starts",
    "templates",
    "written",
]
