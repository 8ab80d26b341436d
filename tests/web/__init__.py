"""The pages in Debian's Chromium, against a house that holds a small bank."""
