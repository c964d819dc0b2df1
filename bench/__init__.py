"""What budgets ask of the portal, measured: `bin/bench [--json] [section …]` (docs/performance.md)."""
