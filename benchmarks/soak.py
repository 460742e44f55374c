"""Draws the samples of a soak: memory and descriptors above, latency below."""

import csv
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def main(samples, chart):
    with open(samples, newline="") as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    minutes = [row["minute"] for row in rows]

    figure, (memory, latency) = plt.subplots(2, sharex=True, figsize=(9, 6))
    memory.plot(minutes, [row["rss_kb"] / 1024 for row in rows], label="RSS, MB")
    memory.plot(minutes, [row["descriptors"] for row in rows], label="file descriptors")
    latency.plot(minutes, [row["p50_ms"] for row in rows], label="p50 of the minute, ms")
    latency.plot(minutes, [row["p99_ms"] for row in rows], label="p99 of the minute, ms")
    latency.set_xlabel("minutes; the JVM is killed once in each")
    for axes in (memory, latency):
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
        axes.legend()
    figure.tight_layout()
    figure.savefig(chart, dpi=100)


main(*sys.argv[1:])
