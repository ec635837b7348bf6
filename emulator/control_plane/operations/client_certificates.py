"""Client certificates, which a backend can know API Gateway by."""

from datetime import UTC, datetime, timedelta

from emulator.control_plane.operations.patch_paths import CLIENT_CERTIFICATE
from emulator.control_plane.operations.tags import without_empty_tags
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, Store, new_id

_LIFE = timedelta(days=365)


class ClientCertificates:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("ClientCertificate")

    def generate_client_certificate(self, asked: Document) -> Document:
        created = datetime.fromtimestamp(self._store.epoch(), UTC)
        certificate: Document = {
            "clientCertificateId": new_id(),
            "pemEncodedCertificate": _self_signed(created),
            "createdDate": int(created.timestamp()),
            "expirationDate": int((created + _LIFE).timestamp()),
            "tags": asked.get("tags", {}),
        }
        if asked.get("description"):
            certificate["description"] = asked["description"]
        self._store.client_certificates[certificate["clientCertificateId"]] = certificate
        return without_empty_tags(certificate)

    def get_client_certificate(self, asked: Document) -> Document:
        return self._store.client_certificates[asked["clientCertificateId"]]

    def get_client_certificates(self, asked: Document) -> Document | Refusal:
        return page([without_empty_tags(each) for each in self._store.client_certificates.values()], asked)

    def update_client_certificate(self, asked: Document) -> Document | Refusal:
        before, operations = self.get_client_certificate(asked), asked.get("patchOperations", [])
        changed = patched(before, self._shape, operations, CLIENT_CERTIFICATE)
        if not isinstance(changed, Refusal):
            self._store.client_certificates[asked["clientCertificateId"]] = changed
        return changed

    def delete_client_certificate(self, asked: Document) -> Refusal | None:
        used = asked["clientCertificateId"]
        for api in self._store.apis.values():
            for name, stage in api.stages.items():
                if stage.get("clientCertificateId") == used:
                    return bad_request(f"Client certificate {used} is in use by stage {name} of API {api.api_id}")
        del self._store.client_certificates[used]
        return None


def _self_signed(created: datetime) -> str:
    """A certificate whose private key nobody keeps: nothing is signed with it here."""
    # Few need one, and the imports take longer than everything else in here.
    from cryptography import x509  # noqa: PLC0415 - see above
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - see above
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - see above

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ApiGateway")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(created)
        .not_valid_after(created + _LIFE)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
