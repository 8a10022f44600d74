from . import question, question_line, try_it
