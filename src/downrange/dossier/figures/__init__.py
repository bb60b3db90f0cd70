"""Figures as SVG. In: records and words. Out: markup that takes its colors from CSS. May not know: the page."""
