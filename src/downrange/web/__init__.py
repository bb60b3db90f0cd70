"""The local app: cases in a folder, behind routes and a page. In: requests. Out: JSON and pages. May not know: physics.

It listens on 127.0.0.1, asks nothing of the network, and keeps every case as plain files.
"""
