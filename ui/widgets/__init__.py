"""Building blocks of screens. They know no use case: facts come in, signals go out."""
