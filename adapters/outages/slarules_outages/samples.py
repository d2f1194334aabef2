"""What Prometheus answers to a range query: series of samples, exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from slarules.errors import SourceError
from slarules.instants import SECOND, Instant


class _Series(msgspec.Struct):
    metric: dict[str, str]
    values: list[tuple[Decimal, str]] = []
    histograms: list[msgspec.Raw] = []


class _Matrix(msgspec.Struct):
    resultType: str  # noqa: N815  # as Prometheus calls it
    result: list[_Series]


class _Answer(msgspec.Struct):
    """The envelope of the HTTP API.

    Source: prometheus.io/docs/prometheus/latest/querying/api, "Format overview".
    """

    status: str
    data: _Matrix
    warnings: list[str] = []
    infos: list[str] = []


_DECODER = msgspec.json.Decoder(_Answer)


@dataclass(frozen=True, slots=True)
class Series:
    """Samples of one set of labels, by the instant of each as the query was asked for it."""

    labels: Mapping[str, str]
    values: Mapping[Instant, Decimal]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a range query yields.

    Attributes:
        warnings: What kept Prometheus from a whole answer.
        infos: What may be wrong with the query.
        histograms: Whether some series are histograms, of which no single value can be told.
    """

    series: tuple[Series, ...]
    warnings: tuple[str, ...]
    infos: tuple[str, ...]
    histograms: bool


def answered(body: bytes, url: str) -> Answered:
    """Return what an answer says.

    Raises:
        SourceError: It is no answer to a range query.
    """
    try:
        answer = _DECODER.decode(body)
        series = tuple(_series(each) for each in answer.data.result)
    except (msgspec.MsgspecError, UnicodeDecodeError, ArithmeticError) as error:
        raise SourceError(url, f"the answer is none to a range query: {error}") from None
    if answer.status != "success" or answer.data.resultType != "matrix":
        told = f"{answer.status}, {answer.data.resultType}"
        raise SourceError(url, f"the answer is none to a range query: {told}")
    histograms = any(each.histograms for each in answer.data.result)
    return Answered(series, tuple(answer.warnings), tuple(answer.infos), histograms)


def _series(each: _Series) -> Series:
    return Series(each.metric, {Instant(int(at * SECOND)): Decimal(v) for at, v in each.values})
