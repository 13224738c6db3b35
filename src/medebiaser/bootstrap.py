"""The one place that puts the program together: settings in, an open workspace out."""

from medebiaser.data import stores
from medebiaser.data.stores import Workspace
from medebiaser.settings import Settings


def open_workspace(settings: Settings, create: bool = False) -> Workspace:
    """Open the workspace that the settings name.

    Args:
        settings: where it is.
        create: make it where there is none.

    Raises:
        NotFoundError: there is no workspace and `create` is False.
        MedebiaserError: the database or the blob store cannot be used; the message says why.
    """
    return stores.open_workspace(
        settings.workspace,
        create=create,
        database_url=settings.database_url,
        blob_url=settings.blob_url,
    )
