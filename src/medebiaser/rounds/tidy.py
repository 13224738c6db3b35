"""Deleting what nothing needs any more."""

from medebiaser.data.stores import Workspace


def tidy(workspace: Workspace) -> int:
    """Delete blobs and chunks that nothing has named for a day, and count them.

    They are what removed rounds, replaced arrays and killed runs left behind. Erasures that
    were interrupted are finished. While a backup is running nothing is deleted.
    """
    if workspace.backups.is_running():
        return 0
    for project in workspace.projects.all():
        workspace.stores_of(project).erasures.finish()
    return workspace.remove_unreferenced()
