"""Adapters that keep everything in this process: for unit tests, trials, and what one process needs no server for."""
