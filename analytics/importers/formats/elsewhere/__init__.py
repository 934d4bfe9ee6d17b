"""Chats of other messengers, and the formats chat tools exchange."""
