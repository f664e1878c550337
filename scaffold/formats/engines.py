"""Ready-made runs over a fleet, as the files that an engine reads."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scaffold.fleet.engines import IndexedJob, Workflow


def write_job(job: IndexedJob, inventory: str) -> str:
    """Return a ConfigMap with an inventory and a Job that reads it, for ``kubectl apply``."""
    return (
        _environment()
        .get_template("job.yaml.jinja")
        .render(
            job=job,
            inventory=inventory.rstrip("\n"),
            at_once=min(job.parallelism or job.shards, job.shards),
            wave_option=f" --wave {job.wave}" if job.wave else "",
            namespace_option=f" --namespace={job.namespace}" if job.namespace else "",
        )
    )


def write_workflow(workflow: Workflow) -> str:
    """Return a workflow, for ``.github/workflows/``."""
    return _environment().get_template("workflow.yml.jinja").render(workflow=workflow)


def _environment() -> Environment:
    return Environment(  # noqa: S701 - YAML, no HTML
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
