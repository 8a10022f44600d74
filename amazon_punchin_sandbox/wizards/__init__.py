from . import question, question_line
