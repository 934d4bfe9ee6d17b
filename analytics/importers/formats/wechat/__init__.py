"""WeChat chats: what the phone mails, what is copied out, and what exporters wrote."""
