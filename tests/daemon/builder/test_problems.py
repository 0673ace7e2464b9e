from pathlib import Path

from motiad.builder.esbuild_messages import read_messages
from motiad.builder.problems import Problem, build_failed, code_frame

STDERR = """▲ [WARNING] "import.meta" is not available [empty-import-meta]

    src/a.step.ts:3:57:
      3 │ const url = import.meta.url
        ╵             ~~~~~~~~~~~

  You need to set the output format to "esm".

✘ [ERROR] Expected ";" but found "b"

    src/b.step.ts:1:6:
      1 │ const b b
        │       ^
        ╵       ;

✘ [ERROR] Invalid build flag: "--nonsense"

1 warning and 2 errors
"""


def test_reads_what_esbuild_says() -> None:
    messages = read_messages(STDERR)
    assert [problem.place for problem in messages.warnings] == ["src/a.step.ts:3:58"]
    first, second = messages.errors
    assert first.headline == 'src/b.step.ts:1:7: Expected ";" but found "b"'
    assert first.frame == "  1 │ const b b\n    │       ^\n    ╵       ;"
    assert (second.file, second.text) == ("", 'Invalid build flag: "--nonsense"')


def test_silence_holds_no_messages() -> None:
    assert read_messages("") == read_messages("\n\n")


def test_a_native_module_gets_a_hint() -> None:
    [problem] = read_messages('✘ [ERROR] No loader is configured for ".node" files: x.node\n\n    a.js:1:1:\n').errors
    assert "Native modules cannot be bundled" in str(problem)


def test_shows_the_place_in_the_code(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("one\ntwo\nthree four\nfive\n")
    assert code_frame(path, 3, 7) == "  1 │ one\n  2 │ two\n  3 │ three four\n    ╵       ^"
    assert code_frame(path, 1, None) == "  1 │ one"
    assert code_frame(path, 9, 1) is None
    assert code_frame(tmp_path / "none", 1, 1) is None


def test_the_error_names_the_first_place_and_counts_the_rest() -> None:
    problems = {
        "src/b.step.ts": [Problem("src/lib.ts", "bad\nthing", 3, 9)],
        "src/a.step.ts": [Problem("src/a.step.ts", "worse")],
        "src/c.step.ts": [Problem("src/lib.ts", "bad", 3, 9)],
    }
    error = build_failed(problems)
    assert error.code == "BUILD_FAILED"
    assert error.message == "src/a.step.ts: worse (2 other steps cannot be built either)"
    assert error.details is not None
    assert error.details["problems"][1] == {
        "step": "src/b.step.ts",
        "file": "src/lib.ts",
        "line": 3,
        "column": 9,
        "message": "bad thing",
    }
