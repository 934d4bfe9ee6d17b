"""Reports: one build from the results of the pages, four outputs (workbook, web page, slides, long picture).

>>> from analytics.report.build import build             # doctest: +SKIP
>>> from analytics.report.model import Options           # doctest: +SKIP
>>> build(workspace, Scope(), Options(preset="weekly"))  # doctest: +SKIP
"""
