"""With Celery, on Redis or RabbitMQ: one beat, and as many workers as you like.

    COMPLAINTS=… CELERY_BROKER_URL=redis://… celery -A examples.sweeping.with_celery worker
    COMPLAINTS=… CELERY_BROKER_URL=redis://… celery -A examples.sweeping.with_celery beat

The message says no more than "sweep": which cases are due, and what is to be sent, stands in the store. So a message
that comes twice, or late, or not at all does no harm, and one that nobody took by the time the next comes is dropped.
"""

from __future__ import annotations

import os

from celery import Celery

from complaintkit.desk import run
from examples.sweeping import crm

SECONDS = float(os.environ.get("SWEEP_SECONDS", "30"))

app = Celery("complaints", broker=os.environ.get("CELERY_BROKER_URL", "redis://127.0.0.1:6379/0"))
app.conf.update(
    beat_schedule={"sweep": {"task": "complaints.sweep", "schedule": SECONDS, "options": {"expires": SECONDS}}},
    broker_connection_retry_on_startup=True,
    task_default_queue=os.environ.get("CELERY_QUEUE", "complaints"),
    task_ignore_result=True,
    timezone="UTC",
    worker_enable_remote_control=False,
)


@app.task(name="complaints.sweep")
def sweep() -> dict[str, int]:
    """One round; what it did."""
    return run(crm.desks(), courier=crm.courier(), every=None)._asdict()
