"""Item models that know columns and rows, not what they mean."""
