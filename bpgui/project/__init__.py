"""The project: what is edited, saved and trained."""
