"""Where batches are cleaned: worker processes with limits, Dask, Ray."""
