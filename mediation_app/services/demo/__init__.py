"""The invented county office: one seed, any number of cases, nothing that belongs to anybody."""
