"""What of a contract runs have exercised, by their own traffic: operations, parameters, keywords, responses, links.

It reads a contract and HAR files (http://www.softwareishard.com/blog/har-12-spec/), whoever wrote them, and calls
nothing.
"""
