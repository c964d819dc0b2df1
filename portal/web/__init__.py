"""The door of the house: who may knock, how answers look, in which language, with which headers."""
