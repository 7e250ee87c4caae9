"""Word template → filled .docx → pages → PDF, screen and printer. See README.md beside this file."""
