"""Any sheet a shop keeps: understood by its headers, or by what a person said about them."""
