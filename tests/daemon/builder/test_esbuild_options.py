from pathlib import Path

import pytest

from motiad.builder.esbuild_options import flags, read_options
from motiad.errors import MotiadError


def test_turns_options_into_flags() -> None:
    options = {
        "keepNames": True,
        "treeShaking": False,
        "target": ["node20", "es2022"],
        "external": ["a", "b"],
        "define": {"X": '"y"'},
        "loader": {".html": "text"},
        "legalComments": "none",
        "tsconfigRaw": {"compilerOptions": {}},
        "banner": None,
    }
    assert flags(options) == [
        "--keep-names",
        "--tree-shaking=false",
        "--target=node20,es2022",
        "--external:a",
        "--external:b",
        '--define:X="y"',
        "--loader:.html=text",
        "--legal-comments=none",
        '--tsconfig-raw={"compilerOptions": {}}',
    ]


def test_keeps_the_layout_of_bundles(tmp_path: Path) -> None:
    (tmp_path / ".esbuildrc.json").write_text('{"minify": true, "outdir": "x", "plugins": []}')
    assert read_options(tmp_path) == ({"minify": True}, ("outdir", "plugins"))


def test_the_first_file_counts(tmp_path: Path) -> None:
    (tmp_path / "esbuild.config.json").write_text('{"minify": true}')
    (tmp_path / ".esbuildrc.json").write_text("{}")
    assert read_options(tmp_path) == ({"minify": True}, ())


@pytest.mark.parametrize("text", ["[]", "{", '"x"'])
def test_says_what_is_wrong_with_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "esbuild.config.json").write_text(text)
    with pytest.raises(MotiadError, match=r"esbuild\.config\.json cannot be used") as caught:
        read_options(tmp_path)
    assert caught.value.code == "VALIDATION_FAILED"
