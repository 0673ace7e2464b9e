"""A stand-in for Motia Cloud that needs no account. Imports nothing of ours.

Any client of Motia Cloud can use it: one loopback port serves the API, the presigned uploads and the
`deployment` stream. Bundles are received, checked and kept; the steps themselves are not run.

    cloud = LocalCloud(Path("data"))
    await cloud.start()
    print(cloud.url, cloud.ws_url)      # MOTIACLOUD_API_BASE_URL, MOTIACLOUD_API_WS_URL
    await cloud.stop()
"""

from .cloud import LocalCloud, make_app
from .errors import LocalCloudError

__all__ = ["LocalCloud", "LocalCloudError", "make_app"]
