"""The bars of issue 6 against medians of a run; tables, JSON and charts."""

import json
import statistics

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
    "install_ms": "install (POST to 201), ms",
    "first_label_ms": "first label after install, ms",
    "cold_start_ms": "process start to first label, ms",
    "right": "right by truth.tsv, %",
    "foreign_cores": "cores taken by others",
}

# What our share of a null call may be, ms.
NULL_BARS = {"150 KB": 0.15, "3 MB": 3}


def medians(turns):
    """Peer by peer, the median of each figure over its turns."""
    result = {}
    for peer, figures in turns.items():
        keys = dict.fromkeys(key for turn in figures for key in turn)
        result[peer] = {key: statistics.median(t[key] for t in figures if key in t) for key in keys}
    return result


def bars(figures, own):
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
    if "memory" in own:
        rows.append(("RSS, later vs at first", own["memory"]["many_mb"] / own["memory"]["few_mb"], "<=", 1.1))
    ratio("process start to first label vs p2", java, p2, "cold_start_ms", "<=", 1)
    ratio("right labels vs p2", java, p2, "right", ">=", 1)
    if "window" in own:
        rows.append(("windows vs one by one, burst", own["window"]["ratio"][1], ">=", 1.5))
    for size, bar in NULL_BARS.items() if "null" in own else ():
        rows.append((f"our share of a null call, {size}, ms", own["null"][size]["share_ms"][1], "<=", bar))
    return rows


def met(value, sign, bar):
    return value >= bar if sign == ">=" else value <= bar


def table(header, rows):
    rows = [header, *rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines)


def _quartiles(values, unit):
    first, median, third = values
    return f"{median:.2f}{unit} ({first:.2f} to {third:.2f})"


def _own(own, sizes):
    """Rows of what is measured of jkuiper alone: what, its figure, what it is held against, what that makes."""
    rows = []
    for size in NULL_BARS if "null" in own else ():
        calls = own["null"][size]
        against = f"{calls['go_ms']:.2f} in Go"
        rows.append(
            [f"null call of {size}, ms", f"{calls['java_ms']:.2f}", against, _quartiles(calls["share_ms"], " more")]
        )
    if "window" in own:
        rates = own["window"]
        value, against = f"{rates['window_images_per_s']:.1f}", f"{rates['single_images_per_s']:.1f} one by one"
        rows.append(["photographs/s in windows of 8, burst", value, against, _quartiles(rates["ratio"], " times")])
    if "memory" in own:
        few, many = own["memory"]["few_mb"], own["memory"]["many_mb"]
        against = f"{few:.1f} after {sizes['warm_up'] + sizes['photographs']}"
        rows.append([f"RSS after {sizes['long']} photographs, MB", f"{many:.1f}", against, f"{many / few:.2f} times"])
    return rows


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
        for what, value, sign, bar in bars(figures, result["own"])
    ]
    machine = result["machine"]
    parts = [
        f"{result['model']}: {result['date']}, {machine['cores']} x {machine['cpu']}, {machine['memory_gb']} GB, {machine['system']},"
        f" {machine['java']}; {sizes['rounds']} rounds, {result['disturbed']} turns thrown away",
        table(["median", *(result["titles"][peer] for peer in peers)], rows),
        table(["jkuiper alone", "median", "against", "makes (quartiles)"], _own(result["own"], sizes)),
        table(["bar", "value", "wanted", "met"], judged),
    ]
    return "\n\n".join(parts) + "\n"


def save(result, folder):
    """NAME.json, .md and .png in the folder; returns the text."""
    folder.mkdir(parents=True, exist_ok=True)
    name = result["date"].replace(":", "").replace(" ", "T") + "-" + result["model"]
    shown = text(result)
    (folder / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
    (folder / f"{name}.md").write_text(shown)
    chart(result, folder / f"{name}.png")
    return shown


PANELS = {
    "images_per_s": "photographs/s, one by one\n(more is better)",
    "burst_images_per_s": "photographs/s, burst\n(more is better)",
    "large_p50_ms": "a picture of 12 megapixels, ms\n(less is better)",
    "cold_start_ms": "process start to first label, ms\n(less is better)",
    "rss_mb": "memory after 300 photographs, MB\n(less is better)",
    "rss_peak_mb": "memory at most, with 12 megapixels, MB\n(less is better)",
}
COLOURS = {"java": "#2a6f4e", "p1": "#b9bec4", "p2": "#98a0a8", "p3": "#727b85"}


def chart(result, file):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figures, machine = medians(result["turns"]), result["machine"]
    peers = list(figures)
    figure, grid = pyplot.subplots(2, 3, figsize=(9.6, 4.4), layout="constrained")
    for axis, (key, title) in zip(grid.flat, PANELS.items()):
        values = [figures[peer][key] for peer in peers]
        drawn = axis.barh(peers, values, color=[COLOURS[peer] for peer in peers])
        axis.bar_label(drawn, [f"{value:.0f}" for value in values], padding=3, fontsize=9)
        axis.set_title(title, fontsize=9)
        axis.set_xlim(0, 1.2 * max(values))
        axis.invert_yaxis()
        axis.xaxis.set_visible(False)
        axis.spines[["top", "right", "bottom"]].set_visible(False)
        names = [result["titles"][peer] for peer in peers] if axis in grid[:, 0] else [""] * len(peers)
        axis.set_yticks(range(len(peers)), names)
        axis.tick_params(axis="y", length=0, labelsize=9)
    rounds = result["sizes"]["rounds"]
    where = f"{result['model']}, {machine['cores']} x {machine['cpu']}, {result['date'].split()[0]}, medians of {rounds} rounds"
    figure.supxlabel(where, fontsize=8, color="#5a6067")
    figure.savefig(file, dpi=150)
