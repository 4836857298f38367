"""Settings: placeholder until the runtime slice lands."""
