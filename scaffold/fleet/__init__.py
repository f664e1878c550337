"""Many repositories: which they are, what stands in them, how a change reaches them, one by one.

What is done to each of them (plan, apply, verify...) stands in ``commands/fleet/``.
"""
