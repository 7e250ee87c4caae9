"""From a Word template and a case to Word, PDF and preview."""
