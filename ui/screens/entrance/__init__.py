"""Before the window: signing in, the first run, and what to do when the data cannot be opened."""
