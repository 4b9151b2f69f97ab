"""Ways to have desks swept and their notices delivered: by cron, for ever, with APScheduler, with Celery."""
