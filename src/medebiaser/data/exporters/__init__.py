"""Writing what physicians drew, for this program and for others."""
