"""Protected templates must compare as plain ones, tell nothing across installations, and be renewable."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gallery.invented import unit

from motcua.gallery import template_protection

keys = st.binary(min_size=32, max_size=32)
seeds = st.integers(0, 2**32)


def two(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.stack([unit(rng.standard_normal(128)), unit(rng.standard_normal(128))])


@given(key=keys, seed=seeds)
@settings(max_examples=8)
def test_comparison_is_untouched(key: bytes, seed: int) -> None:
    plain = two(seed)
    turned = template_protection.protect(plain, key)
    assert turned.dtype == np.float32
    assert np.allclose(turned @ turned.T, plain @ plain.T, atol=2e-6)


@given(one=keys, other=keys, seed=seeds)
@settings(max_examples=8)
def test_under_two_keys_a_person_is_a_stranger_to_themselves(one: bytes, other: bytes, seed: int) -> None:
    """Scores of one template under two keys must look as those of two strangers: about 0 +- 1/sqrt(128)."""
    if one == other:
        return
    plain = two(seed)[0]
    assert (
        abs(float(template_protection.protect(plain, one) @ template_protection.protect(plain, other)))
        < 6 / 128**0.5
    )


def test_scores_across_two_installations_do_not_tell_the_same_person_from_another() -> None:
    rng = np.random.default_rng(5)
    same, different = [], []
    for _ in range(60):  # few dimensions: a rotation is made much faster
        people = np.stack([unit(rng.standard_normal(24)) for _ in range(50)])
        here, there = (template_protection.protect(people, rng.bytes(32)) for _ in range(2))
        same.append(np.sum(here * there, axis=1))
        different.append(np.sum(here * np.roll(there, 1, axis=0), axis=1))
    one, other = np.sort(np.concatenate(same)), np.sort(np.concatenate(different))
    # Two-sample Kolmogorov-Smirnov distance; 0.05 is its 0.1 % limit for two times 3000.
    both = np.concatenate([one, other])
    apart = (np.searchsorted(one, both) - np.searchsorted(other, both)) / len(one)
    assert float(np.abs(apart).max()) < 0.05


@given(one=keys, other=keys, seed=seeds)
@settings(max_examples=8)
def test_renewing_gives_what_the_new_key_alone_would_give(one: bytes, other: bytes, seed: int) -> None:
    plain = two(seed)
    renewed = template_protection.renew(template_protection.protect(plain, one), one, other)
    assert np.allclose(renewed, template_protection.protect(plain, other), atol=2e-6)


def test_renewing_many_times_wears_nothing_off() -> None:
    plain = two(1)
    turned, key = template_protection.protect(plain, bytes(32)), bytes(32)
    for number in range(1, 9):
        following = bytes([number]) * 32
        turned, key = template_protection.renew(turned, key, following), following
    assert np.allclose(turned, template_protection.protect(plain, key), atol=1e-5)


@pytest.mark.parametrize("dimension", [8, 128])
def test_the_rotation_is_orthonormal_and_always_the_same(dimension: int) -> None:
    matrix = template_protection.rotation(b"k" * 32, dimension)
    assert np.allclose(matrix @ matrix.T, np.eye(dimension), atol=1e-12)
    template_protection.rotation.cache_clear()
    assert np.array_equal(matrix, template_protection.rotation(b"k" * 32, dimension))


def test_the_rotation_of_a_key_never_changes_between_versions() -> None:
    """Otherwise an upgrade would make every stored face unknown."""
    first = template_protection.rotation(bytes(range(32)))[0, :3]
    assert np.allclose(first, PINNED, atol=1e-9)


PINNED = [0.04801402501145935, -0.013542973204071928, 0.037920529146569765]
