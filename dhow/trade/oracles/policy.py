"""What a temperature record is measured against, and the verdict it gives.

A verdict is one of three. Missing data is no evidence: it is never "in range", and it does not
make a cargo bad either (EU GDP 2013/C 343/01 ch. 9). A proved excursion stands even where data is
missing elsewhere.

The allowance for high excursions follows USP chapter 1079.2: values between the upper limit and a
ceiling are tolerated where the mean kinetic temperature over the allowance's window stays within
its limit. It never cures a value below the lower limit: freezing damage does not average away.
"""

from dataclasses import dataclass
from enum import StrEnum

from dhow.trade.oracles.merkle import keccak256
from dhow.trade.oracles.temperature import (
    Combination,
    ProbeReading,
    TemperatureSummary,
    celsius,
    duration,
    summarise,
)

_NOT_LIMITED = 2**31 - 1
"""Stands in the canonical bytes for a mean kinetic limit that the terms do not set."""

_TYPE = (
    "TemperaturePolicy(int32 minimumMilliC,int32 maximumMilliC,int32 ceilingMilliC,"
    "int32 maximumKineticMilliC,uint32 kineticWindowSeconds,uint32 intervalSeconds,"
    "uint32 allowedGapSeconds,uint8 combination,uint32 toleranceMilliC)"
)
_COMBINATION_CODE = {Combination.MEDIAN: 0, Combination.WORST_CASE: 1}


class Verdict(StrEnum):
    """What a record proves of the agreed limits."""

    IN_RANGE = "IN_RANGE"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NO_EVIDENCE = "NO_EVIDENCE"


class Breach(StrEnum):
    """Why a record is not in range."""

    BELOW_MINIMUM = "BELOW_MINIMUM"
    ABOVE_MAXIMUM = "ABOVE_MAXIMUM"
    ABOVE_CEILING = "ABOVE_CEILING"
    MEAN_KINETIC = "MEAN_KINETIC"
    EXCURSION_TOO_LONG = "EXCURSION_TOO_LONG"
    NO_READINGS = "NO_READINGS"
    GAP = "GAP"


