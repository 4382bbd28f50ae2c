"""Batch: plan, tasks, workers and executors that run scenarios over seeds."""
