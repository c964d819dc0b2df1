"""Notices in the portal: what concerns me, in my language."""
