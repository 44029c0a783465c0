"""Users: sign in, recall who is signed in, add and change accounts."""

import hashlib
from dataclasses import dataclass, field, replace

import argon2

from gis_app.store import accounts as stored
from gis_app.work.actor import ROLES, Actor, allowed
from gis_app.work.errors import SignInFailed, WorkError
from gis_app.work.office import Office

#: The shortest password an account may have, in characters (NIST SP 800-63B).
PASSWORD_LEAST = 8

_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: What a password is compared with when there is no such user, so that both take as long.
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$C9W3ZflLXkcGH8UOvtWddA$"
    "SdS5Gs0emsklEH3fMsMAURNWBGmvyngYX87baw6SKWA"
)


class PasswordTooShort(WorkError):
    """A password is too short."""

    kind = "password_too_short"
    template = "The password has fewer than {least} characters; choose a longer one."


class UnknownRole(WorkError):
    """A role is named that there is not."""

    kind = "unknown_role"
    template = "There is no role {role!r}; choose one of {roles}."


def hashed(password: str) -> str:
    """Return the argon2id hash that is stored for a password.

    Raises
    ------
    PasswordTooShort
        It has fewer than `PASSWORD_LEAST` characters.
    """
    if len(password) < PASSWORD_LEAST:
        raise PasswordTooShort(least=PASSWORD_LEAST)
    return _HASHER.hash(password)


def sign_in(office: Office, name: str, password: str) -> Actor:
    """Return the actor of a name and a password.

    Both refusals take as long and say the same, so that nobody learns which names there are.

    Raises
    ------
    SignInFailed
        There is no such active user, or the password is another.
    """
    with office.store.read() as tx:
        user = stored.find_user(tx, name)
    known = user is not None and user.active
    try:
        _HASHER.verify(user.password if user and known else _NOBODY, password)
    except argon2.exceptions.VerificationError as error:
        raise SignInFailed from error
    if user is None or not known:
        raise SignInFailed
    return _actor(user)


def recall(office: Office, name: str, stamp: str) -> Actor | None:
    """Return who a session belongs to, or None once the account was closed or changed."""
    with office.store.read() as tx:
        user = stored.find_user(tx, name)
    if user is None or not user.active:
        return None
    actor = _actor(user)
    return actor if actor.stamp == stamp else None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made from; `password` is in the clear and is never stored."""

    name: str
    title: str
    role: str
    password: str = field(repr=False)
    language: str = ""
    unit: str | None = None
    streets: tuple[str, ...] = ()


@allowed("admin")
def add(office: Office, actor: Actor, account: NewAccount) -> stored.User:
    """Add an account.

    Raises
    ------
    PasswordTooShort, UnknownRole, gis_app.store.NameTaken
        What was given does not hold.
    """
    user = stored.User(
        name=account.name,
        display_name=account.title,
        role=_role(account.role),
        password=hashed(account.password),
        unit=account.unit,
        streets=account.streets,
        language=account.language,
    )
    with office.store.write(actor.name, office.clock()) as tx:
        return stored.add_user(tx, user)


@allowed("admin")
def users(office: Office, _actor: Actor) -> list[stored.User]:
    """Return all accounts by name."""
    with office.store.read() as tx:
        return stored.users(tx)


@allowed("admin")
def change(office: Office, actor: Actor, user: stored.User, *, version: int) -> stored.User:
    """Save an account, all but its password; refused when it was changed meanwhile."""
    held = replace(user, role=_role(user.role))
    with office.store.write(actor.name, office.clock()) as tx:
        return stored.edit_user(tx, held, version=version)


@allowed("admin")
def set_password(office: Office, actor: Actor, name: str, password: str) -> None:
    """Give an account a new password; its sessions end."""
    digest = hashed(password)
    with office.store.write(actor.name, office.clock()) as tx:
        stored.set_password(tx, name, digest)


def _role(role: str) -> str:
    if role not in ROLES:
        raise UnknownRole(role=role, roles=", ".join(ROLES))
    return role


def _actor(user: stored.User) -> Actor:
    mark = f"{user.password}|{user.role}|{user.active}"
    return Actor(
        name=user.name,
        title=user.display_name,
        role=user.role,
        language=user.language or None,
        unit=user.unit,
        streets=user.streets,
        stamp=hashlib.sha256(mark.encode()).hexdigest()[:16],
    )
