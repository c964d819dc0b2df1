"""Promises of the pipeline."""
