"""Ready-made runs over a fleet, as the files that an engine reads."""

from pathlib import Path

from scaffold.fleet.engines import IndexedJob, Workflow
from scaffold.texts import texts_in

_TEXTS = texts_in(Path(__file__).parent)


def write_job(job: IndexedJob, inventory: str) -> str:
    """Return a ConfigMap with an inventory and a Job that reads it, for ``kubectl apply``."""
    return _TEXTS.get_template("job.yaml.jinja").render(
        job=job,
        inventory=inventory.rstrip("\n"),
        at_once=min(job.parallelism or job.shards, job.shards),
        wave_option=f" --wave {job.wave}" if job.wave else "",
        namespace_option=f" --namespace={job.namespace}" if job.namespace else "",
    )


def write_workflow(workflow: Workflow) -> str:
    """Return a workflow, for ``.github/workflows/``."""
    return _TEXTS.get_template("workflow.yml.jinja").render(workflow=workflow)
