"""What goes wrong inside, and is caught there.

Exception
  CompileError          a deployment cannot be made of a definition; crosses to who deploys
  TemplateSyntaxError   a text is no mapping template; becomes a CompileError that says which one
  TemplateError         a template failed while it was rendered: the API's fault
  UnreadableBodyError   a template wanted to read a body as JSON that is none: the client's fault
  MalformedResultError  a function answered in a form that a proxy integration does not have
"""


class CompileError(Exception):
    """The message is a sentence for who deploys."""


class TemplateSyntaxError(Exception):
    """The message says what was expected where."""


class TemplateError(Exception):
    """The message is for the logs."""


class UnreadableBodyError(Exception):
    """The message is for the logs."""


class MalformedResultError(Exception):
    """Says nothing more: AWS does not say more either."""
