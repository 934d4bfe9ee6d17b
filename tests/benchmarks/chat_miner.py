"""chat-miner parsing a WhatsApp text. Run by a Python that has it, named with --chat-miner; we do not depend on it."""

import json
import sys
from time import perf_counter

from chatminer.chatparsers import WhatsAppParser

began = perf_counter()
parser = WhatsAppParser(sys.argv[1])
parser.parse_file()
rows = len(parser.parsed_messages.get_df())
print(json.dumps({"seconds": perf_counter() - began, "rows": rows}))