@dataclass(frozen=True, slots=True)
class TemperaturePolicy:
    """Limits and way of measuring, agreed before the voyage. Milli-degrees Celsius and seconds.

    Attributes:
        minimum_milli_c, maximum_milli_c: the labelled range, both included.
        mean_kinetic_maximum_milli_c: limit on the mean kinetic temperature; `None` for none.
        interval_seconds: how often the devices sample.
        allowed_gap_seconds: longest stretch without evidence that still proves the rest.
        ceiling_milli_c: highest value of a tolerated high excursion; `None` tolerates none.
        mean_kinetic_window_seconds: the mean kinetic temperature is the highest over any such
            stretch; `None` for the mean over the whole record. With a ceiling this window is also
            the length below which each excursion must stay.
        combination, tolerance_milli_c: how probes become one value, see `temperature`.
    """

    minimum_milli_c: int
    maximum_milli_c: int
    mean_kinetic_maximum_milli_c: int | None = None
    interval_seconds: int = 900
    allowed_gap_seconds: int = 3_600
    ceiling_milli_c: int | None = None
    mean_kinetic_window_seconds: int | None = None
    combination: Combination = Combination.MEDIAN
    tolerance_milli_c: int = 3_000

    def __post_init__(self) -> None:
        """Refuse terms that contradict themselves.

        Raises:
            ValueError: names the field and the two values that do not fit.
        """
        if self.minimum_milli_c >= self.maximum_milli_c:
            raise ValueError(
                f"minimum {celsius(self.minimum_milli_c)} is not below maximum "
                f"{celsius(self.maximum_milli_c)}"
            )
        if not 0 < self.interval_seconds <= self.allowed_gap_seconds:
            raise ValueError(
                f"allowed gap {duration(self.allowed_gap_seconds)} must be at least one sampling "
                f"interval of {duration(self.interval_seconds)}, and that more than 0"
            )
        if self.tolerance_milli_c < 0:
            raise ValueError(f"tolerance must not be negative: {self.tolerance_milli_c}")
        if self.mean_kinetic_window_seconds is not None and self.mean_kinetic_window_seconds <= 0:
            raise ValueError("the mean kinetic window must be longer than 0 s")
        if self.ceiling_milli_c is not None:
            if self.ceiling_milli_c <= self.maximum_milli_c:
                raise ValueError(
                    f"ceiling {celsius(self.ceiling_milli_c)} is not above maximum "
                    f"{celsius(self.maximum_milli_c)}"
                )
            if self.mean_kinetic_maximum_milli_c is None or (
                self.mean_kinetic_window_seconds is None
            ):
                raise ValueError(
                    "an excursion is tolerated only under a mean kinetic limit over a window: "
                    "set mean_kinetic_maximum_milli_c and mean_kinetic_window_seconds"
                )
            if self.mean_kinetic_maximum_milli_c > self.maximum_milli_c:
                raise ValueError(
                    f"mean kinetic limit {celsius(self.mean_kinetic_maximum_milli_c)} is above "
                    f"maximum {celsius(self.maximum_milli_c)}: no excursion would ever be too long"
                )

    @property
    def highest_allowed_milli_c(self) -> int:
        """Highest value that can still be in range: the ceiling where there is one.

        Together with the mean kinetic limit this is all a ledger needs to re-derive the verdict
        from a report: a cargo above the maximum for a whole window has a mean above it too.
        """
        return self.maximum_milli_c if self.ceiling_milli_c is None else self.ceiling_milli_c

    def canonical_bytes(self) -> bytes:
        """The terms as EIP-712 encodes a struct: type hash, then one 32-byte word a field.

        An absent ceiling is written as the maximum, an absent mean kinetic limit as 2^31-1, an
        absent window as 0.
        """
        mean = self.mean_kinetic_maximum_milli_c
        words = (
            self.minimum_milli_c,
            self.maximum_milli_c,
            self.highest_allowed_milli_c,
            _NOT_LIMITED if mean is None else mean,
            self.mean_kinetic_window_seconds or 0,
            self.interval_seconds,
            self.allowed_gap_seconds,
            _COMBINATION_CODE[self.combination],
            self.tolerance_milli_c,
        )
        return keccak256(_TYPE.encode()) + b"".join(
            word.to_bytes(32, "big", signed=True) for word in words
        )

    @property
    def policy_hash(self) -> bytes:
        """keccak256 of the canonical bytes: the `policy` of a report."""
        return keccak256(self.canonical_bytes())

    def summarise(
        self, readings: list[ProbeReading], from_time: int, until_time: int
    ) -> TemperatureSummary:
        """Summarise a record the way these terms say; see `temperature.summarise`."""
        return summarise(
            readings,
            from_time,
            until_time,
            combination=self.combination,
            tolerance_milli_c=self.tolerance_milli_c,
            mean_kinetic_window_seconds=self.mean_kinetic_window_seconds,
        )


