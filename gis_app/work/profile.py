"""One's own account: what everybody may see and change of it."""

from dataclasses import replace

from gis_app.store import accounts as stored
from gis_app.work.accounts import LANGUAGES, UnknownLanguage, actor_of, fits, hashed
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.errors import WorkError
from gis_app.work.office import Office


class OldPasswordWrong(WorkError):
    """The password that is to be replaced was not given right."""

    kind = "old_password_wrong"
    template = "The present password is not right; type it again."


@allowed(*EVERYONE)
def own(office: Office, actor: Actor) -> stored.User:
    """Return the account of whoever asks."""
    with office.store.read() as tx:
        return stored.get_user(tx, actor.name)


@allowed(*EVERYONE)
def change_own_password(office: Office, actor: Actor, *, old: str, new: str) -> Actor:
    """Give one's own account a new password and return the actor as known from now on.

    All sessions of the account end but the one that takes up what is returned.

    Raises
    ------
    OldPasswordWrong, gis_app.work.accounts.PasswordTooShort
        What was given does not hold.
    """
    with office.store.read() as tx:
        known = stored.get_user(tx, actor.name).password
    if not fits(known, old):
        raise OldPasswordWrong
    digest = hashed(new)
    with office.store.write(actor.name, office.clock()) as tx:
        stored.set_password(tx, actor.name, digest)
        return actor_of(stored.get_user(tx, actor.name))


@allowed(*EVERYONE)
def choose_language(office: Office, actor: Actor, language: str) -> None:
    """Keep the language one prefers with the account; an empty text means as the browser says.

    Raises
    ------
    gis_app.work.accounts.UnknownLanguage
        It is none of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(language=language)
    with office.store.write(actor.name, office.clock()) as tx:
        user = stored.get_user(tx, actor.name)
        if user.language != language:
            stored.edit_user(tx, replace(user, language=language), version=user.version)
