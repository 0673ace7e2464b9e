"""What can go wrong: errors for the program that embeds the cloud, and errors that HTTP clients see."""

from xml.sax.saxutils import escape

from aiohttp import web


class LocalCloudError(Exception):
    """The local cloud cannot start. `message` says why, `hint` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ApiError(Exception):
    """An answer of the API that is not a success: `{"message", "code", "field"?}`."""

    def __init__(self, status: int, code: str, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field

    def response(self) -> web.Response:
        """The answer itself."""
        body = {"message": self.message, "code": self.code}
        if self.field is not None:
            body["field"] = self.field
        return web.json_response(body, status=self.status)


class StorageError(ApiError):
    """An answer of the presigned upload, in the XML of S3, which clients of the real cloud meet there."""

    def response(self) -> web.Response:
        """The answer itself."""
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{escape(self.code)}</Code><Message>{escape(self.message)}</Message></Error>"
        )
        return web.Response(text=text, status=self.status, content_type="application/xml")
