"""What is made while the embedded AWS starts is never looked at by a collection."""

import gc

import pytest

from local.garbage import without_garbage_collection


def test_what_is_made_meanwhile_is_kept_out_of_collections() -> None:
    with without_garbage_collection():
        assert not gc.isenabled()
        made: list[object] = [[]]
    assert gc.isenabled()
    later: list[object] = [[]]
    looked_at = {id(found) for found in gc.get_objects()}
    assert id(later) in looked_at
    assert id(made) not in looked_at


def test_after_a_failure_there_are_collections_again() -> None:
    with pytest.raises(ValueError, match="it did not start"), without_garbage_collection():
        raise ValueError("it did not start")
    assert gc.isenabled()
