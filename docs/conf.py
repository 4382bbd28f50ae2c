"""Settings of the documentation site: ``make docs``."""

import os

# functions in plain Python have the signatures and docstrings that autodoc shows
os.environ["NUMBA_DISABLE_JIT"] = "1"

from simulation import __version__

project = "cityfit"
author = "The cityfit authors"
project_copyright = author
version = release = __version__
extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.apidoc",
    "sphinx_click",
    "myst_nb",
    "experiments.documents.site",
]
exclude_patterns = ["_build"]
suppress_warnings = ["myst.header"]  # notebooks and the changelog begin below the first level

smartquotes = False  # options begin with two hyphens

html_theme = "furo"
html_title = f"cityfit {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_search_summary = False  # a browser cannot read other pages from disk

myst_heading_anchors = 4
nb_execution_mode = "off"  # the tests execute the notebooks

napoleon_use_ivar = True  # autodoc lists attributes by itself
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # docstrings give types, with shapes
apidoc_modules = [
    {
        "path": f"../{package}",
        "destination": f"reference/api/{package}",
        "exclude_patterns": ["../experiments/notebooks"],
        "max_depth": 1,
        "module_first": True,
        "automodule_options": {"members", "undoc-members", "show-inheritance"},
    }
    for package in ("simulation", "scenarios", "experiments", "figures")
]
