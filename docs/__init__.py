"""The docs page: guides and a reference that can be tried, in one HTML file. `page` is all there is to call."""
