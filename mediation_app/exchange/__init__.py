"""Whole cases as JSON in and out."""
