"""The desk with 100,000 open tasks: lists and steps over HTTP, the wall's counts, and 2,000 live streams on one API process (`python -m bench desk`).

Times are the client's: a list and a step through the whole app in this process; a stream from stating an alert to the last byte at the
reader, who is another process, over loopback TCP.
"""
