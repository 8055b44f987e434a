"""Background work: handed to the queue by any room, taken from it by workers (``motcua worker``)."""
