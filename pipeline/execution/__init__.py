"""Where batches are cleaned: local worker processes with limits, a Dask cluster, a Ray cluster."""
