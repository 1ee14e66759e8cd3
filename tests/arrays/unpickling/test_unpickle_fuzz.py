"""Whatever bytes come: an array that plain data makes, or an error of the family; never anything else."""

from __future__ import annotations

import pickle
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays.objects import children, summary
from sessionbrowser.arrays.unpickling.opcodes import KNOWN
from sessionbrowser.errors import OneDataError
from tests.arrays.unpickling.pickles import HEAD, boxed, holding, read_pickle, text
from tests.arrays.unpickling.test_unpickle import VALUES

SEEDS = [pickle.dumps(boxed(VALUES), protocol) for protocol in range(6)]
SMALL = [pickle.dumps(boxed(value), protocol) for value in VALUES for protocol in range(6)]
# What a stream of opcodes is made of that gets far: each leaves the stack as the next wants it, often enough.
PIECES = [
    *(bytes([code]) for code in sorted(KNOWN)),
    *(
        b"N",
        b"K\1",
        b"J\xff\xff\xff\xff",
        b"]",
        b"}",
        b"(",
        b")",
        b"\x85",
        b"\x86",
        b"\x87",
        b"t",
        b"R",
        b"b",
        b"\x94",
        b"2",
    ),
    *(b"q" + bytes([i]) for i in range(4)),
    *(b"h" + bytes([i]) for i in range(4)),
    *(text(word) for word in ("f8", "O8", "V8", "U2", "M8", "<", "|", "a", "latin1")),
    *(b"C\x08" + b"\x01" * 8, b"C\x01b", b"C\x02ns", b"I00\n", b"I-1\n", b"F1.5\n"),
    *(b"cnumpy\nndarray\n", b"cnumpy\ndtype\n", b"cnumpy.core.multiarray\nscalar\n", b"cbuiltins\nset\n"),
    *(b"cnumpy.core.multiarray\n_reconstruct\n", b"cnumpy.core.numeric\n_frombuffer\n", b"ccollections\nOrderedDict\n"),
    *(
        b"cdatetime\ntimezone\n",
        b"cdatetime\ntimedelta\n",
        b"cpathlib\nPath\n",
        b"cbuiltins\nslice\n",
        b"c_codecs\nencode\n",
    ),
]


def survives(tmp_path: Path, payload: bytes) -> bool:
    """Read, and look at what came; False when it was refused."""
    try:
        found = read_pickle(tmp_path, payload)
    except OneDataError as error:
        assert error.path is not None
        assert error.what
        return False
    assert type(found) is np.ndarray
    for child in children(found):
        summary(child.value)
        for grandchild in children(child.value):
            summary(grandchild.value)
    return True


def mutated(payload: bytes, chance: random.Random) -> bytes:
    data = bytearray(payload)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(data))
        match chance.randrange(6):
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                data[at] = chance.randrange(256)
            case 2:
                data[at] = chance.choice(sorted(KNOWN))
            case 3:
                del data[at : at + chance.randrange(1, 5)]
            case 4:
                data[at:at] = chance.choice(PIECES)
            case 5:
                other = chance.randrange(len(data))
                data[at:at] = data[other : other + chance.randrange(1, 30)]
        if not data:
            return b"."
    return bytes(data)


@pytest.mark.parametrize("seed", range(6))
def test_mutated_pickles(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    survived = sum(survives(tmp_path, mutated(chance.choice(SMALL), chance)) for _ in range(700))
    survived += sum(survives(tmp_path, mutated(SEEDS[seed], chance)) for _ in range(50))
    assert survived > 10


@pytest.mark.parametrize("seed", range(3))
def test_random_opcodes(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(700):
        opcodes = b"".join(chance.choices(PIECES, k=chance.randrange(1, 40)))
        survives(tmp_path, holding(opcodes))
        survives(tmp_path, opcodes + b".")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join))
def test_any_bytes(tmp_path: Path, payload: bytes) -> None:
    survives(tmp_path, payload)
    survives(tmp_path, HEAD + payload)
    survives(tmp_path, holding(payload))