USP_REFRIGERATED = TemperaturePolicy(
    minimum_milli_c=2_000,
    maximum_milli_c=8_000,
    mean_kinetic_maximum_milli_c=8_000,
    ceiling_milli_c=15_000,
    mean_kinetic_window_seconds=86_400,
)
"""2 to 8 °C with the excursions of USP chapter 1079.2: up to 15 °C, under 24 h, mean within 8."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason, with its figures: kind and words."""

    breach: Breach
    words: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict and every reason for it; no reason where the record is in range."""

    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def words(self) -> str:
        """The verdict as one line for people."""
        if self.verdict is Verdict.IN_RANGE:
            return "in range"
        head = "out of range" if self.verdict is Verdict.OUT_OF_RANGE else "no evidence"
        return f"{head}: " + "; ".join(finding.words for finding in self.findings)


def judge(policy: TemperaturePolicy, summary: TemperatureSummary) -> Assessment:
    """Hold a record against its terms. `summary` must come from `policy.summarise`."""
    breaches = _breaches(policy, summary)
    gaps = _gaps(policy, summary)
    if breaches:
        return Assessment(Verdict.OUT_OF_RANGE, (*breaches, *gaps))
    if gaps:
        return Assessment(Verdict.NO_EVIDENCE, gaps)
    return Assessment(Verdict.IN_RANGE, ())


def judge_figures(
    policy: TemperaturePolicy,
    *,
    minimum_milli_c: int,
    maximum_milli_c: int,
    mean_kinetic_milli_c: int,
    longest_gap_seconds: int,
) -> Assessment:
    """Hold a report's figures against the terms, as a ledger or an examiner does without readings.

    The same verdict as `judge`: an excursion as long as the mean kinetic window has a mean above
    the maximum, so the figures show what `judge` reads off the instants.
    """
    breaches = _figure_breaches(policy, minimum_milli_c, maximum_milli_c, mean_kinetic_milli_c)
    gaps = _gap_findings(policy, longest_gap_seconds)
    if breaches:
        return Assessment(Verdict.OUT_OF_RANGE, (*breaches, *gaps))
    return Assessment(Verdict.NO_EVIDENCE if gaps else Verdict.IN_RANGE, gaps)


def _figure_breaches(
    policy: TemperaturePolicy, minimum: int, maximum: int, mean_kinetic: int
) -> tuple[Finding, ...]:
    found: list[Finding] = []
    if minimum < policy.minimum_milli_c:
        found.append(
            Finding(
                Breach.BELOW_MINIMUM,
                f"lowest {celsius(minimum)} is below the minimum {celsius(policy.minimum_milli_c)}",
            )
        )
    if maximum > policy.highest_allowed_milli_c:
        ceiling = policy.ceiling_milli_c is not None
        found.append(
            Finding(
                Breach.ABOVE_CEILING if ceiling else Breach.ABOVE_MAXIMUM,
                f"highest {celsius(maximum)} is above the "
                f"{'ceiling' if ceiling else 'maximum'} {celsius(policy.highest_allowed_milli_c)}",
            )
        )
    limit = policy.mean_kinetic_maximum_milli_c
    if limit is not None and mean_kinetic > limit:
        found.append(
            Finding(
                Breach.MEAN_KINETIC,
                f"mean kinetic temperature {celsius(mean_kinetic)} is above {celsius(limit)}",
            )
        )
    return tuple(found)


def _breaches(policy: TemperaturePolicy, summary: TemperatureSummary) -> tuple[Finding, ...]:
    if (
        summary.minimum_milli_c is None
        or summary.maximum_milli_c is None
        or summary.mean_kinetic_milli_c is None
    ):
        return ()
    found = _figure_breaches(
        policy, summary.minimum_milli_c, summary.maximum_milli_c, summary.mean_kinetic_milli_c
    )
    window = policy.mean_kinetic_window_seconds
    if policy.ceiling_milli_c is not None and window is not None:
        longest = longest_excursion_seconds(policy, summary)
        if longest >= window:
            found = (
                *found,
                Finding(
                    Breach.EXCURSION_TOO_LONG,
                    f"above {celsius(policy.maximum_milli_c)} for {duration(longest)} without a "
                    f"break, {duration(window)} or more",
                ),
            )
    return found


def longest_excursion_seconds(policy: TemperaturePolicy, summary: TemperatureSummary) -> int:
    """Longest unbroken stretch above the maximum, in seconds, from its first value to its last."""
    longest = 0
    began: int | None = None
    for instant in summary.instants:
        if instant.high_milli_c <= policy.maximum_milli_c:
            began = None
            continue
        began = instant.time if began is None else began
        longest = max(longest, instant.time - began)
    return longest


def _gaps(policy: TemperaturePolicy, summary: TemperatureSummary) -> tuple[Finding, ...]:
    if not summary.instants:
        return (Finding(Breach.NO_READINGS, "no usable reading in the window"),)
    found = _gap_findings(policy, summary.longest_gap_seconds)
    if found and summary.void_times:
        found = (
            Finding(
                Breach.GAP,
                f"{found[0].words} ({len(summary.void_times)} instants at which the probes do not "
                "agree count as missing)",
            ),
        )
    return found


def _gap_findings(policy: TemperaturePolicy, gap_seconds: int) -> tuple[Finding, ...]:
    if gap_seconds <= policy.allowed_gap_seconds:
        return ()
    return (
        Finding(
            Breach.GAP,
            f"nothing measured for {duration(gap_seconds)}, more than the "
            f"{duration(policy.allowed_gap_seconds)} allowed",
        ),
    )
