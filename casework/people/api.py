"""The API's calls about bodies."""

from casework.api.routes import route
from casework.api.shapes import Told
from casework.people.queries import active_bodies
from casework.permissions import current_reader


class BodyTold(Told):
    """A deciding or preparing body."""

    id: int
    name: str
    short_name: str
    kind: str


@route("GET", "/bodies", answer=list[BodyTold])
def list_bodies() -> list[BodyTold]:
    """Organen i den egna myndigheten, efter namn."""
    reader = current_reader()
    rows = active_bodies({grant.authority_id for grant in reader.grants})
    return [BodyTold(id=row.id, name=row.name, short_name=row.short_name, kind=row.kind) for row in rows]
