"""企业微信 (WeCom): what its official interface answered, as people save it."""
