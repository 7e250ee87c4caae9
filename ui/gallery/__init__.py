"""Paints every widget and a few made-up screens to pictures, to be looked at beside the design."""
