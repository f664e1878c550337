"""The commands: plain values in, a value out, nothing printed."""
