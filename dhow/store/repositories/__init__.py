"""One repository for each capability; each method takes the acting organisation first."""
