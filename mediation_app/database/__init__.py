"""Tables, unit of work, audit trail, search, paging, backup and migrations."""
