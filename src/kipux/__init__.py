"""Kipux: a self-hosted web chat for many AI models through one LiteLLM gateway."""

__version__ = "0.1.0"
