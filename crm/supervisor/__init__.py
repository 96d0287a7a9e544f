"""What `make run` does: the whole product under one process that leaves nothing behind."""
