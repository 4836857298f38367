"""Accounts, conversations, messages and sessions in PostgreSQL 15 or newer; no extension is needed."""
