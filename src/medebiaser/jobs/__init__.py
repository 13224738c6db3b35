"""Jobs: steps that run in the background and survive whatever stops their worker.

This package knows steps as names and JSON. What it needs of them: each may run twice, each
goes on from what it confirmed, and each reports often.
"""

from medebiaser.jobs.options import WorkerOptions
from medebiaser.jobs.steps import RegisteredStep, Step, StepCall
from medebiaser.jobs.worker import Worker

__all__ = ["RegisteredStep", "Step", "StepCall", "Worker", "WorkerOptions"]
