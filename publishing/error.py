"""The one error of the publication: its text is fit to be shown as it is."""


class PublicationError(Exception):
    pass
