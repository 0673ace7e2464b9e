"""The sample project: copied to a folder of ours and made ready there by motiad itself, in a child process."""

from pathlib import Path

from motia_desktop.backend.child import run_child
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.paths import program

SECONDS = 300.0
"""Its packages come from npm the first time."""


async def prepare_sample(folder: Path) -> Path:
    """Put the sample project into `folder` with its packages; returns where it is.

    Raises `MotiadError` with what `motiad sample` said.
    """
    command = program()
    ended = await run_child(command[0], [*command[1:], "sample", str(folder)], seconds=SECONDS)
    said = ended.output.strip().splitlines()
    if ended.code == 0 and said:
        return Path(said[-1])
    words = [line.strip() for line in ended.errors.splitlines() if line.strip()]
    told = [index for index, line in enumerate(words) if line.startswith("motiad: ")]
    message = words[told[0]].removeprefix("motiad: ") if told else "it did not end in time."
    hint = " ".join(words[told[0] + 1 :]) if told else "“motiad doctor” in a terminal shows what is missing."
    raise MotiadError(
        ErrorCode.BUILD_FAILED, f"The sample project could not be made ready: {message}", hint=hint or None
    )
