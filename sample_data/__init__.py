"""Sample files of one invented restaurant, and the seeded programme that makes them."""

import os

# openpyxl writes other bytes where lxml happens to be installed; the files are the same on every computer.
os.environ["OPENPYXL_LXML"] = "False"
