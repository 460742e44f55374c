"""What is measured of jkuiper alone: pictures in windows against one by one, and memory after many photographs."""

import statistics
import time

from . import machine, pictures
from .ekuiper import Ekuiper
from .measure import Loop, Others

WINDOW = 8
BURST = 10 * WINDOW


def windows(peer, work, sizes, say):
    """Photographs a second in bursts, one a call and WINDOW a call in turn, and quartiles of the ratio."""
    say(f"windows of {WINDOW} photographs")
    files = pictures.photographs()
    ekuiper = Ekuiper(work)
    try:
        ekuiper.install(peer.archive)
        single = Loop(ekuiper.rule("pictures", "labelImage(self)"))
        window = Loop(ekuiper.rule("windows", "labelImage(collect(self))", f"COUNTWINDOW({WINDOW})"))
        sample = files[:WINDOW] * WINDOW
        if window.window(sample[:WINDOW]) != [single.one(picture) for picture in sample[:WINDOW]]:
            raise RuntimeError("a window has other labels than its pictures one by one")
        others = Others()
        rates = {single: [], window: []}
        for number in range(-2, sizes.window_rounds):
            for loop, per in ((single, 1), (window, WINDOW)) if number % 2 else ((window, WINDOW), (single, 1)):
                rate = loop.burst(files, BURST, per)
                if number >= 0:
                    rates[loop].append(rate)
        return {
            "single_images_per_s": statistics.median(rates[single]),
            "window_images_per_s": statistics.median(rates[window]),
            "ratio": statistics.quantiles([w / s for w, s in zip(rates[window], rates[single])]),
            "foreign_cores": others.cores(),
        }
    except Exception as e:
        raise RuntimeError(f"windows: {e}\n{ekuiper.log()}") from e
    finally:
        ekuiper.close()


def memory(peer, work, sizes, say):
    """RSS in MB after as many photographs as the turns measure it after, and after `sizes.long`."""
    files = pictures.photographs()
    few = sizes.warm_up + sizes.photographs
    ekuiper = Ekuiper(work)
    try:
        ekuiper.install(peer.archive)
        loop = Loop(ekuiper.rule("pictures", "labelImage(self)"))
        others = Others()
        figures = {}
        for key, count in (("few_mb", few), ("many_mb", sizes.long - few)):
            say(f"memory after {few if key == 'few_mb' else sizes.long} photographs")
            loop.burst(files, count)
            time.sleep(sizes.settle_s)
            figures[key] = machine.memory(ekuiper.plugin_processes("pyai"))[0]
        figures["foreign_cores"] = others.cores()
        return figures
    except Exception as e:
        raise RuntimeError(f"memory: {e}\n{ekuiper.log()}") from e
    finally:
        ekuiper.close()
