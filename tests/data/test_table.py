"""Tables of text: whoever has written them, they are read alike; what is none is told apart."""

from __future__ import annotations

import os
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.data.dataset import DataError
from bpgui.data.progress import heard
from bpgui.data.sources.table_file import TableFile
from bpgui.data.table import Table, numbers, read_table
from tests.sentences import is_sentence

CELLS = "length,colour,kind\n1.5,red,a\n2.5,blue,b\n,red,a\n4,blue,b\n"


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def make(content: str | bytes, name: str = "my.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


@pytest.mark.parametrize(
    "content",
    [
        CELLS,
        CELLS.replace(",", ";"),
        CELLS.replace(",", "\t"),
        CELLS.replace(",", " | "),
        CELLS.replace("\n", "\r\n"),
        CELLS.encode("utf-8-sig"),
        CELLS.encode("utf-16"),
        CELLS.replace("1.5", "1,5")
        .replace("2.5", "2,5")
        .replace(",red", ";red")
        .replace(",blue", ";blue")
        .replace(",a", ";a")
        .replace(",b", ";b")
        .replace("length,colour,kind", "length;colour;kind"),
        '"length","colour","kind"\n"1.5","red","a"\n"2.5","blue","b"\n\n"","red","a"\n4,blue,b',
    ],
    ids=["comma", "semicolon", "tab", "bar", "windows", "bom", "utf16", "decimal comma", "quotes"],
)
def test_it_is_read_whatever_has_written_it(write, content) -> None:  # type: ignore[no-untyped-def]
    data = TableFile(path=str(write(content))).load()
    assert data.task.features == ("length", "colour: blue", "colour: red")
    assert data.task.classes == ("a", "b")
    assert data.targets.tolist() == [0, 1, 0, 1]
    expected = [[1.5, 0, 1], [2.5, 1, 0], [8 / 3, 0, 1], [4, 1, 0]]
    np.testing.assert_allclose(data.inputs, expected)


def test_blanks_part_cells_where_nothing_else_does(write) -> None:  # type: ignore[no-untyped-def]
    data = TableFile(path=str(write("1.0  2.0 10\n3.0  4.0 20\n5 6 25\n", "a.dat"))).load()
    assert data.task.features == ("column 1", "column 2")
    assert data.task.kind == "classification"
    assert data.task.classes == ("10", "20", "25")


def test_numbers_or_classes_as_one_likes(write) -> None:  # type: ignore[no-untyped-def]
    path = str(write("x,y\n1,0\n2,1\n3,0\n"))
    assert TableFile(path=path).load().task.kind == "classification"
    data = TableFile(path=path, told="numbers").load()
    assert data.targets.tolist() == [[0.0], [1.0], [0.0]]
    halves = str(write("x,y\n1,0.5\n2,1.5\n3,0.5\n", "halves.csv"))
    assert TableFile(path=halves).load().task.kind == "regression"
    assert TableFile(path=halves, told="classes").load().task.classes == ("0.5", "1.5")


def test_several_targets_and_columns_left_out(write) -> None:  # type: ignore[no-untyped-def]
    path = str(write("id,x,a,b\n1,5,0.5,7\n2,6,1.5,8\n"))
    data = TableFile(path=path, target="B, a", leave_out="ID").load()
    assert data.task.features == ("x",)
    assert data.targets.tolist() == [[7.0, 0.5], [8.0, 1.5]]


def test_rows_without_a_target_are_left_out_and_those_with_gaps_if_asked(write) -> None:  # type: ignore[no-untyped-def]
    path = str(write("x,w,y\n1,1,a\n2,NA,b\n3,3,\n5,5,b\n"))
    assert TableFile(path=path).load().inputs.tolist() == [[1, 1], [2, 3], [5, 5]]
    assert TableFile(path=path, gaps="drop").load().inputs.tolist() == [[1, 1], [5, 5]]


def test_a_file_that_has_changed_is_read_again(write) -> None:  # type: ignore[no-untyped-def]
    path = write("x,y\n1,a\n2,b\n")
    source = TableFile(path=str(path))
    assert len(source.load()) == 2
    assert source.load() is source.load()
    path.write_text("x,y\n1,a\n2,b\n3,b\n")
    os.utime(path, ns=(1, 1))
    assert len(source.load()) == 3


@pytest.mark.parametrize(
    ("content", "settings", "sentence"),
    [
        ("", {}, "my.csv is empty"),
        ("\n \n", {}, "my.csv is empty"),
        (b"PK\x03\x04\x00\x00", {}, "not a table of text"),
        ("x,y\n1,a\n2\n", {}, "Line 3 of my.csv has 1 cell where line 1 has 2"),
        ("x,y\n1,a\n2,b\n", {"target": "z"}, "has no column z: it has x, y."),
        ("x,y\n1,a\n2,b\n", {"leave_out": "x"}, "leaves no column to learn from"),
        ("x,kind\n1,a\n2,a\n", {}, "kind of my.csv holds the same value in every row, a"),
        ("x,y\n1,\n2,\n", {}, "y of my.csv holds no value"),
        ("x,y,z\n1,a,1\n2,b,2\n", {"target": "y,z"}, "must all be numbers"),
        ('x,y\n1,"a\n2,b\n', {}, "the same value|no rows"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(  # type: ignore[no-untyped-def]
    write, content, settings: dict[str, str], sentence: str
) -> None:
    with pytest.raises(DataError, match=sentence):
        TableFile(path=str(write(content)), **settings).load()


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="choose the file again"):
        TableFile(path=str(tmp_path / "none.csv")).load()
    with pytest.raises(DataError, match="is not a file"):
        TableFile(path=str(tmp_path)).load()


def test_words_without_end_are_no_inputs(write) -> None:  # type: ignore[no-untyped-def]
    rows = "".join(f"Mr {n},{n % 3},street {n},{'ab'[n % 2]}\n" for n in range(60))
    path = write("name,deck,street,who\n" + rows)
    with pytest.raises(DataError, match="columns name, street hold too many different words"):
        TableFile(path=str(path)).load()
    found = TableFile.found(path)
    assert found == TableFile(path=str(path), target="who", leave_out="name, street")
    assert found.load().inputs.shape == (60, 1)


def test_a_first_look_finds_the_target_and_the_numbers_of_the_rows(write) -> None:  # type: ignore[no-untyped-def]
    rows = "".join(f"{n + 1},{n % 3},{n % 7 / 2}\n" for n in range(60))
    path = write('id,Target,"length, in mm"\n' + rows)
    found = TableFile.found(path)
    assert (found.target, found.leave_out) == ("Target", "id")
    assert found.columns() == ("id", "Target", "length, in mm")
    assert found.load().task.features == ("length, in mm",)
    quoted = TableFile(path=str(path), target="Target", leave_out='"length, in mm"')
    assert quoted.load().task.features == ("id",)
    assert TableFile(path=str(path / "none")).columns() == ()


def test_the_number_of_the_row_is_an_input_where_there_is_no_other(write) -> None:  # type: ignore[no-untyped-def]
    path = write("x,y\n" + "".join(f"{n},{n * n}\n" for n in range(60)))
    assert TableFile.found(path).leave_out == ""


def test_what_is_left_out_and_filled_in_is_told(write) -> None:  # type: ignore[no-untyped-def]
    path = write("a,b,price\n1,2,3.5\n,2,4.5\n3,,NA\n5,6,?\n7,8,1.25\n")
    data = TableFile(path=str(path)).load()
    assert data.task.targets == ("price",)
    assert data.remarks == (
        "2 rows without price left out.",
        "1 missing value filled with the mean of the column.",
    )
    dropped = TableFile(path=str(path), gaps="drop").load()
    assert len(dropped) == 2
    assert dropped.remarks == (
        "2 rows without price left out.",
        "1 incomplete row left out.",
    )


def test_a_missing_word_is_missing_however_it_is_written(write) -> None:  # type: ignore[no-untyped-def]
    rows = "north,1.5\n,2.5\nNA,3.5\nnone,1.5\n?,2.5\nnorth,0.5\n"
    data = TableFile(path=str(write("district,price\n" + rows))).load()
    assert data.task.features == ("district: missing", "district: none", "district: north")
    assert data.inputs.sum(axis=0).tolist() == [3, 1, 2]


CELLISH = st.text("ab1.,;|\t\"'\n\r -é?e", max_size=120).map(lambda text: text.encode("utf-8"))


@given(st.one_of(st.binary(max_size=100), CELLISH))
def test_any_bytes_are_rows_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_bytes(content)
    said, rows = "", 0
    try:
        table = read_table(path)
        rows = len(TableFile(path=str(path)).load())
    except DataError as error:
        said = str(error)
    assert said.endswith(".") if said else 1 <= rows <= len(table)


# -- tables that are too large, or meant to do harm ------------------------------------------------


def test_numbers_alone_are_read_at_once_and_alike(write, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    contents = [
        "a,b\n1,2\n-3.5e2,nan\n",
        "1;2\r\n3;inf\r\n",
        '"a, of b","b"\n"1","2"\n\n 3, 4 \n',
        "1 2  3\n4\t5 6\n",
        "a\tb\r1\t2\r3\t4\r",
        "x,y\n1,2",
        "7\n8\n",
    ]
    for number, content in enumerate(contents):
        path = write(content, f"{number}.csv")
        at_once = read_table(path)
        with monkeypatch.context() as slow:
            slow.setattr("bpgui.data.table._of_numbers", lambda *_: None)
            by_cells = read_table(path)
        assert at_once.names == by_cells.names
        for one, other in zip(at_once.columns, by_cells.columns, strict=True):
            assert isinstance(one, np.ndarray)
            np.testing.assert_array_equal(one, numbers(other))


def test_words_without_numbers_have_their_bounds(write, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("bpgui.data.lines.MOST_CELLS", 100)
    path = write("a,b\n" + "1,x\n" * 60)
    with pytest.raises(DataError, match=r"^my.csv has more than 100 cells, and not all of them"):
        read_table(path)
    assert len(read_table(write("a,b\n" + "1,2\n" * 60))) == 60


def test_words_that_make_too_many_inputs_are_refused(  # type: ignore[no-untyped-def]
    write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[TableFile.__module__], "MOST_INPUTS", 100)
    path = write("w,y\n" + "".join(f"word {n},{n}\n" for n in range(20)))
    with pytest.raises(DataError, match=r"words in my\.csv make more than 100 inputs"):
        TableFile(path=str(path)).load()


def test_a_long_cell_among_many_takes_no_memory(write) -> None:  # type: ignore[no-untyped-def]
    path = write("a,b\n" + "x" * 100_000 + ",1\n" + "1,2\n" * 20_000)
    tracemalloc.start()
    data = TableFile(path=str(path)).load()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert data.inputs.shape == (20_001, 2)
    assert most < 100e6
    assert all(len(name) <= 100 for name in data.task.features)


def test_thousands_of_columns_of_one_name(write) -> None:  # type: ignore[no-untyped-def]
    line = ",".join(["a"] * 9_000)
    path = write(f"{line}\n{line.replace('a', '1')}\n{line.replace('a', '2')}\n")
    table = read_table(path)
    assert len(set(table.names)) == 9_000
    assert table.names[:3] == ("a", "a 2", "a 3")
    assert table.place("A 9000") == 8_999
    assert TableFile.found(path).load().inputs.shape == (2, 8_999)


def test_more_columns_than_can_be_read_are_not_even_parted(write) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DataError, match=r"^my.csv has more than 10,000 columns"):
        read_table(write("1," * 3_000_000 + "1\n"))


def test_names_from_a_table_are_short_and_fit_a_line(write) -> None:  # type: ignore[no-untyped-def]
    path = write(f"a\x1b[31m\u202eb,{'x' * 1_000},kind\n1,2,{'y' * 1_000}\n3,4,z\n")
    task = TableFile(path=str(path)).load().task
    assert all(name.isprintable() and len(name) <= 100 for name in task.features + task.classes)


def test_classes_that_are_large_numbers_are_told_apart(write) -> None:  # type: ignore[no-untyped-def]
    path = write("x,y\n1,1000001\n2,1000002\n3,0.1\n")
    assert TableFile(path=str(path), told="classes").load().task.classes == (
        "0.1",
        "1000001",
        "1000002",
    )


@pytest.mark.parametrize("path", ["/tmp/a\0b.csv", "~nobody-at-all/x.csv", "/x" * 3_000 + ".csv"])
def test_paths_that_cannot_be(path: str) -> None:
    with pytest.raises(DataError) as caught:
        TableFile(path=path).load()
    assert is_sentence(str(caught.value))
    assert TableFile(path=path).columns() == ()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_a_file_of_no_size_is_not_read() -> None:
    with pytest.raises(DataError, match="is empty"):
        read_table(Path("/proc/self/environ"))


@pytest.mark.parametrize(
    "content", ["a,b\n" + "x" * 200_000 + ",1\n2,2\n", 'a,b\n"1,2\n' + "3,4\n" * 50_000]
)
def test_an_open_quotation_mark_is_guessed_at(write, content: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DataError, match="quotation mark"):
        read_table(write(content))


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("colour,kind\nred,a\nblue,b\nred,b\n", ("colour", "kind")),
        ("red,a\nblue,b\nred,b\n", ("column 1", "column 2")),
        ("colour,a\nblue,b\nred,a\n", ("column 1", "column 2")),
        ("colour,kind\n", ("column 1", "column 2")),
        ("colour,size\nred,1\ncolour,2\n", ("colour", "size")),
    ],
)
def test_a_first_line_of_words_is_a_header_unless_its_words_come_again(  # type: ignore[no-untyped-def]
    write, content: str, names: tuple[str, ...]
) -> None:
    assert read_table(write(content)).names == names


# -- tables that take long ------------------------------------------------------------------------


class Moved(Exception):
    """Somebody has moved on."""


@pytest.mark.parametrize("row", ["1,2.5,3\n", "a,b,c\n"], ids=["numbers", "words"])
def test_it_is_told_how_far_it_is_and_can_be_given_up(write, row: str) -> None:  # type: ignore[no-untyped-def]
    path = write("x,y,z\n" + row * 100_000)
    shares: list[float] = []
    with heard(shares.append):
        read_table(path)
    assert shares == sorted(shares)
    assert len(shares) > 5
    assert shares[-1] > 0.9

    def give_up(share: float) -> None:
        if share > 0.5:
            raise Moved

    with pytest.raises(Moved), heard(give_up):
        TableFile(path=str(path), told="classes").load()
    assert len(TableFile(path=str(path), target="x", told="numbers", leave_out="y").columns()) == 3


def test_only_a_large_file_is_slow(write) -> None:  # type: ignore[no-untyped-def]
    assert not TableFile().slow
    assert not TableFile(path="/nowhere/a.csv").slow
    assert not TableFile(path=str(write("a,b\n1,2\n"))).slow
    assert TableFile(path=str(write("a,b\n" + "1,2\n" * 100_000))).slow


def test_what_is_wrong_is_found_out_once_until_the_file_changes(  # type: ignore[no-untyped-def]
    write, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def counted(path: Path) -> Table:
        read.append(path)
        return read_table(path)

    monkeypatch.setattr(sys.modules[TableFile.__module__], "read_table", counted)
    path = write("a,b\n1,2\n1\n")
    source = TableFile(path=str(path))
    for _ in range(2):
        with pytest.raises(DataError, match=r"^Line 3 of my.csv has 1 cell"):
            source.load()
    assert source.columns() == ()
    assert len(read) == 1
    write("a,b\n1,2\n1,3\n2,2\n")
    assert len(source.load()) == 3
    assert source.columns() == ("a", "b")
    assert len(read) == 2


def test_columns_are_known_when_other_tables_have_been_read(  # type: ignore[no-untyped-def]
    write, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = TableFile(path=str(write("a,b\n1,2\n2,3\n", "first.csv")))
    source.load()
    for number in range(3):
        TableFile(path=str(write("c,d\n1,2\n2,3\n", f"{number}.csv"))).load()
    monkeypatch.setattr(sys.modules[TableFile.__module__], "read_table", None)
    assert source.columns() == ("a", "b")
