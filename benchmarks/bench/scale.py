"""Many nodes, and many cameras on one. See benchmarks/scale."""

import argparse
import datetime
import json
import shutil
import statistics
import subprocess
from pathlib import Path

from . import machine, pictures, report
from .ekuiper import Ekuiper
from .measure import Others
from .nodes import PROJECT, Cluster, Feed

SHARE = 0.3  # of a core, for each node of the curve: three of them, the broker and we fit on two cores
LOAD = 0.7  # of what a node can do, for the latencies: a queue that is always full has no latency of its own
CAMERAS = 10_000


def percentile(times, share):
    return 1000 * sorted(times)[min(len(times) - 1, int(share * len(times)))]


def curve(work, release, files, sizes, nodes, photographs=()):
    """Pictures a second of that many nodes, what one costs where, and how many have the label of their photograph."""
    cluster = Cluster(work, release, nodes, SHARE)
    feed = Feed(cluster.port)
    try:
        feed.saturate(["tfdemo"], files, sizes["warm_up"] * nodes, 4 * nodes)
        others, before = Others(), cluster.cpu_seconds()
        count = sizes["pictures"] * nodes
        rate = feed.saturate(["tfdemo"], files, count, 4 * nodes)
        broker, node = (after - first for after, first in zip(cluster.cpu_seconds(), before))
        times = feed.paced(["tfdemo"], files, count, LOAD * rate)
        if photographs:
            same = sum(feed.label(file) == feed.label(photograph) for file, photograph in zip(files, photographs))
        return {
            "nodes": nodes,
            "images_per_s": rate,
            "p50_ms": percentile(times, 0.5),
            "p99_ms": percentile(times, 0.99),
            "node_cpu_ms": 1000 * node / count,
            "broker_cpu_ms": 1000 * broker / count,
            "node_mb": cluster.memory(),
            "foreign_cores": others.cores(),
            **({"same_labels": same, "of": len(files)} if photographs else {}),
        }
    finally:
        feed.close()
        cluster.close()


def unlimited(work, release, files, sizes, nodes):
    """Photographs a second of that many nodes on all cores of this machine."""
    cluster = Cluster(work, release, nodes)
    feed = Feed(cluster.port)
    try:
        feed.saturate(["tfdemo"], files, sizes["warm_up"] * nodes, 4 * nodes)
        others = Others()
        rate = feed.saturate(["tfdemo"], files, 2 * sizes["pictures"], 8)
        return {"nodes": nodes, "images_per_s": rate, "foreign_cores": others.cores(), "node_mb": cluster.memory()}
    finally:
        feed.close()
        cluster.close()


SINK = {"topic": "ekuiper/labels", "sendSingle": True}


def create_rules(ekuiper, rules):
    """A stream and a rule for each camera; the topics that they listen below."""
    names = [f"cam{i}" for i in range(rules)]
    server = f"tcp://127.0.0.1:{ekuiper.mqtt_port}"
    for name in names:
        ekuiper.rest("POST", "/streams", {"sql": f'CREATE STREAM {name} () WITH (DATASOURCE="{name}/#", FORMAT="BINARY")'})
        sql = f"SELECT meta(topic) AS topic, labelImage(self)[0]->label AS label FROM {name}"
        ekuiper.rest("POST", "/rules", {"id": name, "sql": sql, "actions": [{"mqtt": {**SINK, "server": server}}]})
    for name in names:
        ekuiper._await(lambda name=name: ekuiper._subscribed(f"{name}/#"))
    return names


def waits(feed, files, cameras, each):
    """The mean wait of each camera, in seconds, when all send so many pictures at once."""
    sent = {camera: [] for camera in cameras}
    for i in range(each):
        for camera in cameras:
            sent[camera].append(feed.publish(camera, files[i % len(files)]))
    return [statistics.mean(feed.await_rows(topics)) for topics in sent.values()]


def flooded(feed, files, cameras, flood):
    """The longest wait, in seconds, of those who send one picture while the first camera sends a flood."""
    topics = [feed.publish(cameras[0], files[i % len(files)]) for i in range(flood)]
    single = [feed.publish(camera, files[0]) for camera in cameras[1:]]
    longest = max(feed.await_rows(single), default=0)
    feed.await_rows(topics)
    return longest


