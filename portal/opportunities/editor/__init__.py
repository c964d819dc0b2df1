"""Writing a role: both languages side by side, a preview, and nobody loses what they typed."""
