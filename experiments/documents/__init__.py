"""What the documentation site generates from the code: tables, equations and page links.

:mod:`experiments.documents.site` is the Sphinx extension that ``docs/conf.py`` names.
"""
