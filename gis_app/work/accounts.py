"""Users: sign in, recall who is signed in, add and change accounts."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field, replace

import argon2

from gis_app.store import NameTaken
from gis_app.store import accounts as stored
from gis_app.work.actor import COMMAND_LINE, ROLES, Actor, allowed
from gis_app.work.errors import SignInFailed, WorkError
from gis_app.work.frames import frames
from gis_app.work.office import Office
from gis_app.work.units import need_unit

#: The shortest password an account may have, in characters (NIST SP 800-63B).
PASSWORD_LEAST = 8
#: The longest one, so that hashing it costs a server nothing.
PASSWORD_MOST = 200
#: The longest name that is shown for a person or a unit, in characters.
TITLE_MOST = 60
#: Languages an account may prefer; an empty text means as the browser says.
LANGUAGES = ("", "zh", "en")
#: User names: they stand in addresses, cookies and history.
#: Names that stand for something else: who acts in the shell, and the page for a new account.
RESERVED = frozenset({COMMAND_LINE.name, "new"})
_NAME = re.compile(r"[\w][\w.-]{1,39}")

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


class PasswordTooLong(WorkError):
    """A password is too long."""

    kind = "password_too_long"
    template = "The password has more than {most} characters; choose a shorter one."


class UnknownRole(WorkError):
    """A role is named that there is not."""

    kind = "unknown_role"
    template = "There is no role {role!r}; choose one of {roles}."


class UserNameUnfit(WorkError):
    """A user name has signs that a name may not have, or is reserved."""

    kind = "user_name_unfit"
    template = (
        "The user name {name!r} cannot be used; "
        "take 2 to 40 letters, digits, dots, hyphens or underscores."
    )


class TitleUnfit(WorkError):
    """The name that is shown for somebody is empty or too long."""

    kind = "title_unfit"
    template = "The name that is shown must have 1 to {most} characters; {title!r} has not."


class UnknownLanguage(WorkError):
    """An account is to prefer a language that there is not."""

    kind = "unknown_language"
    template = "There are no texts in the language {language!r}; choose zh, en or none."


class UnknownStreet(WorkError):
    """An account is given a street that the district has not."""

    kind = "unknown_street"
    template = "There is no street {street!r} in this district; choose from the list of streets."


class LastAdministrator(WorkError):
    """The last active administrator would be closed or lose the role."""

    kind = "last_administrator"
    template = (
        "{name!r} is the last active administrator; "
        "make somebody else an administrator first, then try again."
    )


class OwnAccountLocked(WorkError):
    """An administrator would lock himself out."""

    kind = "own_account_locked"
    template = (
        "You cannot close your own account or give up your own role of administrator; "
        "ask another administrator to do it."
    )


def hashed(password: str) -> str:
    """Return the argon2id hash that is stored for a password.

    Raises
    ------
    PasswordTooShort
        It has fewer than `PASSWORD_LEAST` characters.
    PasswordTooLong
        It has more than `PASSWORD_MOST` characters.
    """
    if len(password) < PASSWORD_LEAST:
        raise PasswordTooShort(least=PASSWORD_LEAST)
    if len(password) > PASSWORD_MOST:
        raise PasswordTooLong(most=PASSWORD_MOST)
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
    if not fits(user.password if user and known else _NOBODY, password):
        raise SignInFailed
    if user is None or not known:
        raise SignInFailed
    return actor_of(user)


def recall(office: Office, name: str, stamp: str) -> Actor | None:
    """Return who a session belongs to, or None once the account was closed or changed."""
    with office.store.read() as tx:
        user = stored.find_user(tx, name)
    if user is None or not user.active:
        return None
    actor = actor_of(user)
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
    UserNameUnfit, TitleUnfit, UnknownRole, UnknownLanguage, UnknownStreet, PasswordTooShort
        What was given does not hold.
    gis_app.work.units.UnknownUnit, gis_app.store.NameTaken
        There is no such unit, or there is such a user.
    """
    if not _NAME.fullmatch(account.name) or account.name.casefold() in RESERVED:
        raise UserNameUnfit(name=account.name)
    user = stored.User(
        name=account.name,
        display_name=account.title,
        role=account.role,
        password=hashed(account.password),
        unit=account.unit,
        streets=account.streets,
        language=account.language,
    )
    held = _checked(office, user)
    with office.store.write(actor.name, office.clock()) as tx:
        alike = {_folded(known.name): known.name for known in stored.users(tx)}
        if _folded(held.name) in alike:
            raise NameTaken(record="user", name=alike[_folded(held.name)])
        return stored.add_user(tx, held)


@allowed("admin")
def users(office: Office, _actor: Actor) -> list[stored.User]:
    """Return all accounts by name."""
    with office.store.read() as tx:
        return stored.users(tx)


@allowed("admin")
def change(office: Office, actor: Actor, user: stored.User, *, version: int) -> stored.User:
    """Save an account, all but its password; refused when it was changed meanwhile.

    1. Nobody closes his own account or gives up his own role of administrator.
    2. The last active administrator stays one.

    Raises
    ------
    TitleUnfit, UnknownRole, UnknownLanguage, UnknownStreet, gis_app.work.units.UnknownUnit
        What was given does not hold.
    OwnAccountLocked, LastAdministrator
        The rules above.
    gis_app.store.UnknownRecord, gis_app.store.StaleVersion
        There is no such account, or not in this version.
    """
    held = _checked(office, user)
    with office.store.write(actor.name, office.clock()) as tx:
        if _rules(stored.get_user(tx, held.name)) and not _rules(held):
            if held.name == actor.name:
                raise OwnAccountLocked  # 1
            if all(one.name == held.name for one in stored.users(tx) if _rules(one)):
                raise LastAdministrator(name=held.name)  # 2
        return stored.edit_user(tx, held, version=version)


@allowed("admin")
def set_password(office: Office, actor: Actor, name: str, password: str) -> None:
    """Give an account a new password; its sessions end."""
    digest = hashed(password)
    with office.store.write(actor.name, office.clock()) as tx:
        stored.set_password(tx, name, digest)


def one_line(text: str) -> str:
    """Return a text on one line, without signs that cannot be seen."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _checked(office: Office, user: stored.User) -> stored.User:
    """Return an account as it may be stored, or raise what is wrong with it."""
    title = one_line(user.display_name)
    if not 0 < len(title) <= TITLE_MOST:
        raise TitleUnfit(title=title, most=TITLE_MOST)
    if user.role not in ROLES:
        raise UnknownRole(role=user.role, roles=", ".join(ROLES))
    if user.language not in LANGUAGES:
        raise UnknownLanguage(language=user.language)
    known = {code for one in frames(office, "streets").values() for code in one["code"]}
    streets = tuple(sorted(set(user.streets)))
    for street in streets:
        if street not in known:
            raise UnknownStreet(street=street)
    unit = need_unit(office, user.unit) if user.unit else None
    return replace(user, display_name=title, streets=streets, unit=unit)


def _rules(user: stored.User) -> bool:
    """Tell whether an account is an administrator's in use."""
    return user.active and user.role == "admin"


def fits(digest: str, password: str) -> bool:
    """Tell whether a password is the one of a stored hash."""
    try:
        return _HASHER.verify(digest, password)
    except argon2.exceptions.VerificationError:
        return False


def actor_of(user: stored.User) -> Actor:
    """Return an account as the rooms above know it."""
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


def _folded(name: str) -> str:
    """Return a name as people read it: Admin and ＡＤＭＩＮ are admin."""
    return unicodedata.normalize("NFKC", name).casefold()