def box(work, files, sizes, rules):
    """One eKuiper, one plugin, that many rules, each with a stream of its own."""
    ekuiper = Ekuiper(work)
    feed = None
    try:
        ekuiper.install(PROJECT / "target/pyai.zip")
        cameras = create_rules(ekuiper, rules)
        feed = Feed(ekuiper.mqtt_port)
        feed.saturate(cameras, files, sizes["warm_up"], 8)
        others = Others()
        rate = feed.saturate(cameras, files, sizes["pictures"], max(8, rules))
        mean_waits = waits(feed, files, cameras, 10)
        times = feed.paced(cameras, files, sizes["pictures"], LOAD * rate)
        longest = flooded(feed, files, cameras, sizes["pictures"] // 3)
        plugin = ekuiper.plugin_processes("pyai")
        server = set(machine.tree(ekuiper.process.pid)) - set(plugin)
        return {
            "rules": rules,
            "images_per_s": rate,
            "unfairness": max(mean_waits) / min(mean_waits),
            "p50_ms": percentile(times, 0.5),
            "p99_ms": percentile(times, 0.99),
            "flooded_ms": 1000 * longest,
            "plugin_mb": machine.memory(plugin)[0],
            "ekuiper_mb": machine.memory(server)[0],
            "foreign_cores": others.cores(),
        }
    except Exception as e:
        raise RuntimeError(f"{e}\n{ekuiper.log()}") from e
    finally:
        if feed:
            feed.close()
        ekuiper.close()


def arithmetic(photographs, photograph_bytes, thumbnails, thumbnail_bytes):
    """What 10,000 cameras take, a picture a second each, by what a picture cost here."""

    def column(point, size):
        node, broker = point["node_cpu_ms"], point["broker_cpu_ms"]
        return [
            f"{size / 1000:.0f}",
            f"{node:.1f}",
            f"{broker:.2f}",
            f"{1000 / node:.0f}",
            f"{1000 / broker:.0f}",
            f"{CAMERAS * node / 1000 / LOAD:.0f}",
            f"{CAMERAS * broker / 1000 / LOAD:.1f}",
            f"{CAMERAS * size / 1e6:.0f}",
            f"{point['node_mb']:.0f}",
        ]

    titles = [
        "KB a picture",
        "CPU of the node, ms a picture",
        "CPU of the broker, ms a picture",
        "pictures/s a core of nodes",
        "pictures/s a core of broker (mosquitto uses one)",
        f"{CAMERAS} pictures/s: cores of nodes, loaded to {LOAD:.0%}",
        f"{CAMERAS} pictures/s: cores of brokers, loaded to {LOAD:.0%}",
        f"{CAMERAS} pictures/s: MB/s into the brokers, and out again",
        "MB a node",
    ]
    return [list(row) for row in zip(titles, column(photographs, photograph_bytes), column(thumbnails, thumbnail_bytes))]


def rows(points, keys):
    return [[f"{point[key]:.{digits}f}" for key, digits in keys.items()] for point in points]


CURVE = {"nodes": 0, "images_per_s": 1, "p50_ms": 0, "p99_ms": 0, "node_cpu_ms": 1, "broker_cpu_ms": 2, "node_mb": 0, "foreign_cores": 2}
BOX = {"rules": 0, "images_per_s": 1, "p50_ms": 0, "p99_ms": 0, "unfairness": 2, "flooded_ms": 0, "plugin_mb": 0, "ekuiper_mb": 0, "foreign_cores": 2}
UNLIMITED = {"nodes": 0, "images_per_s": 1, "node_mb": 0, "foreign_cores": 2}


def medians(points, by):
    """One point for each number of nodes or rules: the median of each figure over the rounds."""
    groups = {}
    for point in points:
        groups.setdefault(point[by], []).append(point)
    return [{key: statistics.median(p[key] for p in group) for key in group[0]} for group in groups.values()]


def text(result):
    where = result["machine"]
    head = (
        f"{result['date']}, {where['cores']} x {where['cpu']}, {where['system']}, {where['java']};"
        f" photographs of {result['picture_bytes'] / 1000:.0f} KB; medians of {result['rounds']} rounds"
    )
    return "\n\n".join(
        [
            head,
            f"Nodes, each held to {SHARE} of a core; latencies at {LOAD:.0%} of their rate:",
            report.table(list(CURVE), rows(result["curve"], CURVE)),
            "Nodes on all cores of this machine:",
            report.table(list(UNLIMITED), rows(result["unlimited"], UNLIMITED)),
            f"Rules and streams on one plugin; latencies at {LOAD:.0%} of the rate:",
            report.table(list(BOX), rows(result["box"], BOX)),
            report.table(["arithmetic", "photographs", "thumbnails"], result["arithmetic"]),
            f"{result['thumbnails']['same_labels']:.0f} of {result['thumbnails']['of']:.0f} thumbnails have their photograph's label.",
        ]
    )


def chart(result, file):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 4, figsize=(11, 2.8), layout="constrained")
    panels = [
        ("curve", "nodes", "images_per_s", f"photographs/s,\nnodes of {SHARE} core"),
        ("curve", "nodes", "p99_ms", f"p99 in ms at {LOAD:.0%} load,\nnodes of {SHARE} core"),
        ("box", "rules", "images_per_s", "photographs/s,\nrules on one plugin"),
        ("box", "rules", "p99_ms", f"p99 in ms at {LOAD:.0%} load,\nrules on one plugin"),
    ]
    for axis, (part, by, key, title) in zip(axes, panels):
        points = result[part]
        x = [str(int(point[by])) for point in points]
        drawn = axis.bar(x, [point[key] for point in points], color="#2a6f4e", width=0.6)
        axis.bar_label(drawn, fmt="%.0f", fontsize=9, padding=2)
        axis.set_title(title, fontsize=9)
        axis.set_xlabel(by, fontsize=9)
        axis.set_ylim(0, 1.2 * max(point[key] for point in points))
        axis.spines[["top", "right"]].set_visible(False)
        axis.tick_params(labelsize=8)
    where = result["machine"]
    noise = max(point["foreign_cores"] for point in result["curve"] + result["box"])
    caption = f"{where['cores']} x {where['cpu']}, {result['date'].split()[0]}; others took up to {noise:.1f} cores"
    figure.supxlabel(caption, fontsize=8, color="#5a6067")
    figure.savefig(file, dpi=150)


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/scale", description="many nodes, and many cameras on one")
    parser.add_argument("--rounds", type=int, default=3, help="of everything, in turn (default 3)")
    parser.add_argument("--quick", action="store_true", help="one round of few pictures: does it all work?")
    parser.add_argument("--results", type=Path, default=PROJECT / "benchmarks/results", metavar="DIR")
    chosen = parser.parse_args()
    sizes = {"warm_up": 20, "pictures": 30} if chosen.quick else {"warm_up": 120, "pictures": 200}
    rounds = 1 if chosen.quick else chosen.rounds
    work = PROJECT / "build/benchmarks"
    release = work / "release"
    shutil.rmtree(release, ignore_errors=True)
    subprocess.run([PROJECT / "deploy/layout", release, PROJECT / "target/pyai.zip"], check=True)
    subprocess.run([release / "start", "prepare"], check=True)
    files = pictures.photographs()

    thumbnails = [pictures.thumbnail(file) for file in files]

    measured = {"curve": [], "thumbnails": [], "unlimited": [], "box": []}
    for number in range(1, rounds + 1):
        for nodes in (1, 2, 3):
            print(f"  round {number} of {rounds}: {nodes} nodes of {SHARE} core", flush=True)
            measured["curve"].append(curve(work, release, files, sizes, nodes))
        print(f"  round {number} of {rounds}: thumbnails", flush=True)
        measured["thumbnails"].append(curve(work, release, thumbnails, sizes, 1, files))
        for nodes in (1, 2):
            print(f"  round {number} of {rounds}: {nodes} nodes on all cores", flush=True)
            measured["unlimited"].append(unlimited(work, release, files, sizes, nodes))
        for rules in (1, 10, 50):
            print(f"  round {number} of {rounds}: {rules} rules", flush=True)
            measured["box"].append(box(work, files, sizes, rules))

    picture_bytes = statistics.mean(map(len, files))
    thumbnail_bytes = statistics.mean(map(len, thumbnails))
    points = {part: medians(all_of, "rules" if part == "box" else "nodes") for part, all_of in measured.items()}
    result = {
        "date": datetime.datetime.now().isoformat(" ", "minutes"),
        "commit": machine.first_line("git", "-C", PROJECT, "describe", "--always", "--dirty"),
        "machine": machine.describe(),
        "rounds": rounds,
        "sizes": sizes,
        "picture_bytes": picture_bytes,
        **points,
        "thumbnails": points["thumbnails"][0],
        "arithmetic": arithmetic(points["curve"][0], picture_bytes, points["thumbnails"][0], thumbnail_bytes),
        "measured": measured,
    }
    chosen.results.mkdir(parents=True, exist_ok=True)
    name = "scale-" + result["date"].replace(":", "").replace(" ", "T")
    shown = text(result)
    (chosen.results / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
    (chosen.results / f"{name}.md").write_text(shown + "\n")
    chart(result, chosen.results / f"{name}.png")
    print(f"\n{shown}\n\nkept in {chosen.results}/{name}.*")


if __name__ == "__main__":
    main()
