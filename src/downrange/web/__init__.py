"""The local app: a folder of cases as pages and JSON. In: plain files. Out: HTTP. May not know: how anything is computed."""
