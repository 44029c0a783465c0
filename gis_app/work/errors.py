"""What the room of tasks refuses."""

from layers import GisError


class WorkError(GisError):
    """A task cannot be done as asked."""


class NotAllowed(WorkError):
    """A role may not do this."""

    kind = "not_allowed"
    template = "The role {role} may not do this; ask an administrator for the right role."


class NotSignedIn(WorkError):
    """Nobody is signed in."""

    kind = "not_signed_in"
    template = "Nobody is signed in; sign in and try again."


class SignInFailed(WorkError):
    """Name and password do not match an active user."""

    kind = "sign_in_failed"
    template = "The user name or the password is not right; check both and try again."


class NoDatabase(WorkError):
    """There is no database yet."""

    kind = "no_database"
    template = "There is no database at {path}; make one with `make run`, `init` or `demo`."


class BadQuestion(WorkError):
    """A parameter of a request cannot be understood."""

    kind = "bad_question"
    template = "{name} cannot be {value!r}; {expected}."
