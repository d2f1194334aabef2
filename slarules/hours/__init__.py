"""Opening hours: core clocks as open time in UTC; the only place that knows time zones."""
