"""Generated pages, examples and client: made from the product, compared with it by tests."""
