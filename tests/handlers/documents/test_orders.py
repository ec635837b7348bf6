"""What is asked of documents, and the keys under which they are stored."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.documents import places
from handlers.documents.document import MediaType
from handlers.documents.ingesting import Sent
from handlers.documents.orders import BadBase64, ingest_of

IDS = st.uuids().map(str)


@given(st.binary(min_size=1))
def test_base64_is_the_bytes_that_it_was_made_of(content: bytes) -> None:
    text = base64.b64encode(content).decode()

    order = ingest_of({"source": "base64", "base64": text, "mediaType": "application/pdf"}, "tenant")

    assert not isinstance(order, BadBase64)
    assert order.source == Sent(content, MediaType.PDF)
    assert (order.title, order.labels) == ("", ())


@given(st.text(min_size=4))
def test_base64_is_read_strictly(text: str) -> None:
    order = ingest_of({"source": "base64", "base64": text, "mediaType": "text/html"}, "tenant")

    if not isinstance(order, BadBase64):
        assert isinstance(order.source, Sent)
        assert base64.b64encode(order.source.content).decode().rstrip("=")[:-1] == text.rstrip("=")[:-1]


@pytest.mark.parametrize(
    "text", ["aGk===", "aaVV====", "aGVsbG8=====", "====", "aGk=aGk=", "aGk", "aG k", "aGk=\n", "a==="]
)
def test_padding_is_where_it_is_needed_and_nowhere_else(text: str) -> None:
    order = ingest_of({"source": "base64", "base64": text, "mediaType": "text/plain"}, "tenant")

    assert order == BadBase64()


@given(IDS, IDS, IDS)
def test_no_prefix_of_one_thing_begins_another(tenant: str, one: str, another: str) -> None:
    if one != another:
        for prefix in (places.work, places.document):
            assert not prefix(tenant, another).startswith(prefix(tenant, one))
    assert places.passages(tenant, one, 12).startswith(places.work(tenant, one))
    assert places.source(tenant, one).startswith(places.document(tenant, one))
