"""Maintainers' scripts: run notebooks, keep them clean, build the release."""
