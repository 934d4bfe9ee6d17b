"""The invented shop behind the sample files: people, talk, orders, and the files they leave behind."""
