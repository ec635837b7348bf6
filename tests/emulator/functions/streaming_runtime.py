"""A function that streams: AWS's Python client does not, so this module speaks the Runtime API itself at its import.

What it says, and how it ends, is its event, or the body of that, as JSON: `head` (a text), `say` (texts), `times`
(each of these), `waits` (seconds after each), `trailers` (by name), `breaks` (cuts the connection), `exits` (ends the
process).
"""

STREAMING_RUNTIME = """
import http.client, json, os, time

def session():
    host = os.environ["AWS_LAMBDA_RUNTIME_API"]
    while True:
        asking = http.client.HTTPConnection(host)
        asking.request("GET", "/2018-06-01/runtime/invocation/next")
        given = asking.getresponse()
        event = json.loads(given.read())
        event = json.loads(event["body"]) if "body" in event else event
        answering = http.client.HTTPConnection(host)
        answering.putrequest("POST", "/2018-06-01/runtime/invocation/%s/response" % given.getheader(
            "Lambda-Runtime-Aws-Request-Id"))
        answering.putheader("Lambda-Runtime-Function-Response-Mode", "streaming")
        answering.putheader("Transfer-Encoding", "chunked")
        answering.putheader("Trailer", "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body")
        answering.endheaders()
        parts = [text.encode() * event.get("times", 1) for text in event["say"]]
        for part in filter(None, [event.get("head", "").encode(), *parts]):
            answering.send(b"%x\\r\\n%s\\r\\n" % (len(part), part))
            time.sleep(event.get("waits", 0))
        if event.get("exits"):
            os._exit(3)
        if event.get("breaks"):
            answering.close()
            continue
        trailers = "".join("%s: %s\\r\\n" % pair for pair in event.get("trailers", {}).items())
        answering.send(b"0\\r\\n" + trailers.encode() + b"\\r\\n")
        answering.getresponse().read()

session()
"""
