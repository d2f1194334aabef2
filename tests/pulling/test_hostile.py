"""Adapters that would tell a secret, whatever they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from slarules.adapters import Asked, Context, Notice, Partition
from slarules.adapters.catalogue import Catalogue
from slarules.errors import SlarulesError, SourceError, UsageError
from slarules.pulling import pull
from slarules.secrets import Secret
from tests.pulling.pretended import NOW, Kept, Pretended, context, point

CANARY = "hunter22"


def secret(asking: Context) -> str:
    return asking.secret(Secret(env="X"))


@pytest.mark.parametrize("kind", [ValueError, RecursionError, UsageError])
@pytest.mark.parametrize("step", ["discover", "partitions", "read"])
def test_what_an_adapter_fails_with_is_told_without_secrets(
    step: str, kind: type[Exception]
) -> None:
    class Failing(Pretended):
        def discover(self, context: Context) -> Catalogue:
            return self.fail("discover", context) or super().discover(context)

        def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:
            return self.fail("partitions", context) or super().partitions(asked, context)

        def fail(self, here: str, context: Context) -> Any:  # noqa: ANN401
            if here == step:
                raise kind(f"{'x' * 296} {secret(context)} is wrong")

    def read(_cursor: bytes | None, asking: Context) -> Iterator[Any]:
        Failing({}).fail("read", asking)
        yield point("1")

    with pytest.raises(SlarulesError) as caught:
        pull(Failing({"HELP": read}), Asked(), context(), Kept())
    assert CANARY[:4] not in str(caught.value)
    assert isinstance(caught.value, SourceError)


def test_a_notice_that_repeats_a_secret_is_kept_without_it() -> None:
    def leaking(_cursor: bytes | None, asking: Context) -> Iterator[Any]:
        yield Notice("detected", f"the site says that {secret(asking)} is fine")
        yield point("1")

    sink = Kept()
    pull(Pretended({"HELP": leaking}), Asked(), context(), sink)
    assert [notice.text for notice in sink.notices] == ["the site says that [secret] is fine"]


def test_a_notice_with_half_a_letter_is_kept() -> None:
    def halving(_cursor: bytes | None, _asking: Context) -> Iterator[Any]:
        yield Notice("detected", "caf\u00e9 \ud800")
        yield point("1")

    sink = Kept()
    pull(Pretended({"HELP": halving}), Asked(), context(), sink)
    assert [notice.text for notice in sink.notices] == ["caf\u00e9 ?"]


def test_a_part_whose_name_has_half_a_letter_is_told() -> None:
    adapter = Pretended({"caf\u00e9 \ud800": lambda *_: [point("1")]})
    with pytest.raises(SourceError, match="name of a part, 'caf\u00e9 \\?'") as caught:
        pull(adapter, Asked(), context(), Kept())
    assert str(caught.value).encode()


def test_what_people_call_a_part_may_have_half_a_letter() -> None:
    class Named(Pretended):
        def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:
            del asked, context
            return [Partition("HELP", "caf\u00e9 \ud800")]

    sink = Kept()
    ahead = point("1", NOW + 60_000_000)
    pull(Named({"HELP": lambda *_: [ahead]}), Asked(), context(), sink)
    assert [notice.text.partition(" vouches")[0] for notice in sink.notices] == ["caf\u00e9 ?"]
