"""A candidate without an e-mail address has lost their own link: the privacy officer lets them have a fresh one."""
