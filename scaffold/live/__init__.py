"""Runs a service for real: processes, ports, load, a stand-in dependency, capture of telemetry.

It measures and never judges; the checks with the prefix ``live_`` do. It knows no language: what
it sees are HTTP, signals, exit codes, stdout and OTLP.
"""
