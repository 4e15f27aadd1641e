"""What operators watch: metrics, log lines, spans."""
