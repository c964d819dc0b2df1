"""Work for later: the queue, its periodic jobs, and who leads among the processes."""
