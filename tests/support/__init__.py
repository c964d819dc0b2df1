"""What the tests stand on: databases, clients, a browser, a post office. conftest.py gathers the fixtures."""
