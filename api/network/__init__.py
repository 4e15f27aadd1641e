"""Whether the service is well, and which chain it stands on."""
