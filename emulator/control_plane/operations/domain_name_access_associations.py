"""Domain name access associations: which VPC endpoint may reach a private domain name. Kept and shown."""

from emulator.control_plane.operations.tags import without_empty_tags
from emulator.control_plane.pages import page
from emulator.control_plane.refusal import Refusal, bad_request, conflict, not_found
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, Store

_NO_ASSOCIATION = not_found("Invalid domain name access association identifier specified")


class DomainNameAccessAssociations:
    def __init__(self, store: Store, service: Service) -> None:  # noqa: ARG002  all families are made alike
        self._store = store

    def create_domain_name_access_association(self, asked: Document) -> Document | Refusal:
        domains = [domain.wire for domain in self._store.domain_names.values()]
        domain = next((wire for wire in domains if wire["domainNameArn"] == asked["domainNameArn"]), None)
        if domain is None or "domainNameId" not in domain:
            return bad_request("A domain name access association needs the ARN of a private domain name")
        arn = (
            f"arn:aws:apigateway:{self._store.region}:{self._store.account_id}:/domainnameaccessassociations/domainname/"
            f"{domain['domainName']}+{domain['domainNameId']}/vpcesource/{asked['accessAssociationSource']}"
        )
        if arn in self._store.access_associations:
            return conflict("Domain name access association already exists")
        association = {"tags": {}, **asked, "domainNameAccessAssociationArn": arn}
        self._store.access_associations[arn] = association
        return without_empty_tags(association)

    def get_domain_name_access_associations(self, asked: Document) -> Document | Refusal:
        return page([without_empty_tags(each) for each in self._store.access_associations.values()], asked)

    def delete_domain_name_access_association(self, asked: Document) -> Refusal | None:
        return self._drop(asked)

    def reject_domain_name_access_association(self, asked: Document) -> Refusal | None:
        return self._drop(asked)

    def _drop(self, asked: Document) -> Refusal | None:
        dropped = self._store.access_associations.pop(asked["domainNameAccessAssociationArn"], None)
        return _NO_ASSOCIATION if dropped is None else None
