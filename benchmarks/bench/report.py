"""The bars of issue 6 against medians of a run; tables, JSON and charts."""

import json
import statistics
from pathlib import Path

FIGURES = {
    "images_per_s": "photographs/s, one by one",
    "p50_ms": "p50, ms",
    "p99_ms": "p99, ms",
    "burst_images_per_s": "photographs/s, burst",
    "large_p50_ms": "12 megapixels p50, ms",
    "cpu_ms_per_image": "CPU per photograph, ms",
    "rss_at_once_mb": "RSS after 300, at once, MB",
    "rss_mb": "RSS after 300, {settle_s} s later, MB",
    "pss_mb": "PSS after 300, {settle_s} s later, MB",
    "rss_peak_mb": "RSS at most, 12 megapixels included, MB",
    "rss_long_mb": "RSS after {long}, MB",
    "pss_long_mb": "PSS after {long}, MB",
    "install_ms": "install (POST to 201), ms",
    "first_label_ms": "first label after install, ms",
    "cold_start_ms": "process start to first label, ms",
    "right": "right by truth.tsv, %",
    "foreign_cores": "cores taken by others",
}


def medians(turns):
    """Peer by peer, the median of each figure over its turns."""
    result = {}
    for peer, figures in turns.items():
        keys = dict.fromkeys(key for turn in figures for key in turn)
        result[peer] = {key: statistics.median(t[key] for t in figures if key in t) for key in keys}
    return result


def bars(figures, null):
    """(what, value, sign, bar) for each bar that the run can judge."""
    java, p1, p2, p3 = (figures.get(peer, {}) for peer in ("java", "p1", "p2", "p3"))
    rows = []

    def ratio(what, ours, theirs, key, sign, bar):
        if key in ours and key in theirs:
            rows.append((what, ours[key] / theirs[key], sign, bar))

    ratio("photographs/s vs p1", java, p1, "images_per_s", ">=", 7)
    ratio("photographs/s vs p3", java, p3, "images_per_s", ">=", 1.15)
    ratio("burst vs p3", java, p3, "burst_images_per_s", ">=", 1.25)
    ratio("12 megapixels p50 vs p1", java, p1, "large_p50_ms", "<=", 0.25)
    ratio("12 megapixels p50 vs p3", java, p3, "large_p50_ms", "<=", 0.75)
    ratio("RSS vs p2", java, p2, "rss_mb", "<=", 1)
    if "rss_long_mb" in java:
        rows.append(("RSS, later vs at first", java["rss_long_mb"] / java["rss_mb"], "<=", 1.1))
    ratio("process start to first label vs p2", java, p2, "cold_start_ms", "<=", 1)
    ratio("right labels vs p2", java, p2, "right", ">=", 1)
    for key, what, bar in (("null_150kb_ms", "our share, 150 KB, ms", 0.15), ("null_3mb_ms", "our share, 3 MB, ms", 3)):
        if key in null:
            rows.append((what, null[key], "<=", bar))
    return rows


def met(value, sign, bar):
    return value >= bar if sign == ">=" else value <= bar


def _table(header, rows):
    rows = [header, *rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines)


def text(result):
    figures = medians(result["turns"])
    sizes = result["sizes"]
    peers = list(figures)
    rows = []
    for key, title in FIGURES.items():
        if any(key in figures[peer] for peer in peers):
            values = [f"{figures[peer][key]:.2f}" if key in figures[peer] else "" for peer in peers]
            rows.append([title.format(**sizes), *values])
    judged = [
        [what, f"{value:.2f}", f"{sign} {bar:g}", "yes" if met(value, sign, bar) else "NO"]
        for what, value, sign, bar in bars(figures, result["null"])
    ]
    machine = result["machine"]
    parts = [
        f"{result['date']}, {machine['cores']} x {machine['cpu']}, {machine['memory_gb']} GB, {machine['system']},"
        f" {machine['java']}; {sizes['rounds']} rounds, {result['disturbed']} turns thrown away",
        _table(["median", *(result["titles"][peer] for peer in peers)], rows),
        _table(["bar", "value", "wanted", "met"], judged),
    ]
    return "\n\n".join(parts) + "\n"


def save(result, folder):
    """NAME.json, .md and .png in the folder; returns the text."""
    folder.mkdir(parents=True, exist_ok=True)
    name = result["date"].replace(":", "").replace(" ", "T")
    shown = text(result)
    (folder / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
    (folder / f"{name}.md").write_text(shown)
    chart(result, folder / f"{name}.png")
    return shown


def chart(result, file):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figures = medians(result["turns"])
    panels = {
        "images_per_s": "photographs per second\n(more is better)",
        "large_p50_ms": "one of 12 megapixels, ms\n(less is better)",
        "cold_start_ms": "start to first label, ms\n(less is better)",
        "rss_mb": "resident memory, MB\n(less is better)",
    }
    colours = {"java": "#2a6f4e", "p1": "#b9bec4", "p2": "#98a0a8", "p3": "#727b85"}
    peers = list(figures)
    figure, axes = pyplot.subplots(1, len(panels), figsize=(11, 2.6), constrained_layout=True)
    for axis, (key, title) in zip(axes, panels.items()):
        values = [figures[peer].get(key, 0) for peer in peers]
        drawn = axis.barh(peers, values, color=[colours[peer] for peer in peers])
        axis.bar_label(drawn, fmt="%.3g", padding=3, fontsize=8)
        axis.set_title(title, fontsize=9)
        axis.set_xlim(0, 1.2 * max(values))
        axis.invert_yaxis()
        axis.xaxis.set_visible(False)
        axis.spines[["top", "right", "bottom"]].set_visible(False)
        axis.set_yticks(range(len(peers)), [result["titles"][peer] for peer in peers] if axis is axes[0] else [""] * len(peers))
        axis.tick_params(axis="y", length=0, labelsize=8)
    figure.savefig(file, dpi=130)
